// SPDX-License-Identifier: Apache-2.0
#include "engine/network/network.h"

#include "engine/base/check.h"
#include "engine/network/evaluate.h"
#include "engine/network/extent.h"
#include "engine/network/patch.h"

#include <algorithm>
#include <queue>

namespace planscope {
namespace {

std::string subjectOf(const std::string& layer, const LayerDef& def) {
    return fmt::format("layer '{}' ({})", layer, def.kind.name);
}

std::vector<TensorInfo> infosOf(const Network& network, std::span<const TensorId> ids) {
    std::vector<TensorInfo> out;
    out.reserve(ids.size());
    for (const TensorId id : ids) out.push_back(network.info(id));
    return out;
}

bool isSmall(const TensorType& type) {
    return type.dims.isStatic() && type.dims.volume() * static_cast<std::int64_t>(sizeOf(type.type)) <= Network::kFoldBytes;
}

bool isKnown(const Layer& layer, const Tensor& input) {
    return input.constant || (layer.def->readsShapesOnly && input.dims.isStatic());
}

/// Without a value there is no data, which only kinds that read nothing but shapes get to see.
TensorView knownView(const Tensor& t) { return t.constant ? t.constant->view() : TensorView{nullptr, t.type, t.dims, Format::linear()}; }

/// Values of the outputs of `layer` where everything that it reads is known, nothing otherwise.
std::vector<ConstantPtr> knownOutputs(const Network& network, const Layer& layer, std::span<const TensorType> types) {
    const bool known = std::ranges::all_of(layer.inputs, [&](TensorId id) { return isKnown(layer, network.tensor(id)); });
    if (!known || !layer.def->reference || !std::ranges::all_of(types, isSmall)) return {};
    std::vector<TensorView> inputs;
    for (const TensorId id : layer.inputs) inputs.push_back(knownView(network.tensor(id)));
    std::vector<HostTensor> buffers;
    std::vector<TensorView> outputs;
    for (const TensorType& type : types) {
        buffers.push_back(HostTensor::make(type.type, type.dims));
        outputs.push_back(buffers.back().view);
    }
    if (!evaluateLayer(network, layer, inputs, outputs)) return {};
    std::vector<ConstantPtr> values;
    for (HostTensor& buffer : buffers)
        values.push_back(Constant::own(buffer.view.type, buffer.view.dims, std::move(buffer.bytes)));
    return values;
}

Status checkElements(const TensorType& type) {
    std::int64_t volume = 1;
    for (const std::int64_t d : type.dims) {
        if (d == extent::kAnonymous || d <= -extent::kNumbers) continue;
        PS_CHECK(d >= 0, Code::Shape, "the output shape {} has the negative extent {}", toString(type.dims), d);
        PS_CHECK(!__builtin_mul_overflow(volume, d, &volume), Code::Limit,
                 "the output {} has more elements than 64 bits can count", toString(type.dims));
    }
    PS_CHECK(volume <= Network::kMaxElements, Code::Limit, "the output {} has {} elements, the limit is 2^31 - 1",
             toString(type.dims), volume);
    return {};
}

/// Bodies stand in networks of other names, and may call their tensors as those do.
std::string codeName(const Network& network, const Tensor& tensor) { return network.name + '/' + tensor.name; }

/// The code that anonymous extents get, the same whenever the network is made the same way.
std::int64_t ownCode(const Network& network, const Tensor& tensor, std::size_t index, int axis) {
    return extent::derived(codeName(network, tensor), static_cast<std::int64_t>(index), axis);
}

void nameExtents(const Network& network, Tensor& tensor, std::size_t index) {
    for (int i = 0; i < tensor.dims.rank; ++i)
        if (tensor.dims[i] == extent::kAnonymous) tensor.dims[i] = ownCode(network, tensor, index, i);
}

/// Shape arithmetic works on lists of this length at most.
constexpr std::int64_t kMaxTraced = 64;

bool isTraceable(const Tensor& tensor) {
    const bool isInteger = tensor.type == DataType::Int32 || tensor.type == DataType::Bool;
    return isInteger && tensor.dims.rank <= 1 && tensor.dims.isStatic() && tensor.dims.volume() <= kMaxTraced;
}

using Extents = std::shared_ptr<const std::vector<std::int64_t>>;

/// What the caller will give as a small integer input: it may decide shapes.
Extents openValues(const Network& network, const Tensor& input) {
    std::vector<std::int64_t> values;
    for (std::int64_t i = 0; i < input.dims.volume(); ++i)
        values.push_back(extent::derived(codeName(network, input), extent::kAnonymous, i));
    return std::make_shared<const std::vector<std::int64_t>>(std::move(values));
}

bool fitsInt32(std::int64_t value) { return value >= INT32_MIN && value <= INT32_MAX; }

/// Shape arithmetic that came out at numbers.
ConstantPtr constantOf(const Tensor& tensor, const std::vector<std::int64_t>& values) {
    HostTensor out = HostTensor::make(tensor.type, tensor.dims);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (tensor.type == DataType::Bool) out.view.as<std::uint8_t>()[i] = values[i] != 0;
        else out.view.as<std::int32_t>()[i] = static_cast<std::int32_t>(values[i]);
    }
    return Constant::own(tensor.type, tensor.dims, std::move(out.bytes));
}

Result<Extents> tracedOutput(const Network& network, const Layer& layer) {
    if (!layer.def->traceExtents || !layer.epilogue.empty()) return Extents{};
    const Tensor& output = network.tensor(layer.outputs.front());
    if (output.constant || !isTraceable(output)) return Extents{};
    const std::vector<TensorInfo> inputs = network.anchorInputs(layer);
    std::optional<std::vector<std::int64_t>> values = layer.def->traceExtents(LayerView(*layer.def, layer.attrs, inputs));
    if (!values) return Extents{};
    PS_ASSERT(static_cast<std::int64_t>(values->size()) == output.dims.volume(), "the trace of {} has another length than its output",
              layer.def->kind.name);
    return std::make_shared<const std::vector<std::int64_t>>(std::move(*values));
}

}  // namespace

