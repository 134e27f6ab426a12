// SPDX-License-Identifier: Apache-2.0
// Sums of products of bytes and what is done with them: every way to multiply under every instruction set gives the bits of the
// reference kernels.
#include "engine/layers/program_builder.h"
#include "kernels/cpu/byte_quantize.h"
#include "kernels/cpu/byte_sum.h"
#include "kernels/cpu/int8_convolution.h"
#include "kernels/cpu/int8_steps.h"
#include "kernels/reference/pointwise.h"
#include "tests/kernels/tensor_fixture.h"

#include <QTest>

#include <cmath>

using namespace planscope;
using namespace planscope::kernel_tests;
using namespace planscope::kernels::cpu;
using layers::ProgramBuilder;

namespace {

enum class Scales { Any, PowersOfTwo };
enum class Bias { None, Floats, Integers };

struct Quantizer {
    DataType type = DataType::UInt8;  ///< Float: nothing is quantised
    float step = 1;
    int zeroPoint = 0;
};

struct Case {
    const char* name;
    Int8Problem problem;
    Quantizer quantizer;
    Scales scales = Scales::Any;
    Bias bias = Bias::None;
    bool isBounded = false;
};

PointwiseStep step(PointwiseOp op, DataType type, std::int8_t a, std::int8_t b = -1) { return {.op = op, .type = type, .a = a, .b = b}; }

void addQuantizer(ProgramBuilder& b, std::int8_t x, const Quantizer& quantizer) {
    const std::int8_t quotient = b.add(step(PointwiseOp::Div, DataType::Float, x, b.constant(DataType::Float, quantizer.step)));
    PointwiseStep clip = step(PointwiseOp::Clip, DataType::Float, b.add(step(PointwiseOp::Round, DataType::Float, quotient)));
    clip.alpha = static_cast<float>((quantizer.type == DataType::Int8 ? -128 : 0) - quantizer.zeroPoint);
    clip.beta = clip.alpha + 255;
    const std::int8_t steps = b.add(step(PointwiseOp::Cast, DataType::Int32, b.add(clip)));
    const std::int8_t zero = b.constant(DataType::Int32, static_cast<float>(quantizer.zeroPoint));
    b.add(step(PointwiseOp::Cast, quantizer.type, b.add(step(PointwiseOp::Sum, DataType::Int32, steps, zero))));
}

std::int8_t bounded(ProgramBuilder& b, std::int8_t x) {
    PointwiseStep clip = step(PointwiseOp::Clip, DataType::Float, x);
    clip.beta = 6;
    return b.add(clip);
}

PointwiseProgram programOf(const Case& c) {
    ProgramBuilder b;
    std::int8_t sum = b.input(DataType::Int32);
    if (c.bias == Bias::Integers) sum = b.add(step(PointwiseOp::Sum, DataType::Int32, sum, b.input(DataType::Int32)));
    const std::int8_t real = b.add(step(PointwiseOp::Cast, DataType::Float, sum));
    std::int8_t x = b.add(step(PointwiseOp::Prod, DataType::Float, real, b.input(DataType::Float)));
    if (c.bias == Bias::Floats) x = b.add(step(PointwiseOp::Sum, DataType::Float, x, b.input(DataType::Float)));
    if (c.isBounded) x = bounded(b, x);
    if (c.quantizer.type != DataType::Float) addQuantizer(b, x, c.quantizer);
    return b.program();
}

Int8Problem pixels(std::int64_t count, std::int64_t channels, std::int64_t maps, bool isSigned, int zeroPoint) {
    return {.inWidth = count, .outWidth = count, .channels = channels, .maps = maps, .isSigned = isSigned, .zeroPoint = zeroPoint};
}

Int8Problem window(std::int64_t size, std::int64_t kernel, std::int64_t stride, std::int64_t channels, std::int64_t maps, bool isSigned,
                   int zeroPoint) {
    const std::int64_t out = (size + kernel / 2 * 2 - kernel) / stride + 1;
    return {.images = 2, .inHeight = size, .inWidth = size, .outHeight = out, .outWidth = out, .channels = channels, .maps = maps,
            .kernelHeight = kernel, .kernelWidth = kernel, .strideHeight = stride, .strideWidth = stride, .padTop = kernel / 2,
            .padLeft = kernel / 2, .isSigned = isSigned, .zeroPoint = zeroPoint};
}

Int8Problem depthwise(std::int64_t size, std::int64_t stride, std::int64_t channels, bool isSigned, int zeroPoint) {
    Int8Problem problem = window(size, 3, stride, channels, channels, isSigned, zeroPoint);
    problem.isDepthwise = true;
    return problem;
}

Int8Problem grouped(std::int64_t groups, std::int64_t channels, std::int64_t maps, bool isSigned, int zeroPoint) {
    Int8Problem problem = window(9, 3, 2, channels, maps, isSigned, zeroPoint);
    problem.groups = groups;
    return problem;
}

constexpr Quantizer kUnsigned{DataType::UInt8, 0.0371F, 11}, kSigned{DataType::Int8, 0.0625F, 0}, kNone{DataType::Float, 1, 0};

const Case kCases[] = {
    {"16 channels, bounded", pixels(77, 16, 96, false, 5), kUnsigned, Scales::Any, Bias::Integers, true},
    {"24 channels, signed", pixels(64, 24, 33, true, -7), kSigned, Scales::Any, Bias::Floats},
    {"few pixels", pixels(3, 960, 24, false, 128), kUnsigned, Scales::Any, Bias::Integers},
    {"one channel", pixels(40, 1, 1, true, 0), kSigned, Scales::Any, Bias::None},
    {"powers of two", pixels(100, 64, 64, true, 3), {DataType::Int8, 0.5F, 7}, Scales::PowersOfTwo, Bias::Floats, true},
    {"powers of two, unsigned", pixels(65, 32, 48, false, 0), {DataType::UInt8, 2, 1}, Scales::PowersOfTwo, Bias::Integers},
    {"ties by the hundred", pixels(200, 8, 40, true, 0), {DataType::Int8, 0.3F, 0}, Scales::PowersOfTwo, Bias::None},
    {"floats", pixels(50, 80, 37, false, 9), kNone, Scales::Any, Bias::Floats},
    {"floats, bounded", pixels(50, 80, 32, true, 9), kNone, Scales::Any, Bias::Integers, true},
    {"coarse", pixels(50, 64, 32, false, 0), {DataType::UInt8, 40000, 0}, Scales::Any, Bias::Floats},
    {"fine, nearly all saturate", pixels(50, 64, 32, true, 0), {DataType::Int8, 1e-7F, -3}, Scales::Any, Bias::Floats},
    {"stem", window(23, 3, 2, 3, 32, false, 114), kUnsigned, Scales::Any, Bias::Integers, true},
    {"wide stem", window(29, 7, 2, 3, 64, true, 1), kSigned, Scales::Any, Bias::Floats},
    {"window", window(9, 3, 1, 20, 19, false, 255), kUnsigned, Scales::Any, Bias::None},
    {"groups of four", grouped(20, 80, 80, false, 100), kUnsigned, Scales::Any, Bias::Integers, true},
    {"large groups", grouped(2, 24, 86, true, -2), kSigned, Scales::Any, Bias::Floats},
    {"two maps per channel", grouped(21, 21, 42, false, 6), kUnsigned, Scales::Any, Bias::None},
    {"depthwise", depthwise(14, 1, 96, false, 3), kUnsigned, Scales::Any, Bias::Integers, true},
    {"depthwise, stride, odd channels", depthwise(15, 2, 45, true, -5), kSigned, Scales::Any, Bias::Floats},
    {"depthwise, small image", depthwise(2, 1, 33, false, 7), kUnsigned, Scales::PowersOfTwo, Bias::None},
    {"depthwise, floats", depthwise(7, 1, 40, true, 2), kNone, Scales::Any, Bias::Integers},
};

/// Bytes of the whole range, and often those at its ends.
void fillBytes(std::span<std::uint8_t> bytes, std::mt19937& random) {
    constexpr std::uint8_t ends[] = {0, 127, 128, 255};
    for (std::uint8_t& byte : bytes) byte = random() % 4 == 0 ? ends[random() % 4] : static_cast<std::uint8_t>(random());
}

std::int64_t groupsOf(const Int8Problem& p) { return p.isDepthwise ? p.channels : p.groups; }

Tensor sumsOf(const Int8Problem& p, const std::vector<std::uint8_t>& in, const std::vector<std::uint8_t>& weights) {
    const Tensor sums(DataType::Int32, Dims{p.pixels(), p.maps});
    auto* const out = sums.view().as<std::int32_t>();
    const std::int64_t groups = groupsOf(p), filterChannels = p.channels / groups;
    for (std::int64_t pixel = 0; pixel < p.pixels(); ++pixel)
        for (std::int64_t map = 0; map < p.maps; ++map) {
            const std::int64_t ow = pixel % p.outWidth, oh = pixel / p.outWidth % p.outHeight, image = pixel / (p.outWidth * p.outHeight);
            std::int64_t sum = 0;
            for (std::int64_t tap = 0; tap < p.taps(); ++tap) {
                const std::int64_t ih = oh * p.strideHeight + tap / p.kernelWidth - p.padTop;
                const std::int64_t iw = ow * p.strideWidth + tap % p.kernelWidth - p.padLeft;
                if (ih < 0 || ih >= p.inHeight || iw < 0 || iw >= p.inWidth) continue;
                for (std::int64_t c = 0; c < filterChannels; ++c) {
                    const std::int64_t channel = map / (p.maps / groups) * filterChannels + c;
                    const std::uint8_t byte = in[static_cast<std::size_t>(((image * p.inHeight + ih) * p.inWidth + iw) * p.channels + channel)];
                    const int data = p.isSigned ? static_cast<std::int8_t>(byte) : static_cast<int>(byte);
                    sum += (data - p.zeroPoint) * static_cast<std::int8_t>(weights[static_cast<std::size_t>((map * filterChannels + c) * p.taps() + tap)]);
                }
            }
            out[pixel * p.maps + map] = static_cast<std::int32_t>(sum);
        }
    return sums;
}

/// Per map, so that results fill a byte's range.
Tensor scalesOf(const Case& c, std::mt19937& random) {
    const Tensor scales(DataType::Float, Dims{c.problem.maps});
    const auto terms = static_cast<float>(c.problem.taps() * c.problem.channels / groupsOf(c.problem));
    const float usual = (c.quantizer.type == DataType::Float ? 1 : 100 * std::min(c.quantizer.step, 1.0F)) / (6000 * std::sqrt(terms));
    fillRandom(scales, random, usual / 2, usual * 2);
    if (c.scales == Scales::Any) return scales;
    for (std::int64_t i = 0; i < c.problem.maps; ++i) scales.floatData()[i] = std::exp2(std::floor(std::log2(scales.floatData()[i])));
    return scales;
}

Tensor biasOf(const Case& c, std::mt19937& random) {
    const float most = c.bias == Bias::Integers ? 30000 : c.quantizer.step * 100;
    const Tensor floats(DataType::Float, Dims{c.problem.maps});
    fillRandom(floats, random, -most, most);
    if (c.bias != Bias::Integers) return floats;
    std::vector<int> ints;
    for (const float value : floats.toFloats()) ints.push_back(static_cast<int>(value));
    return Tensor::ints(Dims{c.problem.maps}, ints);
}

}  // namespace

