// SPDX-License-Identifier: Apache-2.0
// Every memory format that inputs and outputs may have, against index formulas written down here once more: relu of small
// integers, which every type holds exactly, from memory of the caller's to memory of the caller's.
#include "engine/network/constant.h"
#include "engine/base/check.h"
#include "engine/builder/builder.h"
#include "engine/devices/host_memory.h"
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"
#include "engine/runtime/standard/context.h"
#include "kernels/api/half.h"

#include <QTest>

#include <cstring>

namespace planscope {
namespace {

using Index = std::array<std::int64_t, 5>;  ///< n, c, d, h, w

struct Shape {
    std::int64_t n, c, d, h, w;  ///< d 1: the tensor has no such axis
};

std::int64_t up(std::int64_t value, std::int64_t multiple) { return (value + multiple - 1) / multiple * multiple; }

std::int64_t blockedAt(const Shape& s, const Index& i, std::int64_t lanes) {
    const auto [n, c, d, h, w] = i;
    return ((((n * (up(s.c, lanes) / lanes) + c / lanes) * s.d + d) * s.h + h) * s.w + w) * lanes + c % lanes;
}
std::int64_t lastAt(const Shape& s, const Index& i, std::int64_t lanes) {
    const auto [n, c, d, h, w] = i;
    return (((n * s.d + d) * s.h + h) * s.w + w) * up(s.c, lanes) + c;
}
std::int64_t rowsAt(const Shape& s, const Index& i, std::int64_t columns) {
    const auto [n, c, d, h, w] = i;
    return ((n * s.c + c) * s.h + h) * up(s.w, columns) + w;
}
std::int64_t pixelsAt(const Shape& s, const Index& i, std::int64_t columns) {
    const auto [n, c, d, h, w] = i;
    return ((n * s.h + h) * up(s.w, columns) + w) * 4 + c;
}

struct Row {
    const char* spec;
    DataType type;
    Shape shape;
    std::int64_t (*at)(const Shape&, const Index&, std::int64_t);
    std::int64_t lanes;
    std::int64_t elements;  ///< of the whole tensor in memory
    bool isForInputsOnly = false;
};

constexpr DataType kFloat = DataType::Float, kHalf = DataType::Half, kInt8 = DataType::Int8;
constexpr Shape kImage{2, 5, 1, 3, 7}, kVolume{1, 5, 2, 3, 7}, kWide{1, 33, 1, 2, 3}, kColours{2, 3, 1, 3, 7}, kGrey{2, 1, 1, 3, 7};

constexpr Row kRows[] = {
    {"fp32:chw", kFloat, kImage, blockedAt, 1, 210},        {"fp16:chw", kHalf, kImage, blockedAt, 1, 210},
    {"int8:chw", kInt8, kImage, blockedAt, 1, 210},         {"fp16:chw2", kHalf, kImage, blockedAt, 2, 252},
    {"fp16:chw4", kHalf, kImage, blockedAt, 4, 336},        {"int8:chw4", kInt8, kImage, blockedAt, 4, 336},
    {"fp16:hwc8", kHalf, kImage, lastAt, 8, 336},           {"fp16:chw16", kHalf, kImage, blockedAt, 16, 672},
    {"fp32:chw32", kFloat, kWide, blockedAt, 32, 384},      {"fp16:chw32", kHalf, kWide, blockedAt, 32, 384},
    {"int8:chw32", kInt8, kWide, blockedAt, 32, 384},       {"fp16:dhwc8", kHalf, kVolume, lastAt, 8, 336},
    {"fp16:cdhw32", kHalf, kVolume, blockedAt, 32, 1344},   {"int8:cdhw32", kInt8, kVolume, blockedAt, 32, 1344},
    {"fp32:hwc", kFloat, kImage, lastAt, 1, 210},           {"fp16:dla_linear", kHalf, kImage, rowsAt, 32, 960},
    {"int8:dla_linear", kInt8, kImage, rowsAt, 64, 1920},   {"fp16:dla_hwc4", kHalf, kColours, pixelsAt, 8, 192, true},
    {"int8:dla_hwc4", kInt8, kColours, pixelsAt, 16, 384, true}, {"fp16:dla_hwc4", kHalf, kGrey, rowsAt, 32, 192, true},
    {"fp16:hwc16", kHalf, kImage, lastAt, 16, 672},         {"fp32:dhwc", kFloat, kVolume, lastAt, 1, 210},
};

std::string dimsOf(const Shape& s) {
    return s.d == 1 ? fmt::format("[{},{},{},{}]", s.n, s.c, s.h, s.w) : fmt::format("[{},{},{},{},{}]", s.n, s.c, s.d, s.h, s.w);
}

Network networkFor(const Row& row) {
    const std::string input = "input x f32" + dimsOf(row.shape) + "\n";
    const std::string plain = input + "layer act activation(x) {kind=relu} -> y\noutput y\n";
    const std::string quantised = input +
        "const s f32[]=[1]\nlayer q quantize(x, s) -> a\nlayer d dequantize(a, s) -> b\nlayer act activation(b) {kind=relu} -> c\n"
        "layer r quantize(c, s) -> e\nlayer f dequantize(e, s) -> y\noutput y\n";
    auto network = parseNetwork(row.type == kInt8 ? quantised : plain, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    return std::move(*network);
}

/// From -9 to 9.
int valueAt(const Index& i) { return static_cast<int>((i[0] * 7 + i[1] * 5 + i[2] * 11 + i[3] * 3 + i[4] * 2) % 19) - 9; }

void store(std::byte* memory, DataType type, std::int64_t at, int value) {
    const auto number = static_cast<float>(value);
    const std::uint16_t half = halfFromFloat(number);
    const auto byte = static_cast<std::int8_t>(value);
    const void* source = type == kFloat ? static_cast<const void*>(&number) : type == kHalf ? static_cast<const void*>(&half) : &byte;
    std::memcpy(memory + static_cast<std::size_t>(at) * sizeOf(type), source, sizeOf(type));
}

template <class Visit>
void forEach(const Shape& s, Visit visit) {
    for (Index i{}; i[0] < s.n; ++i[0])
        for (i[1] = 0; i[1] < s.c; ++i[1])
            for (i[2] = 0; i[2] < s.d; ++i[2])
                for (i[3] = 0; i[3] < s.h; ++i[3])
                    for (i[4] = 0; i[4] < s.w; ++i[4]) visit(i);
}

/// What the memory of a tensor is, padding zero.
std::vector<std::byte> expected(const Row& row, bool isOutput) {
    std::vector<std::byte> out(static_cast<std::size_t>(row.elements) * sizeOf(row.type));
    forEach(row.shape, [&](const Index& i) {
        store(out.data(), row.type, row.at(row.shape, i, row.lanes), isOutput ? std::max(valueAt(i), 0) : valueAt(i));
    });
    return out;
}

BuildOptions optionsFor(const char* spec, bool forOutputs) {
    BuildOptions options;
    options.threads = 1;
    options.inputs = *parseIoSpecs(spec);
    if (forOutputs) options.outputs = options.inputs;
    return options;
}

}  // namespace

class IoFormatsTest : public QObject {
    Q_OBJECT
private slots:
    void memoryIsThatOfTheFormat_data() {
        QTest::addColumn<int>("row");
        QTest::addColumn<QByteArray>("device");
        QTest::addColumn<int>("level");
        for (std::size_t i = 0; i < std::size(kRows); ++i)
            for (const auto& [device, level] : {std::pair("cpu", 0), std::pair("cpu", 3), std::pair("reference", 0)})
                QTest::addRow("%s of %d channels, %s %d", kRows[i].spec, static_cast<int>(kRows[i].shape.c), device, level)
                    << static_cast<int>(i) << QByteArray(device) << level;
    }

