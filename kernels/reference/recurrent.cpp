// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/recurrent.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace planscope::kernels::reference {
namespace {

using Function = double (*)(double x, double alpha, double beta);

/// In the order of RecurrentFunction.
constexpr Function kFunctions[] = {
    [](double x, double, double) { return 1 / (1 + std::exp(-x)); },
    [](double x, double, double) { return std::tanh(x); },
    [](double x, double, double) { return std::max(x, 0.0); },
    [](double x, double alpha, double beta) { return alpha * x + beta; },
    [](double x, double alpha, double) { return x >= 0 ? x : alpha * x; },
    [](double x, double alpha, double) { return x >= alpha ? x : 0; },
    [](double x, double alpha, double beta) { return alpha * std::tanh(beta * x); },
    [](double x, double alpha, double beta) { return std::clamp(alpha * x + beta, 0.0, 1.0); },
    [](double x, double alpha, double) { return x >= 0 ? x : alpha * std::expm1(x); },
    [](double x, double, double) { return x / (1 + std::abs(x)); },
    [](double x, double, double) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); },
};

double dot(const float* a, const float* b, std::int64_t count) {
    double sum = 0;
    for (std::int64_t i = 0; i < count; ++i) sum += static_cast<double>(a[i]) * b[i];
    return sum;
}

/// One sequence in one direction.
class Sequence {
public:
    Sequence(const RecurrentTensors& tensors, const RecurrentRule& rule, int direction, std::int64_t batch)
        : m_tensors(tensors), m_rule(rule), m_direction(direction), m_batch(batch),
          m_steps(tensors.in.dims[rule.batchFirst ? 1 : 0]), m_batches(tensors.in.dims[rule.batchFirst ? 0 : 1]),
          m_inputs(tensors.in.dims[2]), m_units(tensors.recurrentWeights.dims[2]),
          m_hidden(initial(tensors.hidden)), m_cell(initial(tensors.cell)) {}

    void run() {
        const std::int64_t length = m_tensors.lengths ? m_tensors.lengths->as<std::int32_t>()[m_batch] : m_steps;
        const bool isReverse = m_rule.direction == RecurrentDirection::Reverse || m_direction == 1;
        for (std::int64_t t = 0; t < m_steps; ++t) {
            const bool isWithin = t < length;
            const std::int64_t at = isWithin && isReverse ? length - 1 - t : t;
            if (isWithin) step(inputAt(at));
            float* const out = m_tensors.out.as<float>() + outputRow(at) * m_units;
            if (isWithin) std::ranges::copy(m_hidden, out);
            else std::fill_n(out, m_units, 0.0F);
        }
        std::ranges::copy(m_hidden, m_tensors.lastHidden.as<float>() + stateRow() * m_units);
        if (m_rule.operation == RecurrentOperation::Lstm)
            std::ranges::copy(m_cell, m_tensors.lastCell.as<float>() + stateRow() * m_units);
    }

private:
    int directions() const { return directionCount(m_rule.direction); }
    std::int64_t stateRow() const {
        return m_rule.batchFirst ? m_batch * directions() + m_direction : m_direction * m_batches + m_batch;
    }
    std::int64_t outputRow(std::int64_t t) const {
        return m_rule.batchFirst ? (m_batch * m_steps + t) * directions() + m_direction
                                 : (t * directions() + m_direction) * m_batches + m_batch;
    }
    const float* inputAt(std::int64_t t) const {
        return m_tensors.in.as<float>() + (m_rule.batchFirst ? m_batch * m_steps + t : t * m_batches + m_batch) * m_inputs;
    }
    std::vector<float> initial(const TensorView* state) const {
        std::vector<float> out(static_cast<std::size_t>(m_units), 0.0F);
        if (state) std::copy_n(state->as<float>() + stateRow() * m_units, m_units, out.begin());
        return out;
    }