class Int8Test : public QObject {
    Q_OBJECT

private slots:
    void equalBits_data();
    void equalBits();
    void mostValuesAreQuick();
    void sumsOfBytes();
    void quantisedFloats();
};

void Int8Test::equalBits_data() {
    QTest::addColumn<int>("number");
    for (int i = 0; i < static_cast<int>(std::size(kCases)); ++i) QTest::newRow(kCases[i].name) << i;
}

void Int8Test::equalBits() {
    QFETCH(const int, number);
    const Case& c = kCases[number];
    const Int8Problem& p = c.problem;
    std::mt19937 random(static_cast<unsigned>(number) + 1);
    const std::int64_t terms = p.taps() * p.channels / groupsOf(p);
    std::vector<std::uint8_t> in(static_cast<std::size_t>(p.images * p.inHeight * p.inWidth * p.channels)), weights(static_cast<std::size_t>(terms * p.maps));
    fillBytes(in, random);
    fillBytes(weights, random);
    const Tensor sums = sumsOf(p, in, weights), scales = scalesOf(c, random), bias = biasOf(c, random);
    std::vector<TensorView> operands{sums};
    if (c.bias == Bias::Integers) operands.push_back(bias);
    operands.push_back(scales);
    if (c.bias == Bias::Floats) operands.push_back(bias);
    const PointwiseProgram program = programOf(c);
    const Tensor expected(c.quantizer.type, Dims{p.pixels(), p.maps});
    QCOMPARE(kernels::reference::pointwise(program, operands, expected), KernelStatus::Ok);
    operands[0].data = nullptr;
    const Int8Convolution::WeightStrides strides{.map = terms, .channel = p.taps(), .tap = 1};
    for (const Isa isa : availableIsas())
        for (const Int8Dot dot : availableInt8Dots(isa))
            for (const int threads : {1, 2}) {
                if (p.isDepthwise && dot == Int8Dot::Amx) continue;
                const Tensor actual(c.quantizer.type, expected.view().dims);
                auto epilogue = Int8Epilogue::make(program, operands, actual, 1, isa);
                QVERIFY(epilogue);
                QVERIFY2(epilogue->takesParts(), "the usual program is not recognised");
                Int8Convolution convolution(p, reinterpret_cast<const std::int8_t*>(weights.data()), strides, std::move(*epilogue), isa, dot, threads);
                const void* const extras[] = {operands[1].data, operands.back().data};
                convolution.run(in.data(), extras, actual.view().data);
                const QString text = difference(actual, expected);
                const std::string way = std::string(nameOf(dot));
                QVERIFY2(text.isEmpty(), qPrintable(QString::fromStdString(way) + ", " + describe(expected.view().dims, {}, isa, threads) + text));
            }
}

