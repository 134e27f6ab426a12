// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/activation.h"
#include "engine/layers/layer_table.h"
#include "engine/network/lexer.h"
#include "engine/network/patch.h"
#include "engine/network/pointwise_text.h"
#include "engine/network/text.h"
#include "engine/network/verify.h"

#include <QElapsedTimer>
#include <QTest>

using namespace planscope;

namespace {

Network parsed(std::string_view text) {
    auto network = parseNetwork(text, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    return std::move(*network);
}

constexpr std::string_view kTiny =
    "network tiny\n"
    "input x f32[1,3,8,8]\n"
    "const w f32[4,3,3,3] random=1\n"
    "const \"odd name \\\"q\\\"\" f32[4] = [1.0,-2.5,3.0,1e-07]\n"
    "layer conv convolution(x, w, \"odd name \\\"q\\\"\") {stride=[2,2], prePadding=[1,1], postPadding=[1,1]} then \"relu(i0)\" "
    "-> c f32[1,4,4,4]\n"
    "layer sm softmax(c) {axis=1} -> p f32[1,4,4,4]\n"
    "output probabilities = p\n";

}  // namespace

class NetworkTest : public QObject {
    Q_OBJECT

private slots:
    void textRoundTrip();
    void textErrors_data();
    void textErrors();
    void programRoundTrip_data();
    void programRoundTrip();
    void programErrors_data();
    void programErrors();
    void composeKeepsInputs();
    void knownValuesFollowShapeArithmetic();
    void nothingIsComputedAtOnce();
    void patchRefusals();
    void patchIsAllOrNothing();
    void orderOfDeepChains();
    void mutatedTextNeverCrashes();
};

void NetworkTest::textRoundTrip() {
    const Network network = parsed(kTiny);
    QVERIFY(verify(network));
    const std::string once = printNetwork(network);
    QVERIFY(once.find("then \"relu(i0)\"") != std::string::npos);
    QVERIFY(once.find("output probabilities = p") != std::string::npos);
    const std::string again = [&] {
        std::string text = once;
        text.replace(text.find("hash="), 21, "random=1");
        return printNetwork(parsed(text));
    }();
    QCOMPARE(again, once);
}

void NetworkTest::textErrors_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("kind") << "input x f32[1]\nlayer a warp(x) -> y" << "line 2: 'warp' is not a layer kind";
    QTest::newRow("tensor") << "layer a activation(q) -> y" << "line 1: tensor 'q' is not defined above";
    QTest::newRow("attribute") << "input x f32[1]\nlayer a softmax(x) {axes=1} -> y" << "line 2: softmax has no attribute 'axes'";
    QTest::newRow("type") << "input x f33[1]" << "line 1: 'f33' is not a data type";
    QTest::newRow("twice") << "input x f32[1]\ninput x f32[1]" << "line 2: tensor 'x' is defined twice";
    QTest::newRow("hash") << "const w f32[99] hash=12" << "line 1: the bytes of a constant given by hash are not part of the text; use random=SEED";
    QTest::newRow("token") << "input x f32(1)" << "line 1: '[' is expected at column 12, found '('";
    QTest::newRow("volume") << "const w f32[4,37777777777777777,82,0] random=2" << "line 1: the shape 4x37777777777777777x82x0 has more than 2^31 - 1 elements";
    QTest::newRow("extent") << "input x f32[2,-16]" << "line 1: -16 is no extent";
    QTest::newRow("element") << "const s i32[1] = [3000000000]" << "line 1: 3000000000 is no value of i32";
    QTest::newRow("32 bits") << "input x f32[1]\nlayer a softmax(x) {axis=4294967296} -> y" << "line 2: attribute 'axis' of softmax cannot be 4294967296";
    QTest::newRow("64 bits") << "input x f32[1]\nlayer a shuffle(x) {reshape=[99999999999999999999]} -> y"
                             << "line 2: an integer of 64 bits is expected at column 30, found '99999999999999999999'";
    QTest::newRow("stated") << "input x f32[2]\nlayer a activation(x) {kind=relu} -> y f32[3]" << "line 2: 'y' is f32[2], not what is stated";
}

void NetworkTest::textErrors() {
    QFETCH(QString, text);
    QFETCH(QString, sentence);
    const auto network = parseNetwork(text.toStdString(), layers::table());
    QVERIFY(!network);
    QCOMPARE(QString::fromStdString(network.error().text()), sentence);
}

void NetworkTest::programRoundTrip_data() {
    QTest::addColumn<QString>("text");
    for (const char* text : {"relu(i0)", "t0 = sigmoid(i0); prod(i0, t0)", "relu(sum(i0, i1))", "clip(i0, alpha=-1, beta=6)",
                             "cast(i0, i32)", "select(greater(i0, 0.5), i0, i1)", "i0", "sum(i0:i32, i1:i32)", "2"})
        QTest::newRow(text) << QString(text);
}

void NetworkTest::programRoundTrip() {
    QFETCH(QString, text);
    const auto program = parsePointwise(text.toStdString());
    QVERIFY2(program, program ? "" : program.error().text().c_str());
    const std::string printed = toString(*program);
    const auto again = parsePointwise(printed);
    QVERIFY2(again, printed.c_str());
    QVERIFY(*again == *program);
}

