// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/loop_run.h"

#include "engine/base/check.h"
#include "engine/layers/loop.h"
#include "engine/network/evaluate.h"
#include "engine/network/names.h"

#include <algorithm>
#include <cstring>

namespace planscope::layers::loop {
namespace {

/// A tensor as [outer, axis, inner bytes].
struct AxisBytes {
    std::int64_t outer, extent;
    std::size_t inner;

    AxisBytes(DataType type, const Dims& dims, std::int64_t axis)
        : outer(dims.volume(0, static_cast<int>(axis))), extent(dims[static_cast<int>(axis)]),
          inner(static_cast<std::size_t>(dims.volume(static_cast<int>(axis) + 1, dims.rank)) * sizeOf(type)) {}
    std::size_t offset(std::int64_t o, std::int64_t i) const { return static_cast<std::size_t>(o * extent + i) * inner; }
};

ConstantPtr sliceOf(const Constant& tensor, std::int64_t axis, std::int64_t index) {
    const AxisBytes at(tensor.type(), tensor.dims(), axis);
    std::vector<std::byte> bytes(static_cast<std::size_t>(at.outer) * at.inner);
    for (std::int64_t o = 0; o < at.outer; ++o)
        std::memcpy(bytes.data() + static_cast<std::size_t>(o) * at.inner, tensor.bytes().data() + at.offset(o, index), at.inner);
    Dims dims;
    for (int i = 0; i < tensor.dims().rank; ++i)
        if (i != axis) dims.push(tensor.dims()[i]);
    return Constant::own(tensor.type(), dims, std::move(bytes));
}

/// Slices of one scan output, joined along a new axis. @pre all have the dims of `type`
ConstantPtr joined(const TensorType& type, const std::vector<ConstantPtr>& slices, bool isReversed, std::int64_t axis) {
    const AxisBytes at(type.type, type.dims, axis);
    std::vector<std::byte> bytes(static_cast<std::size_t>(at.outer * at.extent) * at.inner);
    for (std::int64_t i = 0; i < at.extent; ++i) {
        const Constant& slice = *slices[static_cast<std::size_t>(isReversed ? at.extent - 1 - i : i)];
        for (std::int64_t o = 0; o < at.outer; ++o)
            std::memcpy(bytes.data() + at.offset(o, i), slice.bytes().data() + static_cast<std::size_t>(o) * at.inner, at.inner);
    }
    return Constant::own(type.type, type.dims, std::move(bytes));
}

bool flagOf(const std::vector<std::int64_t>& flags, std::size_t i) { return !flags.empty() && flags[i] != 0; }

class LoopRun {
public:
    LoopRun(const LayerView& layer, std::span<const ConstantPtr> inputs)
        : m_layer(layer), m_attrs(layer.attrs<Attrs>()), m_at(layoutOf(m_attrs)), m_inputs(inputs), m_slices(m_attrs.outputAxes.size()) {
        const auto first = inputs.begin() + m_at.carried;
        m_carried.assign(first, first + m_attrs.carried);
    }

    Result<std::vector<ConstantPtr>> run() {
        PS_ASSIGN(const std::int64_t limit, tripLimit());
        bool isGoing = isTrue(*input(m_at.condition));
        std::int64_t done = 0;
        for (; isGoing && done < limit; ++done) {
            PS_CHECK(done < kMaxIterations, Code::Limit, "the loop does not end: {} iterations have run", done);
            PS_ASSIGN(isGoing, within(fmt::format("iteration {}", done), iterate(done)));
        }
        std::vector<ConstantPtr> out = std::move(m_carried);
        for (std::size_t i = 0; i < m_slices.size(); ++i) {
            PS_ASSIGN(out.emplace_back(), scanOutput(i, done));
        }
        return out;
    }

private:
    const ConstantPtr& input(int i) const { return m_inputs[static_cast<std::size_t>(i)]; }
    static bool isTrue(const Constant& condition) { return condition.as<std::uint8_t>()[0] != 0; }

