// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"

#include <string>
#include <utility>
#include <vector>

namespace planscope {

/// A proposed change of a network: new constants, new layers, wires to redirect, layers to drop, and one sentence why.
/// It cannot express "change this constant" or "change this layer": those are replaced. Built against one network and
/// applied by Network::apply, which checks it. Tensors of the patch itself have provisional ids (isNew).
class Patch {
public:
    explicit Patch(const Network& network, std::string reason);

    /// A new constant; returns its provisional id.
    TensorId addConstant(std::string name, ConstantPtr value);
    /// A new layer; returns the provisional id of its first output (others follow by +1).
    TensorId addLayer(LayerSpec spec, int outputCount = 1);
    /// Every consumer of `from`, and network outputs on it, read `to` from now on. Dims and type must agree.
    void redirect(TensorId from, TensorId to);
    /// Removes a layer; its outputs must have no reader left after the redirects.
    void drop(LayerId layer);

    bool isNew(TensorId id) const { return id.index() >= m_firstNew; }
    const std::string& reason() const { return m_reason; }

    struct NewTensor {
        std::string name;
        ConstantPtr constant;     ///< null: an output of layers[layer]
        std::size_t layer = 0;
        int output = 0;
    };
    const std::vector<NewTensor>& tensors() const { return m_tensors; }
    const std::vector<LayerSpec>& layers() const { return m_layers; }
    const std::vector<std::pair<TensorId, TensorId>>& redirects() const { return m_redirects; }
    const std::vector<LayerId>& drops() const { return m_drops; }
    std::size_t firstNew() const { return m_firstNew; }

private:
    std::size_t m_firstNew;
    std::string m_reason;
    std::vector<NewTensor> m_tensors;
    std::vector<LayerSpec> m_layers;
    std::vector<std::pair<TensorId, TensorId>> m_redirects;
    std::vector<LayerId> m_drops;
};

}  // namespace planscope