void NetworkTest::programErrors_data() {
    QTest::addColumn<QString>("text");
    for (const char* text : {"warp(i0)", "relu(i9)", "relu(", "relu(i0", "sum(i0)", "t0", "t0 = t1", "t0 = relu(i0); t0 = i0; t0",
                             "relu(i0) i1", "clip(i0, gamma=1)"})
        QTest::newRow(text) << QString(text);
    QString deep;
    for (int i = 0; i < 5000; ++i) deep += "relu(";
    QTest::newRow("deep") << deep;
    QString wide = "i0";
    for (int i = 0; i < 60; ++i) wide = "sum(" + wide + ", " + QString::number(i) + ")";
    QTest::newRow("wide") << wide;
}

void NetworkTest::programErrors() {
    QFETCH(QString, text);
    const auto program = parsePointwise(text.toStdString());
    QVERIFY(!program);
    QVERIFY(!program.error().text().empty());
}

void NetworkTest::composeKeepsInputs() {
    const auto inner = parsePointwise("sum(i0, i1)"), outer = parsePointwise("prod(i0, sub(i1, i2))");
    const auto both = compose(*inner, *outer, 1);
    QVERIFY(both);
    QCOMPARE(toString(*both), std::string("prod(i2, sub(sum(i0, i1), i3))"));
    QCOMPARE(int(both->inputCount), 4);
}

void NetworkTest::knownValuesFollowShapeArithmetic() {
    const Network network = parsed("input x f32[2,3,4]\nconst k i32[1] = [1]\nlayer s shape(x) -> n i32[3]\n"
                                   "layer g gather(n, k) {axis=0} -> d i32[1]\noutput d\n");
    const Tensor& d = network.tensor(network.outputs()[0].tensor);
    QVERIFY(d.constant);
    QCOMPARE(d.constant->ints()[0], 3);
}

/// Two thousand million lines without elements, found by fuzzing: walking over them takes more than ten seconds.
void NetworkTest::nothingIsComputedAtOnce() {
    QElapsedTimer timer;
    timer.start();
    const Network network = parsed("const a f32[2,1000000000,0] = []\nlayer c concatenation(a, a) {axis=2} -> y\noutput y");
    QVERIFY(network.tensor(network.outputs()[0].tensor).constant);
    QVERIFY(timer.elapsed() < 5000);
}

void NetworkTest::patchRefusals() {
    Network network = parsed("input x f32[2]\nlayer a activation(x) {kind=relu} -> y f32[2]\nlayer r reduce(y) {kind=sum, axes=1, keepDims=true} "
                             "-> z f32[1]\noutput z\n");
    const LayerId a = network.topologicalOrder()[0], r = network.topologicalOrder()[1];
    Patch shape(network, "wrong shape");
    shape.redirect(network.layer(r).outputs[0], network.inputs()[0]);
    const auto wrongShape = network.apply(shape);
    QVERIFY(!wrongShape);
    QCOMPARE(wrongShape.error().text(), std::string("patch 'wrong shape': 'z' is f32[1] and cannot be replaced by 'x', f32[2]"));
    Patch used(network, "drop used");
    used.drop(a);
    const auto stillUsed = network.apply(used);
    QVERIFY(!stillUsed);
    QCOMPARE(stillUsed.error().text(), std::string("patch 'drop used': 'y' is still used and its layer cannot be dropped"));
    Patch lost(network, "drop output");
    lost.drop(r);
    QVERIFY(!network.apply(lost));
    QVERIFY(verify(network));
}

void NetworkTest::patchIsAllOrNothing() {
    Network network = parsed("input x f32[2]\nlayer a activation(x) {kind=relu} -> y f32[2]\noutput y\n");
    const std::string before = printNetwork(network);
    Patch patch(network, "half good");
    patch.addLayer({.name = "good", .def = &layers::activation::def, .attrs = Attrs::of(layers::activation::Attrs{}), .inputs = {network.inputs()[0]}});
    patch.addLayer({.name = "bad", .def = &layers::activation::def, .attrs = Attrs::of(layers::activation::Attrs{}), .inputs = {}});
    QVERIFY(!network.apply(patch));
    QCOMPARE(printNetwork(network), before);
    QCOMPARE(network.layerCount(), std::size_t(1));
    QVERIFY(verify(network));
}

void NetworkTest::orderOfDeepChains() {
    Network network;
    TensorId last = network.addInput("x", DataType::Float, {1});
    for (int i = 0; i < 30000; ++i) {
        const auto id = network.addLayer({.name = "l" + std::to_string(i), .def = &layers::activation::def,
                                          .attrs = Attrs::of(layers::activation::Attrs{}), .inputs = {last}});
        QVERIFY(id);
        last = network.layer(*id).outputs[0];
    }
    network.markOutput("y", last);
    const auto order = network.topologicalOrder();
    QCOMPARE(order.size(), std::size_t(30000));
    QVERIFY(std::ranges::is_sorted(order));
    QVERIFY(verify(network));
}

void NetworkTest::mutatedTextNeverCrashes() {
    std::uint32_t state = 1;
    const auto next = [&] { return state = state * 1664525u + 1013904223u; };
    int refused = 0;
    for (int round = 0; round < 3000; ++round) {
        std::string text(kTiny);
        for (int k = 0; k < 3; ++k) text[next() % text.size()] = static_cast<char>(next() >> 24);
        const auto network = parseNetwork(text, layers::table());
        if (network) QVERIFY(verify(*network));
        else ++refused;
    }
    QVERIFY(refused > 1000);
}

QTEST_GUILESS_MAIN(NetworkTest)
#include "network_test.moc"
