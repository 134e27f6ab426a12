// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/pointwise.h"

#include "kernels/api/half.h"
#include "kernels/reference/pointwise.h"
#include "tests/kernels/tensor_fixture.h"

#include <QTest>

#include <cmath>
#include <cstring>

using namespace planscope;
using namespace planscope::kernel_tests;
using kernels::cpu::Isa;
using kernels::cpu::PointwisePlan;

namespace {

struct Builder {
    PointwiseProgram program;

    std::int8_t add(PointwiseStep step) {
        program.steps[static_cast<std::size_t>(program.stepCount)] = step;
        if (step.op == PointwiseOp::Input) program.inputCount = std::max<std::int8_t>(program.inputCount, step.a + 1);
        return program.stepCount++;
    }
    std::int8_t input(int number, DataType type = DataType::Float) {
        return add({.op = PointwiseOp::Input, .type = type, .a = static_cast<std::int8_t>(number)});
    }
    std::int8_t constant(float value, DataType type = DataType::Float) {
        return add({.op = PointwiseOp::Constant, .type = type, .alpha = value});
    }
    std::int8_t apply(PointwiseOp op, int a, int b = -1, int c = -1, DataType type = DataType::Float) {
        return add({.op = op, .type = type, .a = static_cast<std::int8_t>(a), .b = static_cast<std::int8_t>(b),
                    .c = static_cast<std::int8_t>(c)});
    }
};

/// x + residual, SiLU of it, clipped, then masked by (bias < x): many registers, a mask, all ranks of broadcasting.
PointwiseProgram busyProgram() {
    Builder b;
    const auto x = b.input(0);
    const auto residual = b.input(1);
    const auto bias = b.input(2);
    const auto sum = b.apply(PointwiseOp::Sum, x, residual);
    const auto silu = b.apply(PointwiseOp::Prod, sum, b.apply(PointwiseOp::Sigmoid, sum));
    const auto shifted = b.apply(PointwiseOp::Sum, silu, bias);
    const auto mask = b.apply(PointwiseOp::Less, bias, x, -1, DataType::Bool);
    const auto squared = b.apply(PointwiseOp::Pow, shifted, b.constant(2));
    const auto exponential = b.apply(PointwiseOp::Exp, b.apply(PointwiseOp::Neg, squared));
    b.apply(PointwiseOp::Select, mask, shifted, exponential);
    return b.program;
}

struct UlpCase {
    PointwiseOp op;
    float low, high, alpha, beta;
    double bound;  ///< ulp of the exact result, measured plus a margin
};

constexpr UlpCase kUlpCases[] = {
    {PointwiseOp::Exp, -87, 88, 0, 0, 2},        {PointwiseOp::Log, 1e-6F, 1e6F, 0, 0, 2},
    {PointwiseOp::Tanh, -10, 10, 0, 0, 3},       {PointwiseOp::Sigmoid, -80, 80, 0, 0, 3},
    {PointwiseOp::Erf, -5, 5, 0, 0, 3},          {PointwiseOp::Elu, -30, 5, 1, 0, 3},
    {PointwiseOp::Selu, -30, 5, 1.67326F, 1.0507F, 4}, {PointwiseOp::Softplus, -20, 20, 1, 1, 3},
    {PointwiseOp::Sqrt, 1e-6F, 1e6F, 0, 0, 0.5}, {PointwiseOp::Sin, -10, 10, 0, 0, 1},
    {PointwiseOp::Softsign, -10, 10, 0, 0, 2},   {PointwiseOp::Recip, -10, 10, 0, 0, 0.5},
};

double ulpOf(double value) {
    const double magnitude = std::max(std::fabs(value), 0x1p-126);
    return std::ldexp(1.0, std::ilogb(magnitude) - 23);
}

}  // namespace

class PointwiseTest : public QObject {
    Q_OBJECT

private slots:
    void accuracyIsAFewUlp();
    void everyOpMatchesTheReference();
    void gates();
    void specialValuesMatchTheReference();
    void programsOverAllFormsOfInputs();
    void broadcasts();
    void boolInputsAndOutputs();
    void halves();
    void ranges();
    void refusals();
};

