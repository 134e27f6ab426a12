// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/open_context.h"

#include "engine/base/check.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/runtime/standard/control_step.h"
#include "engine/runtime/standard/executed_engine.h"
#include "engine/runtime/standard/host_copies.h"
#include "engine/runtime/standard/loaded_open_engine.h"
#include "engine/runtime/standard/segment_tree.h"
#include "engine/shapes/input_checks.h"
#include "engine/shapes/segment_engine.h"

#include <algorithm>

namespace planscope {
namespace {

struct InputState {
    Dims dims;
    GrowingBuffer own;
    DeviceAddress address;         ///< own memory or the caller's
    std::vector<std::byte> value;  ///< of inputs that decide shapes, where isKnown
    bool isKnown = false;
};

/// A list of bytes that names a set of extents and values; its memory is kept from run to run.
class Key {
public:
    void clear() { m_bytes.clear(); }
    void add(const Dims& dims) { add(std::as_bytes(std::span(dims.d, static_cast<std::size_t>(dims.rank)))); }
    void add(std::span<const std::byte> bytes) { m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end()); }
    void add(bool flag) { m_bytes.push_back(static_cast<std::byte>(flag)); }
    /// Appends room for `bytes` and returns it.
    std::span<std::byte> extend(std::size_t bytes) {
        m_bytes.resize(m_bytes.size() + bytes);
        return std::span(m_bytes).last(bytes);
    }
    const std::vector<std::byte>& bytes() const { return m_bytes; }

private:
    std::vector<std::byte> m_bytes;
};

std::size_t linearBytes(DataType type, const Dims& dims) { return storageBytes(type, dims, Format::linear()); }

}  // namespace

struct OpenContext::State {
    std::shared_ptr<const LoadedOpenEngine> loaded;
    ContextOptions options;
    std::unique_ptr<Stream> stream;
    std::vector<InputState> inputs;
    std::vector<Dims> largestOutputs;     ///< before the first run
    std::vector<GrowingBuffer> buffers;   ///< per tensor: of those that live across segments
    std::vector<DeviceAddress> live;      ///< per tensor: where it is in the present run
    GrowingBuffer arena;
    std::vector<std::unique_ptr<ControlStep>> control;  ///< per control step, null until it runs
    std::vector<TensorRef> controlInputs;
    SegmentTree tree;
    Key key;
    SegmentNode* last = nullptr;          ///< of the last run that succeeded
    mutable Engine executed;
    mutable const SegmentNode* executedFor = nullptr;

    const Engine& engine() const { return *loaded->engine; }
    const Device& device() const { return *loaded->device; }
    const EngineTensor& inputTensor(std::size_t i) const { return engine().tensors[engine().inputs[i].tensor]; }

    Status prepare();
    Status setDefaultValue(std::size_t input, const InputRange& range);
    void findLargestOutputs();
    Status resize(std::size_t input, const Dims& dims);
    std::vector<shapes::InputExtents> inputExtents() const;

    Status run(StepProfiler* profiler);
    Result<SegmentNode*> enter();
    Result<SegmentNode*> follow(SegmentNode& node, StepProfiler* profiler, std::size_t& row);
    Result<SegmentNode*> bind(SegmentNode& parent, shapes::Binding binding);
    Status runSegment(SegmentNode& node, StepProfiler* profiler, std::size_t& row);
    Status setAddress(SegmentNode& node, std::size_t border, std::uint32_t segmentTensor, DeviceAddress address);
    Status readValues(const SegmentNode& node);
    Status runControl(const SegmentNode& node);
    Result<ControlStep*> controlStep(std::uint32_t step);
    std::size_t controlIndex(std::uint32_t step) const;
    Result<shapes::Binding> bindingAfter(const SegmentNode& node) const;
};

Status OpenContext::State::prepare() {
    stream = device().createStream();
    buffers.resize(engine().tensors.size());
    live.resize(engine().tensors.size());
    control.resize(loaded->uses.control.size());
    for (std::size_t t = 0; t < live.size(); ++t)
        if (engine().tensors[t].constant) live[t] = loaded->constants->find(*engine().tensors[t].constant);
    inputs.resize(engine().inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        inputs[i].dims = inputTensor(i).dims;
        if (engine().profiles.empty()) continue;
        const InputRange& range = engine().profiles[options.profile].inputs[i];
        PS_TRY(resize(i, range.opt));
        inputs[i].address = inputs[i].own.address();
        if (!loaded->uses.decidesShapes[i]) continue;
        PS_TRY(setDefaultValue(i, range));
    }
    findLargestOutputs();
    return {};
}

