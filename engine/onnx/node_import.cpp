// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/node_import.h"

#include "engine/base/check.h"
#include "engine/layers/cast.h"
#include "engine/network/extent.h"
#include "engine/onnx/half_precision.h"

#include <algorithm>
#include <limits>

namespace planscope::onnx {
namespace {

constexpr std::string_view kWords[] = {"an integer", "a number", "a string", "a list of integers", "a list of numbers",
                                       "a list of strings", "a tensor", "a graph"};

std::string wordOf(const OnnxAttribute::Value& value) {
    if (const auto* opaque = std::get_if<OpaqueAttribute>(&value)) return opaque->word;
    return std::string(kWords[value.index()]);
}

Status checkRange(std::string_view name, std::int64_t value) {
    using Limits = std::numeric_limits<std::int32_t>;
    PS_CHECK(value >= Limits::min() && value <= Limits::max(), Code::Attribute, "attribute '{}' is {}, which exceeds 32 bits", name,
             value);
    return {};
}

}  // namespace

Result<int> resolveAxis(std::int64_t axis, int rank) {
    PS_CHECK(axis >= -rank && axis < rank, Code::Attribute, "axis {} is outside rank {}", axis, rank);
    return static_cast<int>(axis < 0 ? axis + rank : axis);
}

Result<std::uint32_t> axisMask(std::span<const std::int64_t> axes, int rank) {
    std::uint32_t mask = 0;
    for (const std::int64_t value : axes) {
        PS_ASSIGN(const int axis, resolveAxis(value, rank));
        PS_CHECK((mask >> axis & 1U) == 0, Code::Attribute, "axis {} is named twice", axis);
        mask |= 1U << axis;
    }
    return mask;
}

Result<Dims> toDims(std::span<const std::int64_t> values) {
    PS_CHECK(values.size() <= kMaxRank, Code::Limit, "{} dimensions are too many, the limit is {}", values.size(), kMaxRank);
    Dims out;
    for (const std::int64_t value : values) out.push(value);
    return out;
}

Result<TensorId> NodeImport::input(int i) const {
    PS_CHECK(has(i), Code::Arity, "input {} is missing", i);
    return *m_scope.inputs[static_cast<std::size_t>(i)];
}

Result<std::vector<TensorId>> NodeImport::allInputs() const {
    PS_CHECK(inputCount() > 0, Code::Arity, "at least one input is expected");
    std::vector<TensorId> out;
    for (int i = 0; i < inputCount(); ++i) {
        PS_ASSIGN(const TensorId id, input(i));
        out.push_back(id);
    }
    return out;
}

Result<ConstantPtr> NodeImport::known(int i, std::string_view what) const {
    PS_CHECK(has(i), Code::Arity, "input '{}' is missing", what);
    const Tensor& operand = tensor(*m_scope.inputs[static_cast<std::size_t>(i)]);
    PS_CHECK(operand.constant, Code::UnsupportedFeature, "input '{}' must be known at build time, but '{}' is computed at run time",
             what, operand.name);
    return operand.constant;
}

/// What shape arithmetic says of an input that is no constant; null unless every element is a number.
const Integers* NodeImport::tracedNumbers(int i) const {
    if (!has(i)) return nullptr;
    const Tensor& operand = tensor(*input(i));
    const bool isKnown = !operand.constant && operand.extents && std::ranges::all_of(*operand.extents, extent::isNumber);
    return isKnown ? operand.extents.get() : nullptr;
}

Result<Integers> NodeImport::knownList(int i, std::string_view what) const {
    if (const Integers* const numbers = tracedNumbers(i)) return *numbers;
    PS_ASSIGN(const ConstantPtr value, known(i, what));
    PS_CHECK(value->dims().rank <= 1, Code::Shape, "input '{}' must be a list, its shape is {}", what, toString(value->dims()));
    auto integers = value->toIntegers();
    if (!integers) return fail(integers.error().code, fmt::format("input '{}': {}", what, integers.error().message));
    return *integers;
}

Result<Dims> NodeImport::knownDims(int i, std::string_view what) const {
    PS_ASSIGN(const Integers values, knownList(i, what));
    PS_CHECK(values.size() <= kMaxRank, Code::Limit, "input '{}' has {} entries, the limit is {}", what, values.size(), kMaxRank);
    return toDims(values);
}

Result<double> NodeImport::knownScalar(int i, std::string_view what) const {
    const Integers* const numbers = tracedNumbers(i);
    if (numbers && numbers->size() == 1) return static_cast<double>(numbers->front());
    PS_ASSIGN(const ConstantPtr value, known(i, what));
    PS_CHECK(value->dims().volume() == 1, Code::Shape, "input '{}' must be one number, it has {} elements", what,
             value->dims().volume());
    if (value->type() == DataType::Float) return value->floats()[0];
    if (value->type() != DataType::Half) return static_cast<double>((*value->toIntegers())[0]);
    const TensorView from = value->view();
    float number = 0;
    const TensorView to{&number, DataType::Float, value->dims(), Format::linear()};
    const TensorInfo info{value->type(), value->dims(), value.get()};
    const Attrs attrs = Attrs::of(layers::cast::Attrs{.to = DataType::Float});
    const LayerView view(layers::cast::def, attrs, std::span(&info, 1));
    const KernelStatus status = layers::cast::def.reference(view, std::span(&from, 1), std::span(&to, 1));
    PS_ASSERT(status == KernelStatus::Ok, "a half-precision number could not be widened");
    return number;
}

const Sequence* NodeImport::sequence(int i) const {
    if (!m_scope.sequences || i >= inputCount()) return nullptr;
    const auto at = m_scope.sequences->find(node().inputs[static_cast<std::size_t>(i)]);
    return at == m_scope.sequences->end() ? nullptr : &at->second;
}

void NodeImport::giveSequence(int output, Sequence value) {
    if (m_scope.sequences && output < outputCount())
        m_scope.sequences->emplace(node().outputs[static_cast<std::size_t>(output)], std::move(value));
}

Outputs NodeImport::finishSequence(Sequence value) {
    giveSequence(0, std::move(value));
    return {TensorId()};
}

Status NodeImport::refuseOutput(int i, std::string_view what) const {
    PS_CHECK(!wants(i), Code::UnsupportedFeature, "output '{}' ({}) is not supported", what, node().outputs[static_cast<std::size_t>(i)]);
    return {};
}

const OnnxAttribute* NodeImport::find(std::string_view name) const {
    const auto at = std::ranges::find(node().attributes, name, &OnnxAttribute::name);
    return at == node().attributes.end() ? nullptr : &*at;
}

template <class T>
Result<const T*> NodeImport::attribute(std::string_view name, std::string_view expected) {
    m_read.emplace(name);
    const OnnxAttribute* const found = find(name);
    if (!found) return nullptr;
    const T* const value = std::get_if<T>(&found->value);
    PS_CHECK(value, Code::Attribute, "attribute '{}' is {}, {} is expected", name, wordOf(found->value), expected);
    return value;
}

Result<int> NodeImport::integer(std::string_view name, std::optional<int> fallback) {
    PS_ASSIGN(const std::int64_t* const value, attribute<std::int64_t>(name, "an integer"));
    PS_CHECK(value || fallback, Code::Attribute, "attribute '{}' is missing", name);
    if (!value) return *fallback;
    PS_TRY(checkRange(name, *value));
    return static_cast<int>(*value);
}

Result<float> NodeImport::number(std::string_view name, float fallback) {
    PS_ASSIGN(const float* const value, attribute<float>(name, "a number"));
    return value ? *value : fallback;
}

Result<std::string_view> NodeImport::text(std::string_view name, std::string_view fallback) {
    PS_ASSIGN(const std::string* const value, attribute<std::string>(name, "a string"));
    return value ? std::string_view(*value) : fallback;
}

Result<const Integers*> NodeImport::list(std::string_view name) {
    PS_ASSIGN(const Integers* const values, attribute<Integers>(name, "a list of integers"));
    if (!values) return nullptr;
    for (const std::int64_t value : *values) PS_TRY(checkRange(name, value));
    return values;
}

Result<Dims> NodeImport::listOf(std::string_view name, int count, std::int64_t fallback) {
    PS_ASSIGN(const Integers* const values, list(name));
    if (!values) return Dims::filled(count, fallback);
    PS_CHECK(values->size() == static_cast<std::size_t>(count), Code::Attribute, "attribute '{}' has {} entries, {} are expected", name,
             values->size(), count);
    return toDims(*values);
}

Result<std::vector<float>> NodeImport::numbers(std::string_view name) {
    PS_ASSIGN(const std::vector<float>* const values, attribute<std::vector<float>>(name, "a list of numbers"));
    PS_CHECK(values, Code::Attribute, "attribute '{}' is missing", name);
    return *values;
}

Result<ConstantPtr> NodeImport::tensorValue(std::string_view name) {
    PS_ASSIGN(const Result<ConstantPtr>* const value, attribute<Result<ConstantPtr>>(name, "a tensor"));
    PS_CHECK(value, Code::Attribute, "attribute '{}' is missing", name);
    return within(fmt::format("attribute '{}'", name), *value);
}

Result<std::vector<std::string>> NodeImport::texts(std::string_view name) {
    PS_ASSIGN(const std::vector<std::string>* const values, attribute<std::vector<std::string>>(name, "a list of strings"));
    return values ? *values : std::vector<std::string>{};
}

Result<const OnnxGraph*> NodeImport::graph(std::string_view name) {
    PS_ASSIGN(const std::shared_ptr<const OnnxGraph>* const value, attribute<std::shared_ptr<const OnnxGraph>>(name, "a graph"));
    PS_CHECK(value && m_scope.subgraphs, Code::Attribute, "attribute '{}' is missing", name);
    return value->get();
}

Result<int> NodeImport::axis(std::string_view name, int fallback, int rank) {
    PS_ASSIGN(const int value, integer(name, fallback));
    return resolveAxis(value, rank);
}

std::vector<std::string> NodeImport::unreadAttributes() const {
    std::vector<std::string> out;
    for (const OnnxAttribute& attribute : node().attributes)
        if (!m_read.contains(attribute.name)) out.push_back(attribute.name);
    return out;
}

std::string NodeImport::uniqueName(std::string name) {
    std::string out = name;
    for (int i = 2; !m_names.insert(out).second; ++i) out = fmt::format("{}_{}", name, i);
    return out;
}

Result<std::vector<TensorId>> NodeImport::add(std::string name, const LayerDef& def, std::vector<TensorId> inputs, Attrs attrs,
                                              std::vector<std::string> outputNames) {
    LayerSpec spec;
    spec.name = std::move(name);
    spec.def = &def;
    spec.attrs = std::move(attrs);
    spec.inputs = std::move(inputs);
    spec.origins = {m_scope.origin};
    spec.outputNames = std::move(outputNames);
    const Result<LayerId> id = m_network.addLayer(spec);
    if (id) return m_network.layer(*id).outputs;
    if (!needsSinglePrecision(m_network, spec, id.error())) return fail(id.error());
    return addInSinglePrecision(m_network, std::move(spec), [this](std::string made) { return uniqueName(std::move(made)); });
}

Result<TensorId> NodeImport::step(const LayerDef& def, std::vector<TensorId> inputs, Attrs attrs) {
    PS_ASSIGN(const Outputs outputs, steps(def, std::move(inputs), std::move(attrs)));
    return outputs.front();
}

Result<Outputs> NodeImport::steps(const LayerDef& def, std::vector<TensorId> inputs, Attrs attrs) {
    return add(uniqueName(fmt::format("{}/{}", label(), def.kind.name)), def, std::move(inputs), std::move(attrs), {});
}

Result<Outputs> NodeImport::finish(const LayerDef& def, std::vector<TensorId> inputs, Attrs attrs, int firstOutput) {
    const auto& names = node().outputs;
    const auto first = std::min(static_cast<std::size_t>(firstOutput), names.size());
    std::string name = firstOutput == 0 ? label() : uniqueName(fmt::format("{}_{}", label(), firstOutput));
    return add(std::move(name), def, std::move(inputs), std::move(attrs),
               {names.begin() + static_cast<std::ptrdiff_t>(first), names.end()});
}

Result<Outputs> NodeImport::expand(std::string_view op, std::vector<std::optional<TensorId>> inputs, std::vector<OnnxAttribute> attributes,
                                   int outputs) {
    PS_ASSIGN(const OnnxOpDef* const def, findOperator({}, op, kExpandedOpset));
    const std::string name = uniqueName(fmt::format("{}/{}", label(), op));
    OnnxNode inner{.name = name, .op = std::string(op), .domain = {}, .inputs = {}, .outputs = {}, .attributes = std::move(attributes)};
    for (int i = 0; i < outputs; ++i) inner.outputs.push_back(fmt::format("{}:{}", name, i));
    NodeScope scope;
    scope.node = &inner;
    scope.label = name;
    scope.opset = kExpandedOpset;
    scope.origin = m_scope.origin;
    scope.inputs = std::move(inputs);
    scope.wanted.assign(static_cast<std::size_t>(outputs), true);
    NodeImport view(m_network, m_names, std::move(scope));
    return within(fmt::format("as {}", op), def->importer(view));
}

std::vector<OnnxAttribute> NodeImport::copies(std::initializer_list<std::string_view> names) {
    ignore(names);
    std::vector<OnnxAttribute> out;
    for (const OnnxAttribute& attribute : node().attributes)
        if (std::ranges::find(names, attribute.name) != names.end()) out.push_back(attribute);
    return out;
}

TensorId NodeImport::constant(std::string_view suffix, ConstantPtr value) {
    return m_network.addConstant(uniqueName(fmt::format("{}/{}", label(), suffix)), std::move(value));
}

Outputs NodeImport::finishConstant(ConstantPtr value) {
    const std::string name = node().outputs.empty() ? label() : node().outputs.front();
    return {m_network.addConstant(name, std::move(value))};
}

}  // namespace planscope::onnx