void PointwiseTest::accuracyIsAFewUlp() {
    std::mt19937 random(1);
    for (const Isa isa : availableIsas())
        for (const UlpCase& c : kUlpCases) {
            const Tensor in(DataType::Float, Dims{200000});
            const Tensor out(DataType::Float, Dims{200000});
            fillRandom(in, random, c.low, c.high);
            Builder b;
            const PointwiseStep step{.op = c.op, .a = b.input(0), .alpha = c.alpha, .beta = c.beta};
            b.add(step);
            const TensorView views[] = {in};
            const auto plan = PointwisePlan::make(b.program, views, out, isa);
            QVERIFY(plan);
            QCOMPARE(plan->run(views, out, 1), KernelStatus::Ok);
            double worst = 0;
            double worstAt = 0;
            for (int i = 0; i < 200000; ++i) {
                const double x = in.floatData()[i];
                // The reference rounds to float; the ulp of a result need the double before.
                double truth = 0;
                switch (c.op) {
                case PointwiseOp::Exp: truth = std::exp(x); break;
                case PointwiseOp::Log: truth = std::log(x); break;
                case PointwiseOp::Tanh: truth = std::tanh(x); break;
                case PointwiseOp::Sigmoid: truth = 1 / (1 + std::exp(-x)); break;
                case PointwiseOp::Erf: truth = std::erf(x); break;
                case PointwiseOp::Elu: truth = x >= 0 ? x : std::expm1(x); break;
                case PointwiseOp::Selu:
                    truth = double(c.beta) * (x > 0 ? x : double(c.alpha) * std::expm1(x));
                    break;
                case PointwiseOp::Softplus: truth = std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))); break;
                case PointwiseOp::Sqrt: truth = std::sqrt(x); break;
                case PointwiseOp::Sin: truth = std::sin(x); break;
                case PointwiseOp::Softsign: truth = x / (1 + std::fabs(x)); break;
                default: truth = 1 / x; break;
                }
                const double error = std::fabs(out.floatData()[i] - truth) / ulpOf(truth);
                if (error > worst) {
                    worst = error;
                    worstAt = x;
                }
            }
            const QString text = QStringLiteral("op %1 isa %2: %3 ulp at %4")
                                     .arg(static_cast<int>(c.op))
                                     .arg(static_cast<int>(isa))
                                     .arg(worst)
                                     .arg(worstAt);
            qInfo("%s", qPrintable(text));
            QVERIFY2(worst <= c.bound, qPrintable(text));
        }
}

void PointwiseTest::everyOpMatchesTheReference() {
    std::mt19937 random(2);
    for (const Isa isa : availableIsas())
        for (int o = static_cast<int>(PointwiseOp::Exp); o <= static_cast<int>(PointwiseOp::ThresholdedRelu); ++o) {
            const auto op = static_cast<PointwiseOp>(o);
            if (op == PointwiseOp::Not || op == PointwiseOp::And || op == PointwiseOp::Or || op == PointwiseOp::Xor) continue;
            const bool givesBool = op == PointwiseOp::IsInf || op == PointwiseOp::IsNan || op == PointwiseOp::Equal ||
                                   op == PointwiseOp::Greater || op == PointwiseOp::Less;
            Builder b;
            const auto x = b.input(0);
            const auto y = b.input(1);
            const bool binary = operandCount(op) == 2;
            b.add({.op = op, .type = givesBool ? DataType::Bool : DataType::Float, .a = x, .b = binary ? y : std::int8_t{-1},
                   .alpha = 0.3F, .beta = 0.7F});
            const bool unitDomain = op == PointwiseOp::Asin || op == PointwiseOp::Acos || op == PointwiseOp::Atanh;
            const Tensor a(DataType::Float, Dims{1001});
            const Tensor c(DataType::Float, Dims{1001});
            fillRandom(a, random, unitDomain ? -0.9F : op == PointwiseOp::Acosh || op == PointwiseOp::Pow ? 1.1F : -8,
                       unitDomain ? 0.9F : 8);
            fillRandom(c, random, -3, 3);
            const DataType type = givesBool ? DataType::Bool : DataType::Float;
            const Tensor expected(type, Dims{1001});
            const Tensor actual(type, Dims{1001});
            const TensorView views[] = {a, c};
            QCOMPARE(kernels::reference::pointwise(b.program, views, expected), KernelStatus::Ok);
            const auto plan = PointwisePlan::make(b.program, views, actual, isa);
            QVERIFY2(plan, qPrintable(QStringLiteral("op %1").arg(o)));
            QCOMPARE(plan->run(views, actual, 2), KernelStatus::Ok);
            // 4 ulp; log1p-like cancellations are absolute near zero.
            const QString text = difference(actual, expected, 1e-7, 5e-7);
            QVERIFY2(text.isEmpty(), qPrintable(QStringLiteral("op %1 isa %2: ").arg(o).arg(int(isa)) + text));
        }
}