Result<std::vector<TensorType>> inferFused(const LayerDef& def, const Attrs& attrs,
                                           std::span<const TensorInfo> anchorInputs, const PointwiseProgram& epilogue,
                                           std::span<const TensorInfo> epilogueInputs, Numerics numerics) {
    const std::vector<TensorInfo> computed = asComputed(anchorInputs, numerics);
    PS_ASSIGN(std::vector<TensorType> types, inferOutputs(LayerView(def, attrs, computed)));
    for (TensorType& type : types) {
        PS_TRY(checkElements(type));
        type.type = storedType(type.type, numerics);
    }
    if (epilogue.empty()) {
        PS_CHECK(epilogueInputs.empty(), Code::Arity, "{} epilogue inputs without an epilogue", epilogueInputs.size());
        return types;
    }
    PS_CHECK(types.size() == 1, Code::Arity, "an epilogue needs a layer with one output, {} has {}", def.kind.name, types.size());
    PS_CHECK(epilogue.inputCount <= static_cast<int>(epilogueInputs.size()) + 1, Code::Arity,
             "the epilogue reads {} values, {} are given", epilogue.inputCount, epilogueInputs.size() + 1);
    const Dims& out = types[0].dims;
    for (const TensorInfo& extra : epilogueInputs) {
        const int shift = out.rank - extra.dims.rank;
        bool fits = shift >= 0;
        for (int i = 0; fits && i < extra.dims.rank; ++i) fits = extra.dims[i] == 1 || extra.dims[i] == out[i + shift];
        PS_CHECK(fits, Code::Shape, "the epilogue input {} does not broadcast to {}", toString(extra.dims), toString(out));
    }
    types[0].type = storedType(epilogue.result().type, numerics);
    return types;
}

TensorId Network::addTensor(Tensor tensor) {
    nameExtents(*this, tensor, m_tensors.size());
    m_tensors.push_back(std::move(tensor));
    m_producers.emplace_back();
    m_consumers.emplace_back();
    return TensorId(m_tensors.size() - 1);
}

TensorId Network::addInput(std::string tensorName, DataType type, const Dims& dims) {
    Tensor input{std::move(tensorName), type, dims, nullptr, true};
    if (type == DataType::Int32 && isTraceable(input)) input.extents = openValues(*this, input);
    const TensorId id = addTensor(std::move(input));
    m_inputs.push_back(id);
    return id;
}

TensorId Network::addConstant(std::string tensorName, ConstantPtr value) {
    const DataType type = value->type();
    const Dims dims = value->dims();
    return addTensor({std::move(tensorName), type, dims, std::move(value), false});
}

