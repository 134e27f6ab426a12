// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/onnx/model_files.h"

#include "engine/network/extent.h"
#include "engine/network/names.h"

#include <QTest>

using namespace planscope;
using namespace planscope::onnx_tests;

namespace {

Result<onnx::ImportResult> imported(int opset, std::string_view graph, const onnx::ImportOptions& options = {}) {
    const Files files;
    return onnx::importModel(files.write("model.onnx", modelOf(opset, graph)), options, {});
}

std::string warningsOf(const Result<onnx::ImportResult>& result) {
    std::string out;
    for (const Diagnostic& item : result->diagnostics.items())
        if (item.severity == Severity::Warning) out += item.error.message + "\n";
    return out;
}

Dims inputDims(const Result<onnx::ImportResult>& result, std::size_t i) {
    return result->network.tensor(result->network.inputs()[i]).dims;
}

}  // namespace

class ImportTest : public QObject {
    Q_OBJECT

private slots:
    void reports_data();
    void reports();
    void listsAllProblems();
    void bindsOpenDimensions();
    void keepsDimensionsOpen();
    void refusesOpenForms_data();
    void refusesOpenForms();
    void refusesShapes_data();
    void refusesShapes();
    void keepsNamesAndOrigins();
    void listedInitialisersAreNoInputs();
    void copiesOutputsWithoutLayer();
    void stopsWhenAsked();
};

void ImportTest::reports_data() {
    QTest::addColumn<int>("opset");
    QTest::addColumn<QString>("graph");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("newer operator set") << 21 << "g (float[1] x) => (float[1] y) { y = Relu(x) }" << "operator set 21, supported are 7 to 20";
    QTest::newRow("newest operator set") << 20 << "g (float[1] x) => (float[1] y) { y = Relu(x) }" << "ok";
    QTest::newRow("old operator set") << 6 << "g (float[1] x) => (float[1] y) { y = Relu(x) }" << "ok";
    QTest::newRow("operator too new") << 7 << "g (float[1] x, float[1] z) => (float[1] y) { y = Where(x, x, z) }"
                                      << "operator Where is imported for operator sets 9 to 20, not for 7";
    QTest::newRow("operator gone") << 10 << "g (float[1,1,2,2] x) => (float[1,1,4,4] y) <float[4] s = {1,1,2,2}> { y = Upsample(x, s) }"
                                   << "operator Upsample is imported for operator sets 7 to 8, 9 to 9, not for 10";
    QTest::newRow("value at run time") << 13 << "g (float[4] x, int64[1] s) => (float[1] y) { y = ReduceSum(x, s) }"
                                       << "input 'axes' must be known at build time, but 's' is computed at run time";
    QTest::newRow("missing input") << 13 << "g (float[4] x) => (float[4] y) { y = Add(x) }" << "input 1 is missing";
    QTest::newRow("attribute type") << 13 << "g (float[4] x) => (float[4] y) { y = LeakyRelu <alpha = 1> (x) }"
                                    << "attribute 'alpha' is an integer, a number is expected";
    QTest::newRow("wide attribute") << 13 << "g (float[1,1,4,4] x) => (float[1] y) <float[1,1,1,1] w = {1}> { y = Conv <group = 4294967297> (x, w) }"
                                    << "attribute 'group' is 4294967297, which exceeds 32 bits";
    QTest::newRow("same input twice") << 13 << "g (float[4] x, float[4] x) => (float[4] y) { y = Relu(x) }" << "lists this input twice";
    QTest::newRow("same output twice") << 13 << "g (float[4] x) => (float[4] y, float[4] y) { y = Relu(x) }" << "lists this output twice";
    QTest::newRow("self loop") << 13 << "g (float[4] x) => (float[4] y) { y = Add(x, y) }" << "1 nodes form a cycle";
    QTest::newRow("rank 9") << 13 << "g (float[1,1,1,1,1,1,1,1] x) => (float[1] y) <int64[1] a = {0}> { y = Unsqueeze(x, a) }" << "exceed the limit of 8";
    QTest::newRow("step 0") << 13 << "g (float[4] x) => (float[4] y) <int64[1] a = {0}, int64[1] e = {4}, int64[1] s = {0}> { y = Slice(x, a, e, a, s) }"
                            << "the step of axis 0 is 0";
    QTest::newRow("huge constant") << 13 << "g (float[1] x) => (float[1] y) <int64[2] s = {60000, 60000}> { c = ConstantOfShape(s) y = Add(x, c) }"
                                   << "more than 2 GiB";
    QTest::newRow("endless range") << 13 << "g (float[1] x) => (float[1] y) <float a = {0}, float b = {1}, float d = {0}> { c = Range(a, b, d) y = Add(x, c) }"
                                   << "the step of the range is 0";
    QTest::newRow("training") << 13 << "g (float[4] x) => (float[4] y) <float r = {0.5}, bool t = {1}> { y = Dropout(x, r, t) }"
                              << "dropping elements at random (training mode, ratio 0.5) is not supported";
}

