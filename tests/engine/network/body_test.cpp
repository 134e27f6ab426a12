// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/network/body.h"

#include "engine/layers/layer_table.h"
#include "engine/layers/loop.h"
#include "engine/network/extent.h"
#include "engine/network/text.h"

#include <QTest>

using namespace planscope;

namespace {

constexpr std::string_view kNested =
    "network outer\n"
    "input n i32[]\n"
    "input c bool[]\n"
    "input x f32[batch,2]\n"
    "layer repeat loop(n, c, x, x) {carried=1, body={  # doubles it\n"
    "  network inner; input i i32[]; input v f32[batch,2]; input w f32[batch,2];\n"
    "  const k f32[3] = [1,2,3];\n"
    "  layer \"a } b\" conditional(go, v) {thenBody={network t; input v f32[batch,2]; layer l identity(v) -> y; output y;},\n"
    "      elseBody={network e; input v f32[batch,2]; layer l elementwise(v, v) {kind=sum} -> y; output y;}} -> u;\n"
    "  output u;\n"
    "}} -> y\n"
    "output y\n";

Network parsed(std::string_view text) {
    const auto network = parseNetwork(text, layers::table());
    if (!network) QTest::qFail(network.error().text().c_str(), __FILE__, __LINE__);
    return network ? *network : Network();
}

std::string withCondition() {
    std::string text(kNested);
    text.replace(text.find("input w"), 0, "input go bool[]; ");
    text.replace(text.find("(n, c, x, x)"), 12, "(n, c, x, c, x)");
    return text;
}

std::string parseError(std::string_view text) {
    const auto network = parseNetwork(text, layers::table());
    return network ? "accepted" : network.error().text();
}

std::uint64_t hashOf(const Layer& layer) {
    Hasher hasher;
    hashAttrs(hasher, *layer.def, layer.attrs);
    return hasher.value();
}

const Layer& soleLayer(const Network& network) { return network.layer(network.topologicalOrder().front()); }

constexpr std::string_view kDoubling = "network d\ninput x f32[n,3]\nlayer l concatenation(x, x) {axis=0} -> y\noutput y\n";

}  // namespace

/// Networks inside layers: their text, what makes two of them equal, their types.
class BodyTest : public QObject {
    Q_OBJECT
private slots:
    void textRoundTrips() {
        const Network network = parsed(withCondition());
        const std::string printed = printNetwork(network);
        QVERIFY2(printed.find("layer repeat loop(n, c, x, c, x) {body={\n  network inner;\n  input i i32[];\n") != std::string::npos, printed.c_str());
        QVERIFY2(printed.find("\n    network t;\n") != std::string::npos, printed.c_str());
        QCOMPARE(printNetwork(parsed(printed)), printed);
    }

    void errorsNameTheLine() {
        QCOMPARE(parseError(std::string(kNested)), std::string("line 5: tensor 'go' is not defined above"));
        const std::string open = parseError("input c bool[]\nlayer l conditional(c) {thenBody={input x f32[2];\noutput x;}\n");
        QVERIFY2(open.starts_with("line 2: ") && open.ends_with("found the end of the line"), open.c_str());
    }

    void nestingIsBounded() {
        std::string text = "layer l loop() {body=";
        for (int i = 0; i < 300; ++i) text += "{layer l loop() {body=";
        QVERIFY2(parseError(text).find("nested more than 256 deep") != std::string::npos, parseError(text).c_str());
    }

    void equalByContent() {
        const Network a = parsed(withCondition()), b = parsed(withCondition());
        std::string other = withCondition();
        other.replace(other.find("kind=sum"), 8, "kind=prod");
        const Network c = parsed(other);
        const LayerDef& def = layers::loop::def;
        QVERIFY(equalAttrs(def, soleLayer(a).attrs, soleLayer(b).attrs));
        QVERIFY(!equalAttrs(def, soleLayer(a).attrs, soleLayer(c).attrs));
        QCOMPARE(hashOf(soleLayer(a)), hashOf(soleLayer(b)));
        QVERIFY(hashOf(soleLayer(a)) != hashOf(soleLayer(c)));
    }

    void bodiesAreFound() {
        const Network network = parsed(withCondition());
        const std::vector<const Network*> bodies = bodiesOf(layers::loop::def, soleLayer(network).attrs);
        QCOMPARE(bodies.size(), std::size_t{1});
        QCOMPARE(bodies[0]->name, std::string("inner"));
        QCOMPARE(bodiesOf(*soleLayer(*bodies[0]).def, soleLayer(*bodies[0]).attrs).size(), std::size_t{2});
    }

    void infersForOtherInputs() {
        const Network body = parsed(kDoubling);
        const TensorType four{DataType::Float, {4, 3}};
        const auto known = inferBody(body, std::span(&four, 1));
        QVERIFY(known && (*known)[0].dims == (Dims{8, 3}));
        const TensorType open{DataType::Float, {extent::named("m"), 3}};
        const auto named = inferBody(body, std::span(&open, 1));
        QVERIFY(named && (*named)[0].dims == (Dims{extent::multiply(2, extent::named("m")), 3}));
    }

    /// What the body declares as a number is one.
    void declaredExtentsHold() {
        const Network body = parsed(kDoubling);
        const TensorType open{DataType::Float, {4, extent::named("m")}};
        const auto taken = inferBody(body, std::span(&open, 1));
        QVERIFY(taken && (*taken)[0].dims == (Dims{8, 3}));
        const TensorType wrong{DataType::Float, {4, 5}};
        const auto refused = inferBody(body, std::span(&wrong, 1));
        QVERIFY(!refused);
        QCOMPARE(refused.error().message, std::string("input 'x' is f32[?x3], given is f32[4x5]"));
    }

    /// The extent of what non_zero finds has no meaning outside.
    void ownExtentsStayInside() {
        const Network body = parsed("network d\ninput x f32[n]\nlayer l non_zero(x) -> y, s\nlayer m identity(x) -> z\noutput y\noutput z\n");
        const TensorType type{DataType::Float, {extent::named("n")}};
        const auto types = inferBody(body, std::span(&type, 1));
        QVERIFY2(types, types ? "" : types.error().text().c_str());
        QCOMPARE((*types)[0].dims[1], extent::kAnonymous);
        QCOMPARE((*types)[1].dims[0], extent::named("n"));
    }
};

QTEST_GUILESS_MAIN(BodyTest)
#include "body_test.moc"