    Result<std::int64_t> tripLimit() const {
        std::int64_t limit = std::max(input(m_at.tripCount)->ints()[0], 0);
        for (std::size_t i = 0; i < m_attrs.inputAxes.size(); ++i) {
            const std::int64_t slices = input(m_at.scanned + static_cast<int>(i))->dims()[static_cast<int>(m_attrs.inputAxes[i])];
            const std::int64_t first = input(m_at.scanned)->dims()[static_cast<int>(m_attrs.inputAxes[0])];
            PS_CHECK(slices == first, Code::Shape, "scanned inputs 0 and {} have {} and {} slices", i, first, slices);
            limit = std::min(limit, slices);
        }
        return limit;
    }

    /// @return whether another iteration follows
    Result<bool> iterate(std::int64_t iteration) {
        const std::int32_t number = static_cast<std::int32_t>(iteration);
        std::vector<ConstantPtr> operands{Constant::ofInts(Dims{}, std::span(&number, 1))};
        operands.insert(operands.end(), m_carried.begin(), m_carried.end());
        for (std::size_t i = 0; i < m_attrs.inputAxes.size(); ++i) {
            const Constant& scanned = *input(m_at.scanned + static_cast<int>(i));
            const std::int64_t slices = scanned.dims()[static_cast<int>(m_attrs.inputAxes[i])];
            const bool isReversed = flagOf(m_attrs.inputsReversed, i);
            operands.push_back(sliceOf(scanned, m_attrs.inputAxes[i], isReversed ? slices - 1 - iteration : iteration));
        }
        operands.insert(operands.end(), m_inputs.begin() + m_at.captures, m_inputs.end());
        PS_ASSIGN(const std::vector<ConstantPtr> results, evaluateNetwork(*m_attrs.body.network, operands));
        const auto carried = results.begin() + m_at.bodyCarried;
        std::copy_n(carried, m_attrs.carried, m_carried.begin());
        for (std::size_t i = 0; i < m_slices.size(); ++i) m_slices[i].push_back(carried[m_attrs.carried + static_cast<std::ptrdiff_t>(i)]);
        return !m_attrs.condition || isTrue(*results[0]);
    }

    /// Without iterations nothing says how large slices would have been, unless inference does.
    Result<ConstantPtr> scanOutput(std::size_t i, std::int64_t iterations) const {
        PS_ASSIGN(const std::vector<TensorType> types, inferOutputs(m_layer));
        const auto axis = static_cast<int>(m_attrs.outputAxes[i]);
        TensorType type = types[static_cast<std::size_t>(m_at.scanOutputs) + i];
        const Dims* const slice = m_slices[i].empty() ? nullptr : &m_slices[i].front()->dims();
        for (int a = 0; a < type.dims.rank; ++a) {
            if (a == axis) type.dims[a] = iterations;
            else if (slice) type.dims[a] = (*slice)[a < axis ? a : a - 1];
            else if (type.dims[a] < 0) type.dims[a] = 0;
        }
        for (const ConstantPtr& other : m_slices[i])
            PS_CHECK(other->dims() == *slice, Code::Shape, "scan output {} is {} in one iteration and {} in another", i, toString(*slice),
                     toString(other->dims()));
        return joined(type, m_slices[i], flagOf(m_attrs.outputsReversed, i), axis);
    }

    const LayerView& m_layer;
    const Attrs& m_attrs;
    const Layout m_at;
    std::span<const ConstantPtr> m_inputs;
    std::vector<ConstantPtr> m_carried;
    std::vector<std::vector<ConstantPtr>> m_slices;
};

}  // namespace

Result<std::vector<ConstantPtr>> evaluateLoop(const LayerView& layer, std::span<const ConstantPtr> inputs) {
    return LoopRun(layer, inputs).run();
}

}  // namespace planscope::layers::loop
