// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/loop.h"
#include "engine/network/extent.h"
#include "engine/runtime/standard/control_runners.h"
#include "engine/runtime/standard/host_copies.h"
#include "engine/runtime/standard/scan_output.h"
#include "engine/shapes/segment.h"

#include <algorithm>

namespace planscope {
namespace {

namespace loop = layers::loop;

bool flagOf(const std::vector<std::int64_t>& flags, std::size_t i) { return !flags.empty() && flags[i] != 0; }

class Loop final : public ControlStep {
public:
    Loop(const loop::Attrs& attrs, std::int64_t maxIterations, std::unique_ptr<OpenContext> body)
        : m_attrs(attrs), m_maxIterations(maxIterations), m_at(loop::layoutOf(attrs)), m_body(std::move(body)), m_carried(static_cast<std::size_t>(attrs.carried)),
          m_slices(attrs.inputAxes.size()) {
        for (std::size_t i = 0; i < attrs.outputAxes.size(); ++i)
            m_scans.emplace_back(scanTensor(i).type, static_cast<int>(attrs.outputAxes[i]), flagOf(attrs.outputsReversed, i));
    }

    Status run(Stream& stream, std::span<const TensorRef> inputs) override {
        PS_TRY(begin(stream, inputs));
        PS_ASSIGN(const std::int64_t limit, tripLimit(stream, inputs));
        PS_ASSIGN(bool isGoing, readFlag(stream, inputs[static_cast<std::size_t>(m_at.condition)].address));
        std::int64_t done = 0;
        for (; isGoing && done < limit; ++done) {
            PS_CHECK(done < m_maxIterations, Code::Limit,
                     "the loop has not ended after {} iterations, which is the limit (--maxLoopIterations)", done);
            Status ran = iterate(stream, inputs, done);
            if (!ran) return fail(std::move(ran.error()).within(fmt::format("iteration {}", done)));
            if (!m_attrs.condition) continue;
            PS_ASSIGN(isGoing, readFlag(stream, m_body->outputAddress(0)));
        }
        std::vector<Dims> without;
        if (done == 0) without = sliceDims(inputs);
        for (std::size_t i = 0; i < m_scans.size(); ++i) PS_TRY(m_scans[i].finish(device(), stream, done == 0 ? without[i] : Dims{}));
        return {};
    }

    Dims outputDims(int index) const override {
        return index < m_attrs.carried ? m_carried[static_cast<std::size_t>(index)].dims : scan(index).dims();
    }
    DeviceAddress outputAddress(int index) const override {
        return index < m_attrs.carried ? m_carried[static_cast<std::size_t>(index)].address : scan(index).buffer().address();
    }
    Status exchangeOutput(int index, GrowingBuffer& other) override {
        if (index >= m_attrs.carried) {
            std::swap(m_scans[static_cast<std::size_t>(index - m_at.scanOutputs)].buffer(), other);
            return {};
        }
        Carried& carried = m_carried[static_cast<std::size_t>(index)];
        if (carried.isOwn) {
            std::swap(carried.buffer, other);
            return {};
        }
        const std::uint64_t bytes = storageBytes(carried.type, carried.dims, Format::linear());
        PS_TRY(other.reserve(device(), bytes));
        return copyOnDevice(*m_stream, other.address(), carried.address, bytes);
    }

private:
    /// A value that every iteration gets from the one before: the caller's at first, then the last output of the body.
    struct Carried {
        DataType type = DataType::Float;
        Dims dims;
        DeviceAddress address;
        GrowingBuffer buffer;
        bool isOwn = false;  ///< `address` is that of `buffer`
    };

    const Device& device() const { return m_body->device(); }
    const ScanOutput& scan(int index) const { return m_scans[static_cast<std::size_t>(index - m_at.scanOutputs)]; }
    const EngineTensor& scanTensor(std::size_t i) const {
        const Engine& engine = m_body->engine();
        return engine.tensors[engine.outputs[static_cast<std::size_t>(m_at.bodyCarried + m_attrs.carried) + i].tensor];
    }
    /// What the inputs of an iteration are, as far as shapes go.
    std::vector<shapes::InputExtents> bodyExtents(std::span<const TensorRef> inputs) const {
        std::vector<shapes::InputExtents> out{{Dims{}, nullptr}};
        for (const Carried& carried : m_carried) out.push_back({carried.dims, nullptr});
        for (std::size_t i = 0; i < m_slices.size(); ++i) out.push_back({withoutAxis(scanned(inputs, i).dims, static_cast<int>(m_attrs.inputAxes[i])), nullptr});
        for (const TensorRef& capture : inputs.subspan(static_cast<std::size_t>(m_at.captures))) out.push_back({capture.dims, capture.value});
        return out;
    }