void ImportTest::reports() {
    QFETCH(const int, opset);
    QFETCH(const QString, graph);
    QFETCH(const QString, sentence);
    const std::string problems = problemsOf(imported(opset, graph.toStdString()));
    QVERIFY2(QString::fromStdString(problems).contains(sentence), problems.c_str());
}

void ImportTest::listsAllProblems() {
    const auto result = imported(13,
                                 "g (float[4] x) => (float[4] y, float[4] z) "
                                 "{ a = Moon(x) b = Relu(a) c = Sun(b) d = Concat <axis = 7> (x, x) y = Add(c, d) z = Relu(x) }");
    QVERIFY(result);
    QCOMPARE(result->diagnostics.errorCount(), 3U);  // neither the Relu nor the Add behind the placeholders
    const Error all = onnx::summarize(result->diagnostics);
    for (const char* const part : {"3 problems: ", "node of 'a' (Moon)", "node of 'c' (Sun)", "node of 'd' (Concat)"})
        QVERIFY2(all.message.find(part) != std::string::npos, all.message.c_str());
    QCOMPARE(result->network.outputs().size(), 1U);
    QCOMPARE(result->network.layerCount(), 1U);
}

void ImportTest::bindsOpenDimensions() {
    constexpr std::string_view kGraph = "g (float[N, 3, H] a, float[N, H] b) => (float[N, 3, H] y) { y = Relu(a) z = Relu(b) }";
    const auto guessed = imported(13, kGraph);
    QCOMPARE(problemsOf(guessed), std::string("ok"));
    QVERIFY((inputDims(guessed, 0) == Dims{1, 3, 1}));
    QVERIFY(warningsOf(guessed).find("Dynamic dimensions required for input: a, but no shapes were provided. Automatically overriding "
                                     "shape to: 1x3x1") != std::string::npos);
    const auto batched = imported(13, kGraph, {.shapes = {{"b", Dims{4, 5}}}, .batch = 2});
    QVERIFY((inputDims(batched, 0) == Dims{4, 3, 5}));  // the names were bound by b
    QCOMPARE(warningsOf(batched), std::string());
    const auto byOption = imported(13, "g (float[N, 3] a) => (float[N, 3] y) { y = Relu(a) }", {.shapes = {}, .batch = 8});
    QVERIFY((inputDims(byOption, 0) == Dims{8, 3}));
    QCOMPARE(warningsOf(byOption), std::string());
}

void ImportTest::keepsDimensionsOpen() {
    constexpr std::string_view kGraph =
        "g (float[N, 3, H] a, float[N, H] b, float[?, 2] c) => (float[N, 3, H] y) { y = Relu(a) z = Relu(b) w = Relu(c) }";
    const auto open = imported(13, kGraph, {.batch = 7, .keepOpen = true});
    QCOMPARE(problemsOf(open) + warningsOf(open), std::string("ok"));
    const std::int64_t n = extent::named("N"), h = extent::named("H");
    QVERIFY((inputDims(open, 0) == Dims{n, 3, h}));
    QVERIFY((inputDims(open, 1) == Dims{n, h}));
    QVERIFY(!inputDims(open, 2).isStatic() && inputDims(open, 2)[0] != n);
    std::string names;
    for (const onnx::OpenExtent& extent : open->openExtents) names += extent.name + " ";
    QCOMPARE(names, std::string("N H c[0] "));
    const auto partly = imported(13, kGraph, {.shapes = {{"b", Dims{-1, 5}}}, .batch = 7});  // N stays open, H is bound by b
    QVERIFY((inputDims(partly, 0) == Dims{n, 3, 5}));
    QVERIFY((inputDims(partly, 1) == Dims{n, 5}));
    QVERIFY((inputDims(partly, 2) == Dims{7, 2}));
    const auto bound = imported(13, kGraph, {.shapes = {{"a", Dims{4, 3, -1}}, {"b", Dims{-1, 6}}}, .keepOpen = true});
    QVERIFY((inputDims(bound, 0) == Dims{4, 3, 6}));
    QVERIFY((inputDims(bound, 1) == Dims{4, 6}));
}

void ImportTest::refusesOpenForms_data() {
    QTest::addColumn<QString>("graph");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("squeeze without axes") << "g (float[1, N] x) => (float[K] y) { y = Squeeze(x) }"
                                          << "which axes of 1x? to squeeze is decided at run time";
    QTest::newRow("list of open length") << "g (float[4] x, int64[N] s) => (float[K] y) { y = Reshape(x, s) }"
                                         << "input 'shape' is a list of a length that is decided at run time";
    QTest::newRow("axes at run time") << "g (float[N, 4] x, int64[1] a) => (float[K] y) { y = ReduceSum(x, a) }"
                                      << "input 'axes' must be known at build time, but 'a' is computed at run time";
    QTest::newRow("steps at run time") << "g (float[N] x, int64[1] s) => (float[K] y) <int64[1] a = {0}> { y = Slice(x, a, s, a, s) }"
                                       << "input 'steps' must be known at build time, but 's' is computed at run time";
    QTest::newRow("fixed output of a deconvolution")
        << "g (float[1,1,N] x) => (float[1,1,K] y) <float[1,1,3] w = {1,1,1}> { y = ConvTranspose <output_shape = [4]> (x, w) }"
        << "follows from an input extent that is decided at run time";
    QTest::newRow("different numbers") << "g (float[N, 4] x) => (float[K] y) <int64[2] s = {1, 3}> { y = Expand(x, s) }"
                                       << "?x4 cannot be expanded to 1x3";
}