/// With usual scales the quick form is offered, and the division decides for less than one value in a thousand.
void Int8Test::mostValuesAreQuick() {
    RequantizeRows rows;
    rows.low = 0;
    rows.high = 6;
    rows.step = 0.0235F;
    rows.least = 0;
    rows.most = 255;
    const QuickSteps quick = quickStepsOf(rows, 2 * 257 + 2 * 100, 9000, false);
    QVERIFY(quick.form == QuickSteps::Form::Fixed);
    const double unsure = 1 - std::ldexp(static_cast<double>(quick.unsure), -quick.fraction);
    QVERIFY2(unsure < 1e-3, qPrintable(QString::number(unsure)));
    QCOMPARE(quick.lowest, 0);
    QCOMPARE(quick.highest, 255);
    QVERIFY(quickStepsOf(rows, 600, 1e12, false).form == QuickSteps::Form::None);
}

void Int8Test::sumsOfBytes() {
    std::mt19937 random(5);
    for (const DataType type : {DataType::Int8, DataType::UInt8})
        for (const float scale : {0.5F, 0.013F, 0.7F}) {
            const Dims dims{3, 67, 11};
            Tensor a(DataType::UInt8, dims), b(DataType::Int8, dims);
            for (const Tensor& t : {a, b}) fillBytes({t.view().as<std::uint8_t>(), static_cast<std::size_t>(dims.volume())}, random);
            ProgramBuilder p;
            const auto term = [&](DataType from, float zero, float factor) {
                const std::int8_t real = p.add(step(PointwiseOp::Cast, DataType::Float, p.input(from)));
                const std::int8_t steps = p.add(step(PointwiseOp::Sub, DataType::Float, real, p.constant(DataType::Float, zero)));
                return p.add(step(PointwiseOp::Prod, DataType::Float, steps, p.constant(DataType::Float, factor)));
            };
            const std::int8_t left = term(DataType::UInt8, 120, scale), right = term(DataType::Int8, 3, 0.5F);
            addQuantizer(p, p.add(step(PointwiseOp::Relu, DataType::Float, p.add(step(PointwiseOp::Sum, DataType::Float, left, right)))),
                         {type, 0.5F, 4});
            const Tensor expected(type, dims);
            const TensorView inputs[] = {a, b};
            QCOMPARE(kernels::reference::pointwise(p.program(), inputs, expected), KernelStatus::Ok);
            for (const Isa isa : availableIsas()) {
                const Tensor actual(type, dims);
                const auto sum = ByteSum::make(p.program(), inputs, actual, isa);
                QVERIFY(sum);
                QCOMPARE(sum->run(inputs, actual, 2), KernelStatus::Ok);
                const QString text = difference(actual, expected);
                QVERIFY2(text.isEmpty(), qPrintable(describe(dims, {}, isa, 2) + text));
            }
        }
}