    /// What slices would have been, had there been an iteration; extents that only a run decides count as 0.
    std::vector<Dims> sliceDims(std::span<const TensorRef> inputs) const {
        const Engine& engine = m_body->engine();
        shapes::Binding binding = shapes::startBinding(engine, bodyExtents(inputs));
        const bool isBound = shapes::bindEstimate(engine, binding).has_value();
        std::vector<Dims> out;
        for (std::size_t i = 0; i < m_scans.size(); ++i) {
            const std::uint32_t id = engine.outputs[static_cast<std::size_t>(m_at.bodyCarried + m_attrs.carried) + i].tensor;
            const shapes::BoundTensor& bound = binding.tensors[id];
            Dims dims = isBound && bound.isSized() && !bound.isEstimate ? bound.dims : engine.tensors[id].dims;
            for (std::int64_t& e : dims)
                if (!extent::isNumber(e) || e < 0) e = 0;
            out.push_back(dims);
        }
        return out;
    }

    static Result<bool> readFlag(Stream& stream, DeviceAddress address) {
        std::byte flag{};
        PS_TRY(copyToHost(stream, std::span(&flag, 1), address));
        return flag != std::byte{0};
    }

    Status begin(Stream& stream, std::span<const TensorRef> inputs) {
        m_stream = &stream;
        for (std::size_t k = 0; k < m_carried.size(); ++k) {
            const TensorRef& first = inputs[static_cast<std::size_t>(m_at.carried) + k];
            m_carried[k].type = first.type;
            m_carried[k].dims = first.dims;
            m_carried[k].address = first.address;
            m_carried[k].isOwn = false;
        }
        for (ScanOutput& output : m_scans) output.clear();
        return m_number.reserve(device(), sizeof(std::int32_t));
    }

    Result<std::int64_t> tripLimit(Stream& stream, std::span<const TensorRef> inputs) const {
        std::int32_t count = 0;
        PS_TRY(copyToHost(stream, std::as_writable_bytes(std::span(&count, 1)), inputs[static_cast<std::size_t>(m_at.tripCount)].address));
        std::int64_t limit = count == loop::kNoTripCount ? INT64_MAX : std::max(count, 0);
        for (std::size_t i = 0; i < m_attrs.inputAxes.size(); ++i) {
            const std::int64_t slices = scanned(inputs, i).dims[static_cast<int>(m_attrs.inputAxes[i])];
            const std::int64_t first = scanned(inputs, 0).dims[static_cast<int>(m_attrs.inputAxes[0])];
            PS_CHECK(slices == first, Code::Shape, "scanned inputs 0 and {} have {} and {} slices", i, first, slices);
            limit = std::min(limit, slices);
        }
        return limit;
    }

    const TensorRef& scanned(std::span<const TensorRef> inputs, std::size_t i) const { return inputs[static_cast<std::size_t>(m_at.scanned) + i]; }

    static Dims withoutAxis(const Dims& dims, int axis) {
        Dims out;
        for (int a = 0; a < dims.rank; ++a)
            if (a != axis) out.push(dims[a]);
        return out;
    }

    /// Copies slice `iteration` of a scanned input to the start of a buffer and binds it.
    Status bindSlice(Stream& stream, const TensorRef& tensor, std::size_t i, std::int64_t iteration, int bodyInput) {
        const auto axis = static_cast<int>(m_attrs.inputAxes[i]);
        const std::int64_t count = tensor.dims[axis];
        const std::int64_t index = flagOf(m_attrs.inputsReversed, i) ? count - 1 - iteration : iteration;
        const std::int64_t outer = tensor.dims.volume(0, axis);
        const std::uint64_t inner = static_cast<std::uint64_t>(tensor.dims.volume(axis + 1, tensor.dims.rank)) * sizeOf(tensor.type);
        const Dims dims = withoutAxis(tensor.dims, axis);
        PS_TRY(m_slices[i].reserve(device(), static_cast<std::uint64_t>(outer) * inner));
        for (std::int64_t o = 0; o < outer; ++o)
            PS_TRY(copyOnDevice(stream, m_slices[i].address().offset(static_cast<std::uint64_t>(o) * inner),
                                tensor.address.offset(static_cast<std::uint64_t>(o * count + index) * inner), inner));
        return m_body->bindInput(bodyInput, dims, m_slices[i].address(), nullptr);
    }

