// SPDX-License-Identifier: Apache-2.0
// The vectorised recurrent kernel against the scalar one, over everything that selects other code.
#include "kernels/cpu/recurrent.h"
#include "kernels/reference/recurrent.h"
#include "tests/kernels/tensor_fixture.h"

#include <QTest>

#include <cmath>

using namespace planscope;
using namespace planscope::kernel_tests;
namespace cpu = planscope::kernels::cpu;
namespace reference = planscope::kernels::reference;

namespace {

struct Extents {
    std::int64_t steps, batch, inputs, units;
};

/// Tensors of one layer; the outputs are made anew for each run.
struct Layer {
    RecurrentRule rule;
    Extents extents;
    Tensor in, weights, recurrentWeights, bias, lengths, hidden, cell, peepholes;
    bool isLstm = false;

    Layer(const RecurrentRule& r, const Extents& e, std::mt19937& random) : rule(r), extents(e), isLstm(r.operation == RecurrentOperation::Lstm) {
        const std::int64_t d = directionCount(r.direction), rows = gateCount(r.operation) * e.units;
        const auto filled = [&](const Dims& dims, float scale) {
            Tensor out(DataType::Float, dims);
            fillRandom(out, random, -scale, scale);
            return out;
        };
        in = filled(r.batchFirst ? Dims{e.batch, e.steps, e.inputs} : Dims{e.steps, e.batch, e.inputs}, 1);
        weights = filled({d, rows, e.inputs}, 0.5F);
        // Larger ones would make the sequence of states chaotic, so that roundings grow from step to step.
        recurrentWeights = filled({d, rows, e.units}, 1 / std::sqrt(static_cast<float>(e.units)));
        bias = filled({d, 2 * rows}, 0.5F);
        hidden = filled(stateDims(), 1);
        cell = filled(stateDims(), 1);
        peepholes = filled({d, 3 * e.units}, 0.5F);
        std::vector<int> counts;
        for (std::int64_t n = 0; n < e.batch; ++n) counts.push_back(static_cast<int>((e.steps - n % (e.steps + 1)) % (e.steps + 1)));
        lengths = Tensor::ints({e.batch}, counts);
    }

    Dims stateDims() const {
        const std::int64_t d = directionCount(rule.direction);
        return rule.batchFirst ? Dims{extents.batch, d, extents.units} : Dims{d, extents.batch, extents.units};
    }
    Dims outDims() const {
        const std::int64_t d = directionCount(rule.direction);
        return rule.batchFirst ? Dims{extents.batch, extents.steps, d, extents.units} : Dims{extents.steps, d, extents.batch, extents.units};
    }
};

struct Outputs {
    Tensor out, hidden, cell;
    explicit Outputs(const Layer& layer) : out(DataType::Float, layer.outDims()), hidden(DataType::Float, layer.stateDims()),
                                           cell(DataType::Float, layer.stateDims()) {}
};

Outputs expected(const Layer& layer, bool withOptions) {
    Outputs to(layer);
    const TensorView bias = layer.bias, lengths = layer.lengths, hidden = layer.hidden, cell = layer.cell, peepholes = layer.peepholes;
    const KernelStatus status = reference::recurrent({.in = layer.in,
                                                      .weights = layer.weights,
                                                      .recurrentWeights = layer.recurrentWeights,
                                                      .bias = withOptions ? &bias : nullptr,
                                                      .lengths = withOptions ? &lengths : nullptr,
                                                      .hidden = withOptions ? &hidden : nullptr,
                                                      .cell = withOptions && layer.isLstm ? &cell : nullptr,
                                                      .peepholes = withOptions && layer.isLstm ? &peepholes : nullptr,
                                                      .out = to.out,
                                                      .lastHidden = to.hidden,
                                                      .lastCell = to.cell},
                                                     layer.rule);
    if (status != KernelStatus::Ok) QTest::qFail("the reference kernel refuses", __FILE__, __LINE__);
    return to;
}

Outputs actual(const Layer& layer, bool withOptions, cpu::Isa isa, int threads) {
    Outputs to(layer);
    const TensorView bias = layer.bias, lengths = layer.lengths, hidden = layer.hidden, cell = layer.cell, peepholes = layer.peepholes;
    const auto plan = cpu::RecurrentPlan::make({.input = layer.weights,
                                                .recurrent = layer.recurrentWeights,
                                                .bias = withOptions ? &bias : nullptr,
                                                .peepholes = withOptions && layer.isLstm ? &peepholes : nullptr},
                                               layer.rule, isa);
    if (!plan) QTest::qFail("there is no plan", __FILE__, __LINE__);
    const std::size_t bytes = cpu::RecurrentPlan::workspaceBytes({layer.rule.operation, layer.rule.direction}, layer.extents.units,
                                                                 layer.extents.steps, layer.extents.batch);
    std::vector<float> workspace(bytes / sizeof(float), 1e30F);
    const KernelStatus status = plan->run({.in = layer.in,
                                           .lengths = withOptions ? &lengths : nullptr,
                                           .hidden = withOptions ? &hidden : nullptr,
                                           .cell = withOptions && layer.isLstm ? &cell : nullptr,
                                           .out = to.out,
                                           .lastHidden = to.hidden,
                                           .lastCell = to.cell},
                                          workspace.data(), threads);
    if (status != KernelStatus::Ok) QTest::qFail("the kernel refuses", __FILE__, __LINE__);
    return to;
}

constexpr Extents kExtents[] = {{1, 1, 1, 1}, {4, 1, 5, 7}, {3, 2, 16, 32}, {6, 5, 9, 33}, {4, 2, 24, 80}};

RecurrentRule ruleOf(RecurrentOperation operation, RecurrentDirection direction, int form) {
    using enum RecurrentFunction;
    RecurrentRule rule{.operation = operation, .direction = direction};
    rule.batchFirst = form % 2 == 1;
    rule.linearBeforeReset = form >= 2 && operation == RecurrentOperation::Gru;
    rule.coupledGates = form >= 2 && operation == RecurrentOperation::Lstm;
    rule.clip = form == 3 ? 0.5F : 0;
    const RecurrentActivation usual[] = {{Sigmoid}, {Tanh}, {Tanh}};
    const RecurrentActivation plain[] = {{Tanh}};
    for (int i = 0; i < kMaxRecurrentActivations; ++i)
        rule.activations[i] = operation == RecurrentOperation::Rnn ? plain[0] : usual[i % activationCount(operation)];
    return rule;
}

}  // namespace