/// The profile's opt values, or zeros, until the caller sets others.
Status OpenContext::State::setDefaultValue(std::size_t input, const InputRange& range) {
    InputState& state = inputs[input];
    state.isKnown = true;
    state.value.assign(linearBytes(inputTensor(input).type, range.opt), std::byte{0});
    const std::vector<std::int32_t> values(range.optValues.begin(), range.optValues.end());
    const auto bytes = std::as_bytes(std::span(values));
    if (inputTensor(input).type == DataType::Int32 && bytes.size() == state.value.size()) state.value.assign(bytes.begin(), bytes.end());
    return copyToDevice(*stream, state.own.address(), state.value);
}

/// An estimate for callers that make buffers beforehand; extents that cannot be said stay open.
void OpenContext::State::findLargestOutputs() {
    std::vector<shapes::InputExtents> largest;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        largest.push_back({engine().profiles.empty() ? inputs[i].dims : engine().profiles[options.profile].inputs[i].max, nullptr});
    shapes::Binding binding = shapes::startBinding(engine(), largest);
    const bool isBound = std::ranges::all_of(largest, [](const auto& i) { return i.dims.isStatic(); }) && shapes::bindEstimate(engine(), binding);
    const shapes::Binding unbound = shapes::startBinding(engine(), {});
    for (const EngineBinding& output : engine().outputs)
        largestOutputs.push_back((isBound ? binding : unbound).tensors[output.tensor].dims);
}

Status OpenContext::State::resize(std::size_t input, const Dims& dims) {
    InputState& state = inputs[input];
    const bool isOwn = state.address.value == state.own.address().value;
    state.dims = dims;
    Status reserved = state.own.reserve(device(), linearBytes(inputTensor(input).type, dims));
    if (!reserved) return fail(std::move(reserved.error()).within("'" + engine().inputs[input].name + "'"));
    if (isOwn) state.address = state.own.address();
    return {};
}

std::vector<shapes::InputExtents> OpenContext::State::inputExtents() const {
    std::vector<shapes::InputExtents> out;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        out.push_back({inputs[i].dims, inputs[i].isKnown ? Constant::own(inputTensor(i).type, inputs[i].dims, inputs[i].value) : nullptr});
    return out;
}

/// The first segment for the present inputs.
Result<SegmentNode*> OpenContext::State::enter() {
    key.clear();
    for (const InputState& input : inputs) {
        key.add(input.dims);
        key.add(input.isKnown);
        if (input.isKnown) key.add(input.value);
    }
    if (SegmentNode* const known = tree.find(tree.root(), key.bytes())) return known;
    const std::vector<shapes::InputExtents> extents = inputExtents();
    PS_TRY(shapes::checkInputs(engine(), options.profile, extents));
    return bind(tree.root(), shapes::startBinding(engine(), extents));
}

Result<SegmentNode*> OpenContext::State::bind(SegmentNode& parent, shapes::Binding binding) {
    auto node = std::make_unique<SegmentNode>();
    node->key = key.bytes();
    node->binding = std::move(binding);
    PS_ASSIGN(node->segment, shapes::bindSegment(engine(), loaded->uses, node->binding));
    node->bytes = node->binding.tensors.size() * sizeof(shapes::BoundTensor);
    if (!node->segment.steps.empty()) {
        PS_ASSIGN(shapes::SegmentEngine made,
                  shapes::makeSegmentEngine(engine(), loaded->uses, node->segment, node->binding, options.profile, device()));
        PS_ASSIGN(const std::shared_ptr<const LoadedEngine> lowered, loadWith(*loaded->constants, std::move(made.engine), loaded->device));
        node->inputs = std::move(made.inputs);
        node->outputs = std::move(made.outputs);
        node->addresses.resize(node->inputs.size() + node->outputs.size());
        node->bytes += lowered->constants.bytes();
        for (const auto& kernel : lowered->kernels) node->bytes += kernel ? kernel->residentBytes() : 0;
        node->steps.emplace(lowered);
    }
    std::vector<ConstantPtr> known;
    for (const std::uint32_t t : node->segment.known) known.push_back(node->binding.tensors[t].value);
    PS_ASSIGN(node->known, PlacedConstants::place(device(), known));
    node->bytes += node->known.bytes();
    return &tree.add(parent, std::move(node));
}