void ImportTest::refusesOpenForms() {
    QFETCH(const QString, graph);
    QFETCH(const QString, sentence);
    const std::string problems = problemsOf(imported(13, graph.toStdString(), {.keepOpen = true}));
    QVERIFY2(QString::fromStdString(problems).contains(sentence), problems.c_str());
}

void ImportTest::refusesShapes_data() {
    QTest::addColumn<QString>("input");
    QTest::addColumn<QList<int>>("dims");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("unknown input") << "c" << QList<int>{1} << "a shape is given for 'c', which is no input of the model. Its inputs are 'a', 'b'.";
    QTest::newRow("rank") << "a" << QList<int>{1, 3} << "has rank 2, the model says 3";
    QTest::newRow("fixed axis") << "a" << QList<int>{1, 4, 5} << "differs from the model in axis 1, which is 3";
    QTest::newRow("negative") << "a" << QList<int>{-2, 3, 5} << "has a negative dimension";
    QTest::newRow("same name, two values") << "b" << QList<int>{2, 3} << "dimension 'N' is 2 here (axis 0), but 1 in input 'a'";
    QTest::newRow("huge") << "b" << QList<int>{1, 2147483647} << "ok";
    QTest::newRow("too many elements") << "b" << QList<int>{2147483647, 2147483647} << "the limit is 2^31 - 1";
}

void ImportTest::refusesShapes() {
    QFETCH(const QString, input);
    QFETCH(const QList<int>, dims);
    QFETCH(const QString, sentence);
    onnx::ImportOptions options{.shapes = {{"a", Dims{1, 3, 4}}}, .batch = 1};
    Dims shape;
    for (const int d : dims) shape.push(d);
    options.shapes[input.toStdString()] = shape;
    const std::string problems =
        problemsOf(imported(13, "g (float[N, 3, H] a, float[N, W] b) => (float[N, 3, H] y) { y = Relu(a) z = Relu(b) }", options));
    QVERIFY2(QString::fromStdString(problems).contains(sentence), problems.c_str());
}

void ImportTest::keepsNamesAndOrigins() {
    const auto result = imported(14, "g (float[4] x) => (float[4] y) { h = Relu(x) y = HardSwish(h) }");
    QCOMPARE(problemsOf(result), std::string("ok"));
    const Network& network = result->network;
    QCOMPARE(network.origins().size(), 2U);
    QCOMPARE(network.origins()[1].name, std::string("HardSwish_1"));
    QCOMPARE(network.origins()[1].op, std::string("HardSwish"));
    QCOMPARE(network.layerCount(), 3U);
    QCOMPARE(network.layer(LayerId(0)).name, std::string("Relu_0"));
    QCOMPARE(network.tensor(network.layer(LayerId(0)).outputs[0]).name, std::string("h"));
    QCOMPARE(network.layer(LayerId(1)).name, std::string("HardSwish_1/activation"));
    QCOMPARE(network.layer(LayerId(2)).name, std::string("HardSwish_1"));
    for (const std::size_t i : {1U, 2U}) QCOMPARE(network.layer(LayerId(i)).origins, std::vector<OriginId>{1});
    QCOMPARE(network.tensor(network.outputs()[0].tensor).name, std::string("y"));
}

void ImportTest::listedInitialisersAreNoInputs() {
    const auto result = imported(13, "g (float[4] x, float[4] w = {1, 2, 3, 4}) => (float[4] y) { y = Add(x, w) }");
    QCOMPARE(problemsOf(result), std::string("ok"));
    QCOMPARE(result->network.inputs().size(), 1U);
}

void ImportTest::copiesOutputsWithoutLayer() {
    const auto result = imported(13, "g (float[4] x) => (float[4] x, float[2] w) <float[2] w = {1, 2}> { y = Relu(x) }");
    QCOMPARE(problemsOf(result), std::string("ok"));
    for (const NetworkOutput& output : result->network.outputs()) QVERIFY(result->network.producer(output.tensor).valid());
    QCOMPARE(result->network.outputs()[1].name, std::string("w"));
}

void ImportTest::stopsWhenAsked() {
    const Files files;
    std::stop_source stop;
    stop.request_stop();
    const auto result =
        onnx::importModel(files.write("m.onnx", modelOf(13, "g (float[4] x) => (float[4] y) { y = Relu(x) }")), {}, stop.get_token());
    QVERIFY(!result && result.error().code == Code::Cancelled);
}

QTEST_GUILESS_MAIN(ImportTest)
#include "import_test.moc"
