// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/recurrent.h"

#include "kernels/cpu/parallel.h"
#include "kernels/cpu/recurrent_isa.h"

#include <algorithm>

namespace planscope::kernels::cpu {
namespace {

/// Scratch parts begin on cache lines.
constexpr std::int64_t kAlignFloats = 16;

std::int64_t aligned(std::int64_t floats) { return (floats + kAlignFloats - 1) / kAlignFloats * kAlignFloats; }

bool isMatrix(const TensorView& view) { return view.type == DataType::Float && view.format.isLinear() && view.dims.rank == 3; }

/// Rows [first, first + rows) of a matrix.
TensorView rowsOf(const TensorView& view, std::int64_t first, std::int64_t rows) {
    const std::int64_t columns = view.dims[2];
    return {view.as<float>() + first * columns, DataType::Float, {rows, columns}, Format::linear()};
}

TensorView vectorOf(const float* data, std::int64_t count) { return {const_cast<float*>(data), DataType::Float, {count}, Format::linear()}; }

TensorView matrixOf(const float* data, std::int64_t rows, std::int64_t columns) {
    return {const_cast<float*>(data), DataType::Float, {rows, columns}, Format::linear()};
}

const RecurrentIsa& functionsFor(Isa isa) { return forIsa(isa, generic::recurrentIsa, avx2::recurrentIsa, avx512::recurrentIsa); }

bool areLengthsWithin(const TensorView& lengths, std::int64_t steps) {
    const auto* const values = lengths.as<std::int32_t>();
    return std::all_of(values, values + lengths.volume(), [&](std::int32_t v) { return v >= 0 && v <= steps; });
}

/// Of one direction, see RecurrentPlan::Scratch.
std::int64_t scratchFloats(std::int64_t batch, std::int64_t gates, std::int64_t units) {
    return aligned(batch * gates) + 4 * aligned(batch * units);
}

}  // namespace

/// Of one direction.
struct RecurrentPlan::Scratch {
    const float* projected;  ///< [T,N,G*H], or [N,T,G*H]: the products with the input
    float* hidden;           ///< [N,H]
    float* cell;             ///< [N,H]
    float* state;            ///< [N,G*H]: the products with the state
    float* reset;            ///< [N,H]
    float* resetState;       ///< [N,H]
    std::int64_t steps, batch;
};

std::optional<RecurrentPlan> RecurrentPlan::make(const RecurrentWeights& weights, const RecurrentRule& rule, Isa isa) {
    if (!isMatrix(weights.input) || !isMatrix(weights.recurrent) || !isAvailable(isa)) return std::nullopt;
    RecurrentPlan plan;
    plan.m_rule = rule;
    plan.m_isa = isa;
    plan.m_units = weights.recurrent.dims[2];
    plan.m_inputs = weights.input.dims[2];
    const std::int64_t gates = plan.gates(), units = plan.m_units;
    const bool resetsFirst = rule.operation == RecurrentOperation::Gru && !rule.linearBeforeReset;
    const std::int64_t stateGates = resetsFirst ? 2 * units : gates;
    for (int d = 0; d < directionCount(rule.direction); ++d) {
        const float* const bias = weights.bias ? weights.bias->as<float>() + d * 2 * gates : nullptr;
        const auto packed = [&](const TensorView& matrix, std::int64_t first, std::int64_t rows, std::int64_t biasAt) {
            const TensorView vector = vectorOf(bias ? bias + biasAt : nullptr, rows);
            return MatrixVectorPlan::make(rowsOf(matrix, d * gates + first, rows), MatrixOperation::Transpose, bias ? &vector : nullptr, isa);
        };
        auto input = packed(weights.input, 0, gates, 0);
        auto state = packed(weights.recurrent, 0, stateGates, gates);
        auto resetState = resetsFirst ? packed(weights.recurrent, stateGates, units, gates + stateGates) : std::nullopt;
        if (!input || !state || (resetsFirst && !resetState)) return std::nullopt;
        std::vector<float> peepholes;
        if (weights.peepholes) peepholes.assign(weights.peepholes->as<float>() + d * 3 * units, weights.peepholes->as<float>() + (d + 1) * 3 * units);
        plan.m_directions.push_back({std::move(*input), std::move(*state), std::move(resetState), std::move(peepholes),
                                     rule.direction == RecurrentDirection::Reverse || d == 1});
    }
    return plan;
}

std::size_t RecurrentPlan::residentBytes() const {
    std::size_t bytes = 0;
    for (const Direction& d : m_directions)
        bytes += d.input.residentBytes() + d.state.residentBytes() + (d.resetState ? d.resetState->residentBytes() : 0) +
                 d.peepholes.size() * sizeof(float);
    return bytes;
}

std::size_t RecurrentPlan::workspaceBytes(const Form& form, std::int64_t units, std::int64_t steps, std::int64_t batch) {
    const std::int64_t gates = gateCount(form.operation) * units;
    const std::int64_t floats = aligned(steps * batch * gates) + scratchFloats(batch, gates, units);
    return static_cast<std::size_t>(directionCount(form.direction) * floats) * sizeof(float);
}

KernelStatus RecurrentPlan::run(const RecurrentRun& args, void* workspace, int threads) const noexcept {
    const std::int64_t steps = args.in.dims[m_rule.batchFirst ? 1 : 0], batch = args.in.dims[m_rule.batchFirst ? 0 : 1];
    if (args.in.dims.rank != 3 || args.in.dims[2] != m_inputs) return KernelStatus::BadArgument;
    if (args.lengths && !areLengthsWithin(*args.lengths, steps)) return KernelStatus::BadIndex;
    auto* const floats = static_cast<float*>(workspace);
    const std::int64_t projectedFloats = aligned(steps * batch * gates());
    const auto directions = static_cast<std::int64_t>(m_directions.size());
    const TensorView in = matrixOf(args.in.as<float>(), steps * batch, m_inputs);
    for (std::int64_t d = 0; d < directions; ++d) {
        const TensorView out = matrixOf(floats + d * projectedFloats, steps * batch, gates());
        const KernelStatus status = m_directions[static_cast<std::size_t>(d)].input.run(in, out, {}, threads);
        if (status != KernelStatus::Ok) return status;
    }
    const std::int64_t weightBytes = gates() * m_units * static_cast<std::int64_t>(sizeof(float));
    const bool isParallel = directions == 2 && threadsFor(threads, weightBytes) <= 2;
    KernelStatus statuses[2] = {KernelStatus::Ok, KernelStatus::Ok};
    parallelFor(isParallel ? std::min(threads, 2) : 1, directions, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t d = first; d < last; ++d)
            statuses[d] = runDirection(static_cast<int>(d), args, floats + d * projectedFloats,
                                       floats + directions * projectedFloats + d * scratchFloats(batch, gates(), m_units),
                                       isParallel && threads > 1 ? 1 : threads);
    });
    return statuses[0] != KernelStatus::Ok ? statuses[0] : statuses[1];
}