void PointwiseTest::gates() {
    std::mt19937 random(12);
    for (const Isa isa : availableIsas())
        for (const bool isSwapped : {false, true}) {
            Builder b;
            const auto x = b.input(0);
            const auto gate = b.apply(PointwiseOp::Sigmoid, x);
            b.apply(PointwiseOp::Prod, isSwapped ? gate : x, isSwapped ? x : gate);
            const Tensor in(DataType::Float, Dims{100000}), out(DataType::Float, Dims{100000});
            fillRandom(in, random, -86, 100);
            const TensorView views[] = {in};
            const auto plan = PointwisePlan::make(b.program, views, out, isa);
            QVERIFY(plan);
            QCOMPARE(plan->run(views, out, 1), KernelStatus::Ok);
            for (int i = 0; i < 100000; ++i) {
                const double value = in.floatData()[i], truth = value / (1 + std::exp(-value));
                const double error = std::fabs(out.floatData()[i] - truth) / ulpOf(truth);
                QVERIFY2(error <= 4, qPrintable(QStringLiteral("isa %1: %2 ulp at %3").arg(int(isa)).arg(error).arg(value)));
            }
            const float inf = INFINITY;
            const Tensor special = Tensor::floats(Dims{8}, {0.0F, -0.0F, inf, 3e38F, 1e-40F, -95, -3e38F, -inf}), result(DataType::Float, Dims{8});
            const TensorView specials[] = {special};
            const auto few = PointwisePlan::make(b.program, specials, result, isa);
            QVERIFY(few);
            QCOMPARE(few->run(specials, result, 1), KernelStatus::Ok);
            const float* values = result.floatData();
            QVERIFY(values[0] == 0 && !std::signbit(values[0]) && values[1] == 0 && std::signbit(values[1]));
            QVERIFY(values[2] == inf && values[3] == 3e38F);
            QVERIFY(std::fabs(values[4]) <= 1e-40F && std::fabs(values[5]) <= 2e-36F && values[6] == 0);
            QVERIFY2(std::isnan(values[7]), "infinity times zero, as the two steps have it");
        }
}