    Status bindBody(Stream& stream, std::span<const TensorRef> inputs, std::int64_t iteration) {
        const auto number = static_cast<std::int32_t>(iteration);
        PS_TRY(copyToDevice(stream, m_number.address(), std::as_bytes(std::span(&number, 1))));
        int next = 0;
        PS_TRY(m_body->bindInput(next++, {}, m_number.address(), nullptr));
        for (const Carried& carried : m_carried) PS_TRY(m_body->bindInput(next++, carried.dims, carried.address, nullptr));
        for (std::size_t i = 0; i < m_slices.size(); ++i) PS_TRY(bindSlice(stream, scanned(inputs, i), i, iteration, next++));
        for (const TensorRef& capture : inputs.subspan(static_cast<std::size_t>(m_at.captures)))
            PS_TRY(m_body->bindInput(next++, capture.dims, capture.address, capture.value));
        return {};
    }

    Status iterate(Stream& stream, std::span<const TensorRef> inputs, std::int64_t iteration) {
        PS_TRY(bindBody(stream, inputs, iteration));
        PS_TRY(m_body->run());
        int output = m_at.bodyCarried;
        for (Carried& carried : m_carried) {
            carried.dims = m_body->outputDims(output);
            PS_TRY(m_body->exchangeOutput(output++, carried.buffer));
            carried.address = carried.buffer.address();
            carried.isOwn = true;
        }
        for (ScanOutput& scanned : m_scans) {
            PS_TRY(scanned.append(device(), stream, m_body->outputDims(output), m_body->outputAddress(output)));
            ++output;
        }
        return {};
    }

    const loop::Attrs m_attrs;
    const std::int64_t m_maxIterations;
    const loop::Layout m_at;
    std::unique_ptr<OpenContext> m_body;
    std::vector<Carried> m_carried;
    std::vector<GrowingBuffer> m_slices;
    std::vector<ScanOutput> m_scans;
    GrowingBuffer m_number;
    Stream* m_stream = nullptr;  ///< of the last run
};

/// Counts and axes of a step that may come from a damaged plan.
Status checkLayout(const EngineStep& step, const loop::Attrs& attrs, const Engine& body) {
    const auto count = [](auto size) { return static_cast<std::int64_t>(size); };
    PS_CHECK(attrs.carried >= 0 && attrs.carried <= count(step.inputs.size()), Code::Format, "the loop carries {} values", attrs.carried);
    const loop::Layout at = loop::layoutOf(attrs);
    const std::int64_t captures = count(step.inputs.size()) - at.captures;
    const std::int64_t inputs = 1 + attrs.carried + count(attrs.inputAxes.size()) + captures;
    const std::int64_t outputs = at.bodyCarried + attrs.carried + count(attrs.outputAxes.size());
    PS_CHECK(captures >= 0 && count(body.inputs.size()) == inputs && count(body.outputs.size()) == outputs &&
                 count(step.outputs.size()) == attrs.carried + count(attrs.outputAxes.size()),
             Code::Format, "the body has other inputs or outputs than its loop");
    const auto isFlagList = [](const std::vector<std::int64_t>& flags, std::size_t size) { return flags.empty() || flags.size() == size; };
    PS_CHECK(isFlagList(attrs.inputsReversed, attrs.inputAxes.size()) && isFlagList(attrs.outputsReversed, attrs.outputAxes.size()),
             Code::Format, "the loop's directions do not go with its axes");
    for (std::size_t i = 0; i < attrs.outputAxes.size(); ++i) {
        const int rank = body.tensors[body.outputs[static_cast<std::size_t>(at.bodyCarried + attrs.carried) + i].tensor].dims.rank;
        PS_CHECK(attrs.outputAxes[i] >= 0 && attrs.outputAxes[i] <= rank && rank < kMaxRank, Code::Format, "scan output {} has no axis {}", i,
                 attrs.outputAxes[i]);
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<ControlStep>> makeLoop(const EngineStep& step, std::vector<std::unique_ptr<OpenContext>> bodies, const ContextOptions& options) {
    const auto& attrs = step.attrs.as<loop::Attrs>();
    PS_CHECK(bodies.size() == 1, Code::Format, "a loop has one body, found {}", bodies.size());
    PS_TRY(checkLayout(step, attrs, bodies[0]->engine()));
    return std::make_unique<Loop>(attrs, options.maxLoopIterations, std::move(bodies[0]));
}

}  // namespace planscope