    double bias(int gate, int part, std::int64_t unit) const {
        if (!m_tensors.bias) return 0;
        const std::int64_t gates = gateCount(m_rule.operation) * m_units;
        return m_tensors.bias->as<float>()[(m_direction * 2 + part) * gates + gate * m_units + unit];
    }
    double peephole(int gate, std::int64_t unit, double cell) const {
        return m_tensors.peepholes ? m_tensors.peepholes->as<float>()[(m_direction * 3 + gate) * m_units + unit] * cell : 0;
    }
    double ofInput(int gate, std::int64_t unit, const float* in) const {
        const std::int64_t row = (m_direction * gateCount(m_rule.operation) + gate) * m_units + unit;
        return dot(m_tensors.weights.as<float>() + row * m_inputs, in, m_inputs) + bias(gate, 0, unit);
    }
    double ofState(int gate, std::int64_t unit, const std::vector<float>& state) const {
        const std::int64_t row = (m_direction * gateCount(m_rule.operation) + gate) * m_units + unit;
        return dot(m_tensors.recurrentWeights.as<float>() + row * m_units, state.data(), m_units) + bias(gate, 1, unit);
    }
    double activate(int which, double x) const {
        const RecurrentActivation& a = m_rule.activation(m_direction, which);
        const double clipped = m_rule.clip > 0 ? std::clamp<double>(x, -m_rule.clip, m_rule.clip) : x;
        return kFunctions[static_cast<std::size_t>(a.function)](clipped, a.alpha, a.beta);
    }

    void step(const float* in) {
        using Step = void (Sequence::*)(const float*);
        constexpr Step kSteps[] = {&Sequence::rnnStep, &Sequence::lstmStep, &Sequence::gruStep};
        (this->*kSteps[static_cast<std::size_t>(m_rule.operation)])(in);
    }

    void rnnStep(const float* in) {
        const std::vector<float> before = m_hidden;
        for (std::int64_t u = 0; u < m_units; ++u) hidden(u) = static_cast<float>(activate(0, ofInput(0, u, in) + ofState(0, u, before)));
    }

    void lstmStep(const float* in) {
        enum { Input, Output, Forget, Cell };
        const std::vector<float> before = m_hidden;
        for (std::int64_t u = 0; u < m_units; ++u) {
            const auto gate = [&](int g) { return ofInput(g, u, in) + ofState(g, u, before); };
            float& cell = m_cell[static_cast<std::size_t>(u)];
            const double input = activate(0, gate(Input) + peephole(0, u, cell));
            const double forget = m_rule.coupledGates ? 1 - input : activate(0, gate(Forget) + peephole(2, u, cell));
            cell = static_cast<float>(forget * cell + input * activate(1, gate(Cell)));
            const double output = activate(0, gate(Output) + peephole(1, u, cell));
            hidden(u) = static_cast<float>(output * activate(2, cell));
        }
    }

    void gruStep(const float* in) {
        enum { Update, Reset, Hidden };
        const std::vector<float> before = m_hidden;
        std::vector<float> resets = before, scaled = before;
        for (std::int64_t u = 0; u < m_units; ++u) {
            float& reset = resets[static_cast<std::size_t>(u)];
            reset = static_cast<float>(activate(0, ofInput(Reset, u, in) + ofState(Reset, u, before)));
            scaled[static_cast<std::size_t>(u)] *= reset;
        }
        for (std::int64_t u = 0; u < m_units; ++u) {
            const double update = activate(0, ofInput(Update, u, in) + ofState(Update, u, before));
            const double state = m_rule.linearBeforeReset ? resets[static_cast<std::size_t>(u)] * ofState(Hidden, u, before)
                                                          : ofState(Hidden, u, scaled);
            const double next = activate(1, ofInput(Hidden, u, in) + state);
            hidden(u) = static_cast<float>((1 - update) * next + update * before[static_cast<std::size_t>(u)]);
        }
    }

    float& hidden(std::int64_t unit) { return m_hidden[static_cast<std::size_t>(unit)]; }

    const RecurrentTensors& m_tensors;
    const RecurrentRule& m_rule;
    int m_direction;
    std::int64_t m_batch, m_steps, m_batches, m_inputs, m_units;
    std::vector<float> m_hidden, m_cell;
};

bool areLengthsWithin(const TensorView& lengths, std::int64_t steps) {
    const auto* const values = lengths.as<std::int32_t>();
    return std::all_of(values, values + lengths.volume(), [&](std::int32_t v) { return v >= 0 && v <= steps; });
}

}  // namespace

KernelStatus recurrent(const RecurrentTensors& tensors, const RecurrentRule& rule) {
    if (tensors.in.dims.rank != 3 || tensors.weights.dims.rank != 3 || tensors.recurrentWeights.dims.rank != 3)
        return KernelStatus::BadArgument;
    const std::int64_t batches = tensors.in.dims[rule.batchFirst ? 0 : 1], steps = tensors.in.dims[rule.batchFirst ? 1 : 0];
    if (tensors.lengths && !areLengthsWithin(*tensors.lengths, steps)) return KernelStatus::BadIndex;
    for (int direction = 0; direction < directionCount(rule.direction); ++direction)
        for (std::int64_t batch = 0; batch < batches; ++batch) Sequence(tensors, rule, direction, batch).run();
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