void PointwiseTest::specialValuesMatchTheReference() {
    const float inf = INFINITY;
    const std::vector<float> xs = {0.0F, -0.0F, inf, -inf, NAN, 1e-40F, -1e-40F, 1, -1, 0.5F, 1.5F, 2.5F, -2.5F, 3e38F, -3e38F, 104, -104, 89, 8388609};
    std::vector<float> left;
    std::vector<float> right;
    for (const float x : xs)
        for (const float y : xs) {
            left.push_back(x);
            right.push_back(y);
        }
    const auto count = static_cast<std::int64_t>(left.size());
    const Tensor a = Tensor::floats(Dims{count}, left);
    const Tensor c = Tensor::floats(Dims{count}, right);
    using enum PointwiseOp;
    for (const Isa isa : availableIsas())
        for (const PointwiseOp op : {Exp, Log, Sqrt, Abs, Neg, Ceil, Floor, Erf, Sign, Round, Sum, Prod, Max, Min, Sub, Div,
                                     FloorDiv, Relu, Sigmoid, Tanh, LeakyRelu, Elu, Clip, HardSigmoid, ThresholdedRelu, Softplus}) {
            if (op == FloorDiv && isa == Isa::Generic) continue;  // without FMA, huge quotients round before the floor
            Builder b;
            const auto x = b.input(0);
            const auto y = b.input(1);
            b.add({.op = op, .a = x, .b = operandCount(op) == 2 ? y : std::int8_t{-1}, .alpha = 0.5F, .beta = 1});
            const Tensor expected(DataType::Float, Dims{count});
            const Tensor actual(DataType::Float, Dims{count});
            const TensorView views[] = {a, c};
            QCOMPARE(kernels::reference::pointwise(b.program, views, expected), KernelStatus::Ok);
            const auto plan = PointwisePlan::make(b.program, views, actual, isa);
            QVERIFY(plan);
            QCOMPARE(plan->run(views, actual, 1), KernelStatus::Ok);
            for (std::int64_t i = 0; i < count; ++i) {
                const float e = expected.floatData()[i];
                const float v = actual.floatData()[i];
                // Subnormal results may lose bits, not more.
                const bool same = (std::isnan(e) && std::isnan(v)) || e == v || std::fabs(e - v) <= 5e-7 * std::fabs(e) + 1e-38;
                QVERIFY2(same, qPrintable(QStringLiteral("op %1 isa %2 of %3, %4: %5, expected %6")
                                              .arg(int(op)).arg(int(isa)).arg(left[size_t(i)]).arg(right[size_t(i)]).arg(v).arg(e)));
            }
        }
}

void PointwiseTest::programsOverAllFormsOfInputs() {
    std::mt19937 random(3);
    const PointwiseProgram program = busyProgram();
    const Format formats[] = {Format::linear(), Format::channelLast(), Format::channelLast(8), Format::channelBlocked(8),
                              Format::channelBlocked(16)};
    const Dims shapes[] = {{1, 3, 5, 7}, {2, 16, 9, 9}, {1, 40, 33, 31}, {3, 7, 1, 1}, {2, 1, 6, 5}, {1, 300, 4, 3}, {2, 24, 3, 4, 5}, {0, 8, 4, 4}, {1, 128, 56, 56}};
    for (const Dims& dims : shapes)
        for (const Format format : formats)
            for (int form = 0; form < 5; ++form) {
                Dims vector = Dims::filled(dims.rank, 1);
                if (form >= 1) vector[1] = dims[1];
                if (form == 2) vector[0] = dims[0];
                if (form == 3) vector = dims;
                const Tensor x(DataType::Float, dims);
                const Tensor residual(DataType::Float, dims);
                const Tensor bias(DataType::Float, vector);
                for (const Tensor* t : {&x, &residual, &bias}) fillRandom(*t, random);
                const TensorView plain[] = {x, residual, bias};
                const Tensor expected(DataType::Float, dims);
                QCOMPARE(kernels::reference::pointwise(program, plain, expected), KernelStatus::Ok);

                const Tensor xf = inFormat(x, format);
                const Tensor rf = inFormat(residual, format);
                const Tensor bf = form >= 3 ? inFormat(bias, format) : bias;
                const TensorView views[] = {xf, rf, bf};
                for (const Isa isa : availableIsas())
                    for (const int threads : {1, 2}) {
                        const Tensor actual(DataType::Float, dims, format);
                        const QString where = describe(dims, format, isa, threads) + QStringLiteral(" form %1: ").arg(form);
                        const auto plan = PointwisePlan::make(program, views, actual, isa);
                        QVERIFY2(plan, qPrintable(where + QStringLiteral("no plan")));
                        QCOMPARE(plan->run(views, actual, threads), KernelStatus::Ok);
                        const QString text = difference(actual, expected, 2e-6, 2e-6);
                        QVERIFY2(text.isEmpty(), qPrintable(where + text));
                    }
            }
}