    void memoryIsThatOfTheFormat() {
        QFETCH(const int, row);
        QFETCH(const QByteArray, device);
        QFETCH(const int, level);
        const Row& format = kRows[row];
        BuildOptions options = optionsFor(format.spec, !format.isForInputsOnly);
        options.device = device.toStdString();
        options.selection.optimizationLevel = level;
        auto built = buildEngine(networkFor(format), options, {}, {});
        QVERIFY2(built, built ? "" : built.error().text().c_str());
        const Engine& engine = built->engine;
        const std::vector<std::byte> input = expected(format, false);
        QCOMPARE(engine.tensors[engine.inputs[0].tensor].bytes(), static_cast<std::uint64_t>(input.size()));
        const auto opened = openDevice(options.device, 1);
        QVERIFY(opened);
        const auto loaded = loadEngine(engine, *opened);
        QVERIFY2(loaded, loaded ? "" : loaded.error().text().c_str());
        auto context = ExecutionContext::create(*loaded);
        QVERIFY(context);
        const auto from = devices::allocateHost(input.size());
        std::memcpy(devices::hostPointer((*from)->address()), input.data(), input.size());
        const std::size_t outputBytes = engine.tensors[engine.outputs[0].tensor].bytes();
        const auto to = devices::allocateHost(outputBytes);
        std::memset(devices::hostPointer((*to)->address()), 0xCD, outputBytes);
        QVERIFY((*context)->bind("x", (*from)->address()));
        QVERIFY((*context)->bind("y", (*to)->address()));
        const Status ran = (*context)->run();
        QVERIFY2(ran, ran ? "" : ran.error().text().c_str());
        Row result = format;
        if (format.isForInputsOnly) result = {"", kFloat, format.shape, blockedAt, 1, format.shape.n * format.shape.c * format.shape.h * format.shape.w};
        const std::vector<std::byte> truth = expected(result, true);
        QCOMPARE(outputBytes, truth.size());
        QVERIFY(std::memcmp(devices::hostPointer((*to)->address()), truth.data(), truth.size()) == 0);
    }