Status OpenContext::State::setAddress(SegmentNode& node, std::size_t border, std::uint32_t segmentTensor, DeviceAddress address) {
    PS_ASSERT(address, "a tensor is read before anything wrote it");
    if (node.addresses[border].value == address.value) return {};
    node.addresses[border] = address;
    node.steps->setAddress(segmentTensor, address);
    return {};
}

Status OpenContext::State::runSegment(SegmentNode& node, StepProfiler* profiler, std::size_t& row) {
    for (const std::uint32_t t : node.segment.known) live[t] = node.known.find(*node.binding.tensors[t].value);
    if (!node.steps) return {};
    const Engine& segment = node.steps->engine();
    PS_TRY(within("arena", arena.reserve(device(), std::max<std::uint64_t>(segment.arenaBytes, 1))));
    if (node.arena.value != arena.address().value) {
        node.arena = arena.address();
        node.steps->setArena(node.arena);
    }
    for (std::size_t i = 0; i < node.inputs.size(); ++i) PS_TRY(setAddress(node, i, segment.inputs[i].tensor, live[node.inputs[i]]));
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
        const std::uint32_t t = node.outputs[i];
        PS_TRY(buffers[t].reserve(device(), segment.tensors[segment.outputs[i].tensor].bytes()));
        live[t] = buffers[t].address();
        PS_TRY(setAddress(node, node.inputs.size() + i, segment.outputs[i].tensor, live[t]));
    }
    PS_TRY(node.steps->launch(*stream, profiler, row));
    row += segment.steps.size();
    return {};
}

/// Appends what the segment lets the host read to the key.
Status OpenContext::State::readValues(const SegmentNode& node) {
    for (const std::uint32_t t : node.segment.reads) {
        const std::span<std::byte> bytes = key.extend(linearBytes(engine().tensors[t].type, node.binding.tensors[t].dims));
        PS_TRY(copyToHost(*stream, bytes, live[t]));
    }
    return {};
}

std::size_t OpenContext::State::controlIndex(std::uint32_t step) const {
    const auto& all = loaded->uses.control;
    return static_cast<std::size_t>(std::ranges::lower_bound(all, step) - all.begin());
}

Result<ControlStep*> OpenContext::State::controlStep(std::uint32_t step) {
    const std::size_t index = controlIndex(step);
    if (!control[index]) {
        PS_ASSIGN(control[index], makeControlStep(engine().steps[step], loaded->bodies[index], options));
    }
    return control[index].get();
}

/// Runs the control step behind a segment and appends the dims of its outputs to the key.
Status OpenContext::State::runControl(const SegmentNode& node) {
    const EngineStep& step = engine().steps[*node.segment.control];
    PS_CHECK(stream->synchronize() == KernelStatus::Ok, Code::Device, "device '{}' failed before step '{}'", engine().deviceId, step.name);
    PS_ASSIGN(ControlStep* const runner, controlStep(*node.segment.control));
    controlInputs.clear();
    for (const std::uint32_t t : step.inputs)
        controlInputs.push_back({engine().tensors[t].type, node.binding.tensors[t].dims, live[t], node.binding.tensors[t].value});
    if (Status ran = runner->run(*stream, controlInputs); !ran) return fail(std::move(ran.error()).within("step '" + step.name + "'"));
    for (std::size_t i = 0; i < step.outputs.size(); ++i) {
        key.add(runner->outputDims(static_cast<int>(i)));
        live[step.outputs[i]] = runner->outputAddress(static_cast<int>(i));
    }
    return {};
}