void PointwiseTest::broadcasts() {
    std::mt19937 random(13);
    const std::int64_t extents[] = {1, 2, 3, 7, 20, 70};
    const PointwiseProgram program = busyProgram();
    int planned = 0;
    for (int round = 0; round < 400; ++round) {
        Dims out = Dims::filled(1 + static_cast<int>(random() % 4), 1);
        for (int i = 0; i < out.rank; ++i) out[i] = extents[random() % std::size(extents)];
        std::vector<Tensor> inputs;
        for (int j = 0; j < 3; ++j) {
            Dims dims = out;
            for (int i = 0; i < dims.rank; ++i)
                if (random() % 3 == 0) dims[i] = 1;
            inputs.emplace_back(DataType::Float, dims);
            fillRandom(inputs.back(), random);
        }
        const TensorView views[] = {inputs[0], inputs[1], inputs[2]};
        const Tensor expected(DataType::Float, out);
        QCOMPARE(kernels::reference::pointwise(program, views, expected), KernelStatus::Ok);
        for (const Isa isa : availableIsas())
            for (const int threads : {1, 2}) {
                const Tensor actual(DataType::Float, out);
                const auto plan = PointwisePlan::make(program, views, actual, isa);
                if (!plan) continue;
                ++planned;
                QCOMPARE(plan->run(views, actual, threads), KernelStatus::Ok);
                const QString text = difference(actual, expected, 2e-6, 2e-6);
                QVERIFY2(text.isEmpty(), qPrintable(describe(out, {}, isa, threads) + text));
            }
    }
    QVERIFY2(planned > 1000, "most broadcasts have a plan");
}

void PointwiseTest::boolInputsAndOutputs() {
    std::mt19937 random(4);
    Builder b;
    const auto p = b.input(0, DataType::Bool);
    const auto q = b.input(1, DataType::Bool);
    const auto x = b.input(2);
    const auto both = b.apply(PointwiseOp::And, p, b.apply(PointwiseOp::Not, q, -1, -1, DataType::Bool), -1, DataType::Bool);
    const auto cast = b.apply(PointwiseOp::Cast, both);
    const auto same = b.apply(PointwiseOp::Equal, p, q, -1, DataType::Bool);
    const auto greater = b.apply(PointwiseOp::Greater, x, cast, -1, DataType::Bool);
    b.apply(PointwiseOp::Xor, same, greater, -1, DataType::Bool);
    const Dims dims{5, 1, 37};
    const Tensor a(DataType::Bool, dims);
    const Tensor c(DataType::Bool, Dims{5, 11, 1});
    const Tensor d(DataType::Float, Dims{11, 37});
    for (const Tensor* t : {&a, &c, &d}) fillRandom(*t, random);
    const TensorView views[] = {a, c, d};
    const Tensor expected(DataType::Bool, Dims{5, 11, 37});
    QCOMPARE(kernels::reference::pointwise(b.program, views, expected), KernelStatus::Ok);
    for (const Isa isa : availableIsas()) {
        const Tensor actual(DataType::Bool, Dims{5, 11, 37});
        const auto plan = PointwisePlan::make(b.program, views, actual, isa);
        QVERIFY(plan);
        QCOMPARE(plan->run(views, actual, 2), KernelStatus::Ok);
        QCOMPARE(actual.toInts(), expected.toInts());
    }
}

