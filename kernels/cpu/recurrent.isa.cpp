// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/recurrent_isa.h"
#include "kernels/cpu/vec_math.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

Floats softplusOf(Floats x) { return fastMax(x, splat(0.0F)) + logOnePlus(expOf(-absolute(x))); }

/// One activation, prepared; the switch is the same for a whole row.
struct Activation {
    RecurrentFunction function;
    float alpha, beta, clip;

    Floats operator()(Floats x) const {
        if (clip > 0) x = smaller(larger(x, splat(-clip)), splat(clip));
        switch (function) {
        case RecurrentFunction::Sigmoid: return sigmoidOf(x);
        case RecurrentFunction::Tanh: return tanhOf(x);
        case RecurrentFunction::Relu: return larger(x, splat(0.0F));
        case RecurrentFunction::Affine: return x * alpha + beta;
        case RecurrentFunction::LeakyRelu: return select(x >= 0.0F, x, x * alpha);
        case RecurrentFunction::ThresholdedRelu: return select(x >= alpha, x, splat(0.0F));
        case RecurrentFunction::ScaledTanh: return tanhOf(x * beta) * alpha;
        case RecurrentFunction::HardSigmoid: return larger(smaller(x * alpha + beta, splat(1.0F)), splat(0.0F));
        case RecurrentFunction::Elu: return select(x >= 0.0F, x, expMinusOne(x) * alpha);
        case RecurrentFunction::Softsign: return x / (absolute(x) + 1.0F);
        case RecurrentFunction::Softplus: return softplusOf(x);
        }
        return x;
    }
};

/// Members only, no functions of the rule: see vec.h.
Activation activationOf(const RecurrentRow& row, int perDirection, int i) {
    const RecurrentActivation& a = row.rule->activations[row.direction * perDirection + i];
    return {a.function, a.alpha, a.beta, row.rule->clip};
}

/// body(load, store, first) for whole vectors, then for what is left.
template <class Body>
void forVectors(std::int64_t units, const Body& body) {
    std::int64_t u = 0;
    const auto whole = [](const float* from) { return load(from); };
    const auto wholeTo = [](float* to, Floats value) { store(to, value); };
    for (; u + kLanes <= units; u += kLanes) body(whole, wholeTo, u);
    const std::int64_t left = units - u;
    if (left == 0) return;
    body([left](const float* from) { return loadPart(from, left); }, [left](float* to, Floats value) { storePart(to, value, left); }, u);
}

void rnnRow(const RecurrentRow& row) {
    const Activation f = activationOf(row, 1, 0);
    forVectors(row.units, [&](auto read, auto write, std::int64_t u) {
        write(row.hidden + u, f(read(row.input + u) + read(row.state + u)));
    });
}

void lstmRow(const RecurrentRow& row) {
    enum { Input, Output, Forget, Cell };
    const Activation f = activationOf(row, 3, 0), g = activationOf(row, 3, 1), h = activationOf(row, 3, 2);
    const std::int64_t units = row.units;
    forVectors(units, [&](auto read, auto write, std::int64_t u) {
        const auto gate = [&](int which) { return read(row.input + which * units + u) + read(row.state + which * units + u); };
        const auto peephole = [&](int which, Floats cell) {
            return row.peepholes ? read(row.peepholes + which * units + u) * cell : Floats{};
        };
        const Floats before = read(row.cell + u);
        const Floats input = f(gate(Input) + peephole(0, before));
        const Floats forget = row.rule->coupledGates ? 1.0F - input : f(gate(Forget) + peephole(2, before));
        const Floats cell = forget * before + input * g(gate(Cell));
        write(row.cell + u, cell);
        write(row.hidden + u, f(gate(Output) + peephole(1, cell)) * h(cell));
    });
}

enum { Update, Reset, Hidden };

void gruRow(const RecurrentRow& row) {
    const Activation f = activationOf(row, 2, 0), g = activationOf(row, 2, 1);
    const std::int64_t units = row.units;
    forVectors(units, [&](auto read, auto write, std::int64_t u) {
        const auto input = [&](int which) { return read(row.input + which * units + u); };
        const auto state = [&](int which) { return read(row.state + which * units + u); };
        const Floats update = f(input(Update) + state(Update));
        const Floats next = g(input(Hidden) + f(input(Reset) + state(Reset)) * state(Hidden));
        write(row.hidden + u, (1.0F - update) * next + update * read(row.hidden + u));
    });
}

void gruResetRow(const RecurrentRow& row) {
    const Activation f = activationOf(row, 2, 0);
    const std::int64_t gate = Reset * row.units;
    forVectors(row.units, [&](auto read, auto write, std::int64_t u) {
        write(row.reset + u, f(read(row.input + gate + u) + read(row.state + gate + u)) * read(row.hidden + u));
    });
}

void gruFinishRow(const RecurrentRow& row) {
    const Activation f = activationOf(row, 2, 0), g = activationOf(row, 2, 1);
    const std::int64_t gate = Hidden * row.units;
    forVectors(row.units, [&](auto read, auto write, std::int64_t u) {
        const Floats update = f(read(row.input + u) + read(row.state + u));
        const Floats next = g(read(row.input + gate + u) + read(row.resetState + u));
        write(row.hidden + u, (1.0F - update) * next + update * read(row.hidden + u));
    });
}

}  // namespace

extern constinit const RecurrentIsa recurrentIsa = {
    .rnn = &rnnRow, .lstm = &lstmRow, .gru = &gruRow, .gruReset = &gruResetRow, .gruFinish = &gruFinishRow};

}  // namespace planscope::kernels::cpu::PS_ISA