void Int8Test::quantisedFloats() {
    std::mt19937 random(6);
    for (const Quantizer& quantizer : {kUnsigned, kSigned, Quantizer{DataType::Int8, 0.11F, -20}}) {
        const Dims dims{5, 911};
        const Tensor in(DataType::Float, dims);
        fillRandom(in, random, -12, 12);
        for (int i = 0; i < 300; ++i) in.floatData()[i * 3] = (static_cast<float>(i - 150) + 0.5F) * quantizer.step;  // ties, nearly
        in.floatData()[1] = std::numeric_limits<float>::infinity();
        in.floatData()[2] = -std::numeric_limits<float>::infinity();
        in.floatData()[4] = std::numeric_limits<float>::quiet_NaN();
        ProgramBuilder b;
        addQuantizer(b, b.input(DataType::Float), quantizer);
        const Tensor expected(quantizer.type, dims);
        const TensorView inputs[] = {in};
        QCOMPARE(kernels::reference::pointwise(b.program(), inputs, expected), KernelStatus::Ok);
        for (const Isa isa : availableIsas()) {
            const Tensor actual(quantizer.type, dims);
            const auto quantize = ByteQuantize::make(b.program(), inputs, actual, isa);
            QVERIFY(quantize);
            QCOMPARE(quantize->run(inputs, actual, 2), KernelStatus::Ok);
            const QString text = difference(actual, expected);
            QVERIFY2(text.isEmpty(), qPrintable(describe(dims, {}, isa, 2) + text));
        }
    }
}

QTEST_GUILESS_MAIN(Int8Test)
#include "int8_test.moc"