/// The binding once the values in the key are entered.
Result<shapes::Binding> OpenContext::State::bindingAfter(const SegmentNode& node) const {
    shapes::Binding out = node.binding;
    std::span<const std::byte> rest = key.bytes();
    std::vector<ConstantPtr> values;
    for (const std::uint32_t t : node.segment.reads) {
        const DataType type = engine().tensors[t].type;
        const Dims& dims = node.binding.tensors[t].dims;
        const auto bytes = rest.first(linearBytes(type, dims));
        values.push_back(Constant::own(type, dims, {bytes.begin(), bytes.end()}));
        rest = rest.subspan(bytes.size());
    }
    PS_TRY(shapes::enterReads(engine(), loaded->uses, node.segment, values, out));
    if (!node.segment.control) return out;
    const ControlStep& runner = *control[controlIndex(*node.segment.control)];
    std::vector<Dims> dims;
    for (std::size_t i = 0; i < engine().steps[*node.segment.control].outputs.size(); ++i) dims.push_back(runner.outputDims(static_cast<int>(i)));
    shapes::enterControl(engine(), *node.segment.control, dims, out);
    return out;
}

/// What comes after a segment that ran; null at the end.
Result<SegmentNode*> OpenContext::State::follow(SegmentNode& node, StepProfiler* profiler, std::size_t& row) {
    if (node.segment.reads.empty() && !node.segment.control) return nullptr;
    key.clear();
    PS_TRY(readValues(node));
    if (node.segment.control) {
        PS_TRY(runControl(node));
        if (profiler) profiler->stepBoundary(row);
        ++row;
    }
    if (SegmentNode* const known = tree.find(node, key.bytes())) return known;
    PS_ASSIGN(shapes::Binding binding, bindingAfter(node));
    return bind(node, std::move(binding));
}

Status OpenContext::State::run(StepProfiler* profiler) {
    last = nullptr;
    executedFor = nullptr;
    for (std::size_t i = 0; i < inputs.size(); ++i) live[engine().inputs[i].tensor] = inputs[i].address;
    PS_ASSIGN(SegmentNode * node, enter());
    if (profiler) profiler->beginInference();
    std::size_t row = 0;
    for (SegmentNode* next = node; next;) {
        node = next;
        PS_TRY(runSegment(*node, profiler, row));
        PS_ASSIGN(next, follow(*node, profiler, row));
    }
    const KernelStatus status = stream->synchronize();
    if (profiler) profiler->endInference();
    PS_CHECK(status == KernelStatus::Ok, Code::Device, "device '{}' failed during the inference", engine().deviceId);
    last = node;
    return {};
}

OpenContext::OpenContext(std::unique_ptr<State> state) : m_state(std::move(state)) {}
OpenContext::~OpenContext() = default;

Result<std::unique_ptr<OpenContext>> OpenContext::create(std::shared_ptr<const LoadedOpenEngine> engine, const ContextOptions& options) {
    const std::size_t count = engine->engine->profiles.size();
    PS_CHECK(count == 0 || options.profile < count, Code::Option, "there is no profile {}; the engine has {}", options.profile, count);
    auto state = std::make_unique<State>();
    state->loaded = std::move(engine);
    state->options = options;
    if (count == 0) state->tree.setLimits(SegmentTree::kBodyLimits);
    PS_TRY(state->prepare());
    return std::unique_ptr<OpenContext>(new OpenContext(std::move(state)));
}

const Engine& OpenContext::engine() const { return m_state->engine(); }

Dims OpenContext::inputDims(int index) const { return m_state->inputs[static_cast<std::size_t>(index)].dims; }

Status OpenContext::setInputShape(std::string_view name, const Dims& dims) {
    const auto at = std::ranges::find(engine().inputs, name, &EngineBinding::name);
    PS_CHECK(at != engine().inputs.end(), Code::Option, "there is no input '{}'", name);
    const auto index = static_cast<std::size_t>(at - engine().inputs.begin());
    PS_TRY(shapes::checkInput(engine(), m_state->options.profile, index, dims));
    return m_state->resize(index, dims);
}