KernelStatus RecurrentPlan::runDirection(int direction, const RecurrentRun& args, const float* projected, float* scratch,
                                         int threads) const noexcept {
    const std::int64_t steps = args.in.dims[m_rule.batchFirst ? 1 : 0], batch = args.in.dims[m_rule.batchFirst ? 0 : 1];
    const std::int64_t states = aligned(batch * m_units);
    const Scratch at{projected, scratch, scratch + states, scratch + 4 * states, scratch + 2 * states, scratch + 3 * states, steps, batch};
    const std::int64_t directions = directionCount(m_rule.direction);
    const auto stateRow = [&](std::int64_t n) { return (m_rule.batchFirst ? n * directions + direction : direction * batch + n) * m_units; };
    for (std::int64_t n = 0; n < batch; ++n) {
        const auto start = [&](float* to, const TensorView* from) {
            if (from) std::copy_n(from->as<float>() + stateRow(n), m_units, to + n * m_units);
            else std::fill_n(to + n * m_units, m_units, 0.0F);
        };
        start(at.hidden, args.hidden);
        start(at.cell, args.cell);
    }
    for (std::int64_t s = 0; s < steps; ++s) {
        const KernelStatus status = step(direction, at, s, args, threads);
        if (status != KernelStatus::Ok) return status;
    }
    for (std::int64_t n = 0; n < batch; ++n) {
        std::copy_n(at.hidden + n * m_units, m_units, args.lastHidden.as<float>() + stateRow(n));
        if (m_rule.operation == RecurrentOperation::Lstm)
            std::copy_n(at.cell + n * m_units, m_units, args.lastCell.as<float>() + stateRow(n));
    }
    return KernelStatus::Ok;
}

KernelStatus RecurrentPlan::step(int direction, const Scratch& at, std::int64_t step, const RecurrentRun& args, int threads) const noexcept {
    const Direction& weights = m_directions[static_cast<std::size_t>(direction)];
    const RecurrentIsa& isa = functionsFor(m_isa);
    const std::int64_t directions = directionCount(m_rule.direction);
    const std::int64_t stateGates = weights.resetState ? 2 * m_units : gates();
    const KernelStatus product =
        weights.state.run(matrixOf(at.hidden, at.batch, m_units), matrixOf(at.state, at.batch, stateGates), {}, threads);
    if (product != KernelStatus::Ok) return product;
    const auto lengthOf = [&](std::int64_t n) { return args.lengths ? args.lengths->as<std::int32_t>()[n] : at.steps; };
    const auto timeOf = [&](std::int64_t n) { return weights.isReverse && step < lengthOf(n) ? lengthOf(n) - 1 - step : step; };
    const auto rowOf = [&](std::int64_t n) {
        const std::int64_t input = m_rule.batchFirst ? n * at.steps + timeOf(n) : timeOf(n) * at.batch + n;
        return RecurrentRow{.units = m_units,
                            .input = at.projected + input * gates(),
                            .state = at.state + n * stateGates,
                            .peepholes = weights.peepholes.empty() ? nullptr : weights.peepholes.data(),
                            .hidden = at.hidden + n * m_units,
                            .cell = at.cell + n * m_units,
                            .reset = at.reset + n * m_units,
                            .resetState = at.resetState + n * m_units,
                            .rule = &m_rule,
                            .direction = direction};
    };
    if (weights.resetState) {
        for (std::int64_t n = 0; n < at.batch; ++n) isa.gruReset(rowOf(n));
        const KernelStatus second =
            weights.resetState->run(matrixOf(at.reset, at.batch, m_units), matrixOf(at.resetState, at.batch, m_units), {}, threads);
        if (second != KernelStatus::Ok) return second;
    }
    const auto finish = m_rule.operation == RecurrentOperation::Rnn    ? isa.rnn
                        : m_rule.operation == RecurrentOperation::Lstm ? isa.lstm
                        : weights.resetState                           ? isa.gruFinish
                                                                       : isa.gru;
    for (std::int64_t n = 0; n < at.batch; ++n) {
        const std::int64_t t = timeOf(n);
        const std::int64_t output = m_rule.batchFirst ? (n * at.steps + t) * directions + direction : (t * directions + direction) * at.batch + n;
        float* const out = args.out.as<float>() + output * m_units;
        if (step < lengthOf(n)) {
            finish(rowOf(n));
            std::copy_n(at.hidden + n * m_units, m_units, out);
        } else {
            std::fill_n(out, m_units, 0.0F);
        }
    }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
