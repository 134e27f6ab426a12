// SPDX-License-Identifier: Apache-2.0
#include "engine/network/patch.h"

namespace planscope {

Patch::Patch(const Network& network, std::string reason)
    : m_firstNew(network.tensorCount()), m_reason(std::move(reason)) {}

TensorId Patch::addConstant(std::string name, ConstantPtr value) {
    m_tensors.push_back({std::move(name), std::move(value), 0, 0});
    return TensorId(m_firstNew + m_tensors.size() - 1);
}

TensorId Patch::addLayer(LayerSpec spec, int outputCount) {
    const TensorId first(m_firstNew + m_tensors.size());
    for (int i = 0; i < outputCount; ++i) m_tensors.push_back({{}, nullptr, m_layers.size(), i});
    m_layers.push_back(std::move(spec));
    return first;
}

void Patch::redirect(TensorId from, TensorId to) { m_redirects.emplace_back(from, to); }
void Patch::drop(LayerId layer) { m_drops.push_back(layer); }

}  // namespace planscope