Status OpenContext::setInput(int index, std::span<const std::byte> bytes) {
    const auto i = static_cast<std::size_t>(index);
    InputState& input = m_state->inputs[i];
    const std::size_t expected = linearBytes(m_state->inputTensor(i).type, input.dims);
    PS_CHECK(bytes.size() == expected, Code::Option, "'{}' takes {} bytes at {}, given {}", engine().inputs[i].name, expected,
             toString(input.dims), bytes.size());
    PS_TRY(input.own.reserve(m_state->device(), bytes.size()));
    PS_TRY(copyToDevice(*m_state->stream, input.own.address(), bytes));
    input.address = input.own.address();
    input.isKnown = m_state->loaded->uses.decidesShapes[i];
    if (input.isKnown) input.value.assign(bytes.begin(), bytes.end());
    return {};
}

std::span<const std::byte> OpenContext::shapeValue(int index) const {
    const InputState& input = m_state->inputs[static_cast<std::size_t>(index)];
    return input.isKnown ? std::span<const std::byte>(input.value) : std::span<const std::byte>();
}

Status OpenContext::bindInput(int index, const Dims& dims, DeviceAddress address, ConstantPtr value) {
    const auto i = static_cast<std::size_t>(index);
    InputState& input = m_state->inputs[i];
    input.dims = dims;
    input.address = address;
    input.isKnown = value && m_state->loaded->uses.decidesShapes[i];
    if (input.isKnown) input.value.assign(value->bytes().begin(), value->bytes().end());
    return {};
}

Status OpenContext::run(StepProfiler* profiler) { return m_state->run(profiler); }

Dims OpenContext::outputDims(int index) const {
    const auto i = static_cast<std::size_t>(index);
    return m_state->last ? m_state->last->binding.tensors[engine().outputs[i].tensor].dims : m_state->largestOutputs[i];
}

DeviceAddress OpenContext::outputAddress(int index) const { return m_state->live[engine().outputs[static_cast<std::size_t>(index)].tensor]; }

Status OpenContext::readOutput(int index, std::span<std::byte> bytes) const {
    const EngineBinding& output = engine().outputs[static_cast<std::size_t>(index)];
    PS_CHECK(m_state->last, Code::Option, "'{}' has no value: no inference has succeeded yet", output.name);
    const std::size_t expected = linearBytes(engine().tensors[output.tensor].type, outputDims(index));
    PS_CHECK(bytes.size() == expected, Code::Option, "'{}' has {} bytes, room is given for {}", output.name, expected, bytes.size());
    return copyToHost(*m_state->stream, bytes, outputAddress(index));
}

Status OpenContext::exchangeOutput(int index, GrowingBuffer& other) {
    const std::uint32_t tensor = engine().outputs[static_cast<std::size_t>(index)].tensor;
    PS_ASSERT(m_state->last, "an output is taken before a run");
    GrowingBuffer& own = m_state->buffers[tensor];
    if (own.address() && own.address().value == m_state->live[tensor].value) {
        std::swap(own, other);
        return {};
    }
    const std::uint32_t producer = m_state->loaded->uses.producers[tensor];
    const bool isControl = producer != shapes::TensorUses::kAlways && !engine().steps[producer].bodies.empty();
    if (isControl) {
        const auto& outputs = engine().steps[producer].outputs;
        const auto at = std::ranges::find(outputs, tensor) - outputs.begin();
        return m_state->control[m_state->controlIndex(producer)]->exchangeOutput(static_cast<int>(at), other);
    }
    const std::size_t bytes = linearBytes(engine().tensors[tensor].type, outputDims(index));
    PS_TRY(other.reserve(m_state->device(), bytes));
    return copyOnDevice(*m_state->stream, other.address(), m_state->live[tensor], bytes);
}

const Engine& OpenContext::executedEngine() const {
    State& s = *m_state;
    if (!s.last) return s.engine();
    if (s.executedFor == s.last) return s.executed;
    std::vector<const SegmentNode*> path;
    for (const SegmentNode* node = s.last; node != &s.tree.root(); node = node->parent) path.push_back(node);
    std::ranges::reverse(path);
    s.executed = planscope::executedEngine(s.engine(), path);
    s.executedFor = s.last;
    return s.executed;
}

const Device& OpenContext::device() const { return m_state->device(); }

std::size_t OpenContext::segmentCount() const { return m_state->tree.segmentCount(); }

}  // namespace planscope