    void everyFormatHasRows() {
        for (const IoFormat& format : ioFormats())
            for (const DataType type : format.types) {
                const bool isThere = std::ranges::any_of(kRows, [&](const Row& row) {
                    return row.type == type && std::string_view(row.spec).ends_with(":" + std::string(format.word));
                });
                QVERIFY2(isThere || type == DataType::Int32, std::string(format.word).c_str());
            }
        QCOMPARE(ioFormats().size(), std::size_t{13});
    }

    void theCheapestOfSeveralFormatsIsTaken() {
        const char* const text = "input x f32[1,64,32,32]\nconst w f32[64,1,3,3] random=1\nlayer c convolution(x, w) {groups=64, prePadding=[1,1], "
                                 "postPadding=[1,1]} -> y\noutput y\n";
        auto network = parseNetwork(text, layers::table());
        QVERIFY(network);
        auto built = buildEngine(*network, optionsFor("fp32:hwc+chw32", true), {}, {});
        QVERIFY2(built, built ? "" : built.error().text().c_str());
        QVERIFY(built->engine.tensors[built->engine.inputs[0].tensor].format == Format::channelLast());
        QVERIFY(built->engine.tensors[built->engine.outputs[0].tensor].format == Format::channelLast());
        QCOMPARE(built->engine.steps.size(), std::size_t{1});
    }

    void directIoHasNoCopies_data() {
        QTest::addColumn<QByteArray>("spec");
        QTest::addColumn<QByteArray>("problem");
        QTest::newRow("linear") << QByteArray("fp32:chw") << QByteArray();
        QTest::newRow("one of two") << QByteArray("fp32:chw32+hwc") << QByteArray();
        QTest::newRow("in a format that no layer takes")
            << QByteArray("fp32:chw32")
            << QByteArray("layer 'c': direct I/O: 'x' would have to be copied, since here it is read as ");
    }

    void directIoHasNoCopies() {
        QFETCH(const QByteArray, spec);
        QFETCH(const QByteArray, problem);
        auto network = parseNetwork("input x f32[1,8,9,9]\nconst w f32[16,8,3,3] random=1\nlayer c convolution(x, w) -> y\noutput y\n", layers::table());
        QVERIFY(network);
        BuildOptions options = optionsFor(spec.constData(), true);
        options.selection.directIo = true;
        const auto built = buildEngine(*network, options, {}, {});
        if (!problem.isEmpty()) {
            QVERIFY(!built);
            QVERIFY2(built.error().text().starts_with(problem.toStdString()), built.error().text().c_str());
            return;
        }
        QVERIFY2(built, built ? "" : built.error().text().c_str());
        QVERIFY(std::ranges::none_of(built->engine.steps, [](const EngineStep& s) { return s.def->category == Category::Reformat; }));
    }