void PointwiseTest::halves() {
    // Rounded to half in between, read and written as halves.
    std::mt19937 random(6);
    Builder b;
    const auto x = b.apply(PointwiseOp::Cast, b.input(0, DataType::Half));
    const auto sum = b.apply(PointwiseOp::Sum, x, b.input(1));
    const auto rounded = b.apply(PointwiseOp::Cast, sum, -1, -1, DataType::Half);
    const auto quotient = b.apply(PointwiseOp::Div, rounded, b.input(0, DataType::Half), -1, DataType::Half);
    const auto largest = b.apply(PointwiseOp::Max, quotient, b.constant(0.1F, DataType::Half), -1, DataType::Half);
    const auto product = b.apply(PointwiseOp::Prod, b.apply(PointwiseOp::Cast, largest), x);
    b.apply(PointwiseOp::Cast, product, -1, -1, DataType::Half);
    const Dims dims{3, 21, 5};
    const Tensor source(DataType::Float, dims), addend(DataType::Float, dims);
    fillRandom(source, random, -3e4F, 3e4F);
    fillRandom(addend, random, -70000, 70000);
    const Tensor half(DataType::Half, dims);
    for (std::int64_t i = 0; i < half.view().volume(); ++i) half.view().as<std::uint16_t>()[i] = halfFromFloat(source.floatData()[i]);
    const TensorView views[] = {half, addend};
    const Tensor expected(DataType::Half, dims);
    QCOMPARE(kernels::reference::pointwise(b.program, views, expected), KernelStatus::Ok);
    for (const Isa isa : availableIsas()) {
        const Tensor actual(DataType::Half, dims);
        const auto plan = PointwisePlan::make(b.program, views, actual, isa);
        QVERIFY(plan);
        QCOMPARE(plan->run(views, actual, 2), KernelStatus::Ok);
        QVERIFY(std::memcmp(actual.view().data, expected.view().data, actual.view().bytes()) == 0);
        QVERIFY(actual.isGuardIntact());
    }
}

void PointwiseTest::ranges() {
    std::mt19937 random(5);
    const Dims dims{2, 21, 5, 3};
    const Tensor x(DataType::Float, dims);
    const Tensor residual(DataType::Float, dims);
    const Tensor bias(DataType::Float, Dims{21, 1, 1});
    for (const Tensor* t : {&x, &residual, &bias}) fillRandom(*t, random);
    const TensorView plain[] = {x, residual, bias};
    const Tensor expected(DataType::Float, dims);
    QCOMPARE(kernels::reference::pointwise(busyProgram(), plain, expected), KernelStatus::Ok);
    for (const Format format : {Format::linear(), Format::channelLast(), Format::channelBlocked(16)})
        for (const Isa isa : availableIsas()) {
            const Tensor inOut = inFormat(x, format);  // in place, as an epilogue
            const Tensor other = inFormat(residual, format);
            const TensorView views[] = {inOut, other, bias};
            const auto plan = PointwisePlan::make(busyProgram(), views, inOut, isa);
            QVERIFY(plan);
            const void* const data[] = {inOut.view().data, other.view().data, bias.view().data};
            const std::int64_t total = storageElements(dims, format);
            for (std::int64_t at = 0; at < total; at += 37)
                plan->runRange(data, inOut.view().data, at, std::min<std::int64_t>(37, total - at));
            const QString text = difference(inOut, expected, 2e-6, 2e-6);
            QVERIFY2(text.isEmpty(), qPrintable(describe(dims, format, isa, 1) + text));
        }
}

void PointwiseTest::refusals() {
    Builder b;
    b.apply(PointwiseOp::Exp, b.input(0));
    const Tensor in(DataType::Float, Dims{1, 3, 4, 4}, Format::channelLast());
    const Tensor out(DataType::Float, Dims{1, 3, 4, 4});
    const TensorView other[] = {in};
    QVERIFY(!PointwisePlan::make(b.program, other, out, Isa::Generic));  // a format that is not the output's
    const Tensor ints(DataType::Int32, Dims{4});
    const TensorView integers[] = {ints};
    QVERIFY(!PointwisePlan::make(b.program, integers, Tensor(DataType::Float, Dims{4}), Isa::Generic));
    const Tensor wide(DataType::Float, Dims{5});
    const TensorView mismatch[] = {wide};
    QVERIFY(!PointwisePlan::make(b.program, mismatch, Tensor(DataType::Float, Dims{4}), Isa::Generic));
}

QTEST_APPLESS_MAIN(PointwiseTest)
#include "pointwise_test.moc"