class RecurrentTest : public QObject {
    Q_OBJECT

private slots:
    void agreesWithReference();
    void everyFunction();
    void refusesLengths();

private:
    static void compare(const Layer& layer, bool withOptions);
};

/// Products of up to 80 terms below 0.5 are rounded to some 1e-6, which the following steps damp.
void RecurrentTest::compare(const Layer& layer, bool withOptions) {
    const Outputs wanted = expected(layer, withOptions);
    for (const cpu::Isa isa : availableIsas()) {
        const Outputs one = actual(layer, withOptions, isa, 1), two = actual(layer, withOptions, isa, 2);
        const std::string where = qPrintable(describe(layer.in.view().dims, {}, isa, 1)) + std::string(withOptions ? "all inputs: " : "");
        for (const auto& [got, want] : {std::pair(&one.out, &wanted.out), {&one.hidden, &wanted.hidden}, {&one.cell, &wanted.cell}}) {
            if (got == &one.cell && !layer.isLstm) continue;
            const QString text = difference(*got, *want, 1e-5, 1e-5);
            QVERIFY2(text.isEmpty(), (where + text.toStdString()).c_str());
        }
        QCOMPARE(two.out.toFloats(), one.out.toFloats());
        QCOMPARE(two.hidden.toFloats(), one.hidden.toFloats());
    }
}

void RecurrentTest::agreesWithReference() {
    std::mt19937 random(5);
    for (const auto operation : {RecurrentOperation::Rnn, RecurrentOperation::Lstm, RecurrentOperation::Gru})
        for (const auto direction : {RecurrentDirection::Forward, RecurrentDirection::Reverse, RecurrentDirection::Bidirectional})
            for (int form = 0; form < 4; ++form)
                for (const Extents& extents : kExtents) {
                    const Layer layer(ruleOf(operation, direction, form), extents, random);
                    for (const bool withOptions : {false, true}) compare(layer, withOptions);
                }
}

void RecurrentTest::everyFunction() {
    std::mt19937 random(6);
    for (int f = 0; f <= static_cast<int>(RecurrentFunction::Softplus); ++f) {
        RecurrentRule rule = ruleOf(RecurrentOperation::Rnn, RecurrentDirection::Forward, 0);
        rule.activations[0] = {static_cast<RecurrentFunction>(f), 0.3F, 0.2F};
        compare(Layer(rule, {1, 3, 4, 21}, random), true);
    }
}

void RecurrentTest::refusesLengths() {
    std::mt19937 random(7);
    const RecurrentRule rule = ruleOf(RecurrentOperation::Rnn, RecurrentDirection::Forward, 0);
    Layer layer(rule, {2, 1, 3, 4}, random);
    const auto plan = cpu::RecurrentPlan::make({.input = layer.weights, .recurrent = layer.recurrentWeights}, rule, cpu::Isa::Generic);
    QVERIFY(plan.has_value());
    std::vector<float> workspace(1000);
    for (const int length : {-1, 3}) {
        const Tensor lengths = Tensor::ints({1}, {length});
        const TensorView view = lengths;
        const Outputs to(layer);
        const cpu::RecurrentRun run{.in = layer.in, .lengths = &view, .out = to.out, .lastHidden = to.hidden, .lastCell = to.cell};
        QCOMPARE(plan->run(run, workspace.data(), 1), KernelStatus::BadIndex);
    }
}

QTEST_GUILESS_MAIN(RecurrentTest)
#include "recurrent_test.moc"