    /// Where FP16 is allowed nothing stands between a half input and the layer that reads it.
    void halfInputsOfHalfLayersAreNotCast() {
        auto network = parseNetwork("input x f32[1,8,9,9]\nconst w f32[16,8,3,3] random=1\nlayer c convolution(x, w) -> y\noutput y\n", layers::table());
        QVERIFY(network);
        BuildOptions options = optionsFor("fp16:chw", true);
        options.precision.fp16 = true;
        options.selection.directIo = true;
        const auto built = buildEngine(*network, options, {}, {});
        QVERIFY2(built, built ? "" : built.error().text().c_str());
        QCOMPARE(built->engine.steps.size(), std::size_t{1});
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("inputs");
        QTest::addColumn<QByteArray>("outputs");
        QTest::addColumn<QByteArray>("sentence");
        const auto row = [](const char* name, const char* inputs, const char* outputs, const char* sentence) {
            QTest::newRow(name) << QByteArray(inputs) << QByteArray(outputs) << QByteArray(sentence);
        };
        row("a type that is none", "fp17:chw", "", "'fp17' in 'fp17:chw' is not a type of inputs and outputs; there are fp32, fp16, int32, int8");
        row("no format", "fp32", "", "'fp32' says no format; type:format is expected, as in fp32:chw");
        row("a format that is none", "fp16:chw5", "", "'chw5' in 'fp16:chw5' is not a format; there are chw, chw2, chw4, hwc8, chw16, chw32, dhwc8, cdhw32, hwc, dla_linear, dla_hwc4, hwc16, dhwc");
        row("a type that the format does not take", "fp16:hwc", "", "'fp16:hwc': hwc is not for fp16");
        row("too many", "fp32:chw,fp32:chw", "", "there are 2 input formats, but the network has 1 inputs; give one for each or one for all");
        row("five axes wanted", "fp32:dhwc", "", "'x' is 1x5x9x9 with 4 axes, but dhwc takes tensors of 5");
        row("int8 without a scale", "int8:chw", "", "input 'x' cannot be int8: what reads it does not quantise it to Int8 with one scale");
        row("int8 result without a scale", "", "int8:chw", "output 'y' cannot be int8: it is not dequantised from Int8 with one scale");
        row("integers of reals", "int32:chw", "", "input 'x' is f32 in the model, which cannot be had as i32");
        row("an output for DLA inputs", "", "fp16:dla_hwc4", "output 'y': dla_hwc4 is for inputs only");
        row("five channels for DLA", "fp16:dla_hwc4", "", "'x': dla_hwc4 takes 1, 3 or 4 channels, given 5");
    }

    void refuses() {
        QFETCH(const QByteArray, inputs);
        QFETCH(const QByteArray, outputs);
        QFETCH(const QByteArray, sentence);
        auto network = parseNetwork("input x f32[1,5,9,9]\nlayer a activation(x) {kind=relu} -> y\noutput y\n", layers::table());
        QVERIFY(network);
        BuildOptions options;
        Result<BuildResult> built = fail(Code::Bug, "not built");
        const auto fill = [&](const QByteArray& text, std::vector<IoSpec>& specs) -> Status {
            if (text.isEmpty()) return {};
            PS_ASSIGN(specs, parseIoSpecs(text.toStdString()));
            return {};
        };
        const Status parsed = fill(inputs, options.inputs) ? fill(outputs, options.outputs) : fill(inputs, options.inputs);
        if (parsed) built = buildEngine(*network, options, {}, {});
        const std::string actual = !parsed ? parsed.error().text() : built ? "built" : built.error().text();
        QCOMPARE(QByteArray::fromStdString(actual), sentence);
    }
};

}  // namespace planscope

QTEST_GUILESS_MAIN(planscope::IoFormatsTest)
#include "io_formats_test.moc"