Result<LayerId> Network::addLayer(LayerSpec spec) {
    const auto anchors = std::span(spec.inputs).first(spec.inputs.size() - static_cast<std::size_t>(spec.epilogueInputs));
    const auto extras = std::span(spec.inputs).last(static_cast<std::size_t>(spec.epilogueInputs));
    PS_ASSIGN(const std::vector<TensorType> types,
              within(subjectOf(spec.name, *spec.def),
                     inferFused(*spec.def, spec.attrs, infosOf(*this, anchors), spec.epilogue, infosOf(*this, extras), spec.numerics)));
    const LayerId id(m_layers.size());
    m_layers.push_back({std::move(spec.name), spec.def, std::move(spec.attrs), std::move(spec.inputs), {}, spec.epilogue,
                        spec.epilogueInputs, std::move(spec.origins), spec.numerics, std::move(spec.request)});
    for (std::size_t i = 0; i < types.size(); ++i) {
        Layer& layer = m_layers.back();
        std::string tensorName = i < spec.outputNames.size() && !spec.outputNames[i].empty() ? std::move(spec.outputNames[i])
                                 : i == 0 ? layer.name + "_output" : fmt::format("{}_output_{}", layer.name, i);
        layer.outputs.push_back(addTensor({std::move(tensorName), types[i].type, types[i].dims, nullptr, false}));
    }
    connect(id);
    const auto values = knownOutputs(*this, m_layers[id.index()], types);
    for (std::size_t i = 0; i < values.size(); ++i) setKnownValue(m_layers[id.index()].outputs[i], values[i]);
    PS_ASSIGN(Extents traced, tracedOutput(*this, m_layers[id.index()]));
    Tensor& first = m_tensors[m_layers[id.index()].outputs.front().index()];
    if (traced && std::ranges::all_of(*traced, fitsInt32)) first.constant = constantOf(first, *traced);
    else first.extents = std::move(traced);
    return id;
}

void Network::connect(LayerId id) {
    const Layer& layer = m_layers[id.index()];
    for (const TensorId output : layer.outputs) m_producers[output.index()] = id;
    for (const TensorId input : layer.inputs) {
        auto& readers = m_consumers[input.index()];
        const auto at = std::ranges::lower_bound(readers, id);
        if (at == readers.end() || *at != id) readers.insert(at, id);
    }
}

void Network::removeLayer(LayerId id) {
    Layer& layer = m_layers[id.index()];
    for (const TensorId output : layer.outputs) m_producers[output.index()] = {};
    for (const TensorId input : layer.inputs) std::erase(m_consumers[input.index()], id);
    layer = {};
}

void Network::markOutput(std::string bindingName, TensorId tensor) { m_outputs.push_back({std::move(bindingName), tensor}); }

OriginId Network::addOrigin(Origin origin) {
    m_origins.push_back(std::move(origin));
    return static_cast<OriginId>(m_origins.size() - 1);
}

void Network::nameExtent(std::string extentName) {
    const std::int64_t code = extent::named(extentName);
    m_extentNames.emplace(code, std::move(extentName));
}

std::string_view Network::extentName(std::int64_t extent) const {
    const auto at = m_extentNames.find(extent);
    return at == m_extentNames.end() ? std::string_view() : at->second;
}

std::size_t Network::layerCount() const {
    return static_cast<std::size_t>(std::ranges::count_if(m_layers, [](const Layer& l) { return l.def != nullptr; }));
}

bool Network::isOutput(TensorId id) const {
    return std::ranges::any_of(m_outputs, [&](const NetworkOutput& output) { return output.tensor == id; });
}

bool Network::decidesExtents(TensorId id) const {
    const Tensor& t = m_tensors[id.index()];
    if (t.isInput && t.extents) return true;
    for (int i = 0; i < t.dims.rank; ++i)
        if (t.dims[i] == ownCode(*this, t, id.index(), i)) return true;
    return false;
}

TensorInfo Network::info(TensorId id) const {
    const Tensor& t = m_tensors[id.index()];
    return {t.type, t.dims, t.constant.get(), t.extents.get()};
}

std::vector<TensorInfo> Network::anchorInputs(const Layer& layer) const {
    return infosOf(*this, std::span(layer.inputs).first(static_cast<std::size_t>(layer.anchorInputCount())));
}

std::vector<TensorType> Network::outputTypes(const Layer& layer) const {
    std::vector<TensorType> out;
    for (const TensorId id : layer.outputs) out.push_back({tensor(id).type, tensor(id).dims});
    return out;
}

void Network::releaseUnused() {
    for (std::size_t i = 0; i < m_tensors.size(); ++i)
        if (m_consumers[i].empty() && !isOutput(TensorId(i))) m_tensors[i].constant = nullptr;
}

std::vector<LayerId> Network::topologicalOrder() const {
    std::vector<std::uint32_t> waiting(m_layers.size(), 0);
    std::priority_queue<LayerId, std::vector<LayerId>, std::greater<>> ready;
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        if (!m_layers[i].def) continue;
        auto inputs = m_layers[i].inputs;
        std::ranges::sort(inputs);
        const auto repeats = std::ranges::unique(inputs);
        inputs.erase(repeats.begin(), repeats.end());
        for (const TensorId input : inputs) waiting[i] += producer(input).valid();
        if (waiting[i] == 0) ready.push(LayerId(i));
    }
    std::vector<LayerId> order;
    order.reserve(m_layers.size());
    while (!ready.empty()) {
        const LayerId id = ready.top();
        ready.pop();
        order.push_back(id);
        for (const TensorId output : m_layers[id.index()].outputs)
            for (const LayerId reader : consumers(output))
                if (--waiting[reader.index()] == 0) ready.push(reader);
    }
    return order;
}

}  // namespace planscope
