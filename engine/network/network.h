// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/ids.h"
#include "engine/network/constant.h"
#include "engine/network/layer_def.h"
#include "engine/network/numerics.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace planscope {

class Patch;

/// An ONNX node that layers come from. Ids are indices into Network::origins() and stay valid through every pass.
using OriginId = std::uint32_t;
struct Origin {
    std::string name;  ///< the node's name, or op type and position when it has none
    std::string op;    ///< "Conv", "com.microsoft.Gelu"
};

struct Tensor {
    std::string name;
    DataType type = DataType::Float;
    Dims dims;
    ConstantPtr constant;  ///< the value, where known before run time; weights have no producer
    bool isInput = false;  ///< bound by the caller at run time
    /// See TensorInfo::extents.
    std::shared_ptr<const std::vector<std::int64_t>> extents = {};
};

/// One operation. Where `epilogue` is not empty the layer is fused: the anchor's result is input 0 of that pointwise
/// program, the last `epilogueInputs` of `inputs` are its inputs 1, 2, ... and broadcast to the anchor's output.
struct Layer {
    std::string name;
    const LayerDef* def = nullptr;
    Attrs attrs;
    std::vector<TensorId> inputs;
    std::vector<TensorId> outputs;
    PointwiseProgram epilogue;
    int epilogueInputs = 0;
    std::vector<OriginId> origins;
    Numerics numerics = Numerics::Native;
    PrecisionRequest request{};

    bool is(const LayerKind& kind) const { return def->kind == kind; }
    int anchorInputCount() const { return static_cast<int>(inputs.size()) - epilogueInputs; }
};

/// What is needed to add a layer; outputs follow by inference.
struct LayerSpec {
    std::string name;
    const LayerDef* def = nullptr;
    Attrs attrs{};
    std::vector<TensorId> inputs{};
    PointwiseProgram epilogue{};
    int epilogueInputs = 0;
    std::vector<OriginId> origins{};
    std::vector<std::string> outputNames{};  ///< may be shorter than the outputs; the rest is named after the layer
    Numerics numerics = Numerics::Native;
    PrecisionRequest request{};
};

struct NetworkOutput {
    std::string name;  ///< the binding's name, which survives rewrites of the tensor behind it
    TensorId tensor;
};

/// A network of layers in single assignment form.
///
/// Laws: every tensor has at most one producer; a tensor without producer is an input or a constant; types and dims of
/// outputs always equal what the producer's kind infers; ids are never reused while the object lives (removed layers
/// leave a gap); each static tensor has fewer than 2^31 elements; extents that are open are codes of engine/network/extent.h,
/// never anonymous; only apply() removes. Copying is a deep copy except
/// for constants. Not thread-safe for writing.
class Network {
public:
    std::string name;

    TensorId addInput(std::string tensorName, DataType type, const Dims& dims);
    TensorId addConstant(std::string tensorName, ConstantPtr value);
    /// Validates, infers, adds; anonymous extents get codes of their own. Where every input is known and the outputs are small (kFoldBytes), the outputs' values
    /// are computed by the reference kernels at once, so that shape arithmetic is known while a model is imported; the
    /// layer itself stays until constant folding drops it.
    /// @errors those of the kind, with "layer 'name' (kind)" as subject
    Result<LayerId> addLayer(LayerSpec spec);
    void markOutput(std::string bindingName, TensorId tensor);
    OriginId addOrigin(Origin origin);
    /// Lets people and the text form call extent::named(extentName) by that name.
    void nameExtent(std::string extentName);
    /// The name of an open extent; empty where it has none.
    std::string_view extentName(std::int64_t extent) const;
    /// All that have names, by code.
    const std::map<std::int64_t, std::string>& extentNames() const { return m_extentNames; }

    /// Applies all of `patch` or nothing. Redirects touch readers that were there before, not the patch's own layers. What was
    /// asked of the dropped layers is asked of the new ones, see requestsAfter.
    /// @errors Code::Graph, Code::Shape if a redirected wire would change type or dims or an output would be lost; a cycle
    ///         is found by verify()
    Status apply(const Patch& patch);

    /// Lets go of the values of constants that nothing reads any more.
    void releaseUnused();

    const Tensor& tensor(TensorId id) const { return m_tensors[id.index()]; }
    const Layer& layer(LayerId id) const { return m_layers[id.index()]; }
    bool isAlive(LayerId id) const { return m_layers[id.index()].def != nullptr; }
    std::size_t tensorCount() const { return m_tensors.size(); }
    /// Upper bound of layer ids; some are gaps.
    std::size_t layerIdCount() const { return m_layers.size(); }
    std::size_t layerCount() const;
    const std::vector<TensorId>& inputs() const { return m_inputs; }
    const std::vector<NetworkOutput>& outputs() const { return m_outputs; }
    const std::vector<Origin>& origins() const { return m_origins; }

    /// The layer that makes `id`; invalid for inputs and constants without producer.
    LayerId producer(TensorId id) const { return m_producers[id.index()]; }
    /// Layers that read `id`, in order of id, once each.
    const std::vector<LayerId>& consumers(TensorId id) const { return m_consumers[id.index()]; }
    bool isOutput(TensorId id) const;

    /// Living layers so that producers stand before consumers; ties by id. Never recursive: deep chains are fine.
    std::vector<LayerId> topologicalOrder() const;

    /// The extents or the value of this tensor are first known when the network runs: they follow from nothing before it.
    bool decidesExtents(TensorId id) const;

    TensorInfo info(TensorId id) const;
    std::vector<TensorInfo> anchorInputs(const Layer& layer) const;
    std::vector<TensorType> outputTypes(const Layer& layer) const;

    /// Sets the known value of a tensor. @pre type and dims agree
    void setKnownValue(TensorId id, ConstantPtr value) { m_tensors[id.index()].constant = std::move(value); }
    void setRequest(LayerId id, PrecisionRequest request) { m_layers[id.index()].request = std::move(request); }

    static constexpr std::int64_t kFoldBytes = 64 * 1024;
    static constexpr std::int64_t kMaxElements = (std::int64_t{1} << 31) - 1;

private:
    TensorId addTensor(Tensor tensor);
    void connect(LayerId id);
    void removeLayer(LayerId id);

    std::vector<Tensor> m_tensors;
    std::vector<Layer> m_layers;
    std::vector<LayerId> m_producers;
    std::vector<std::vector<LayerId>> m_consumers;
    std::vector<TensorId> m_inputs;
    std::vector<NetworkOutput> m_outputs;
    std::vector<Origin> m_origins;
    std::map<std::int64_t, std::string> m_extentNames;
};

/// Types and dims of the outputs of a possibly fused layer: the kind's inference, then the epilogue's result type, then what
/// `numerics` keeps it in.
Result<std::vector<TensorType>> inferFused(const LayerDef& def, const Attrs& attrs,
                                           std::span<const TensorInfo> anchorInputs, const PointwiseProgram& epilogue,
                                           std::span<const TensorInfo> epilogueInputs, Numerics numerics = Numerics::Native);

}  // namespace planscope
