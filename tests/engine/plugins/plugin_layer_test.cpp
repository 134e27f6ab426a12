// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/network/evaluate.h"
#include "engine/network/extent.h"
#include "engine/network/text.h"
#include "engine/network/verify.h"
#include "tests/engine/plugins/libraries.h"

#include <QTest>

#include <cmath>

namespace planscope::plugin_tests {
namespace {

const layers::PluginTable& table() {
    static const auto all = tableWith({"snake", "odd_plugins"});
    return *all;
}

Result<Network> networkOf(const std::string& layer, const char* type = "f32[2,5]") {
    return parseNetwork(std::string("network n\ninput x ") + type + "\n" + layer + "\noutput y\n", table().layers());
}

const std::string kSnake = "layer a plugin(x) {plugin=Snake, namespace=planscope.samples, fields=\"frequency=2.0\"} -> y";

}  // namespace

class PluginLayerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void referenceRunsThePlugin();
    void severalOutputsAndOpenExtents();
    void knownInputsAreFolded();
    void faultsAreNamed_data();
    void faultsAreNamed();
    void textRoundTrips();
};

void PluginLayerTest::referenceRunsThePlugin() {
    const auto network = networkOf(kSnake);
    QVERIFY2(network, network ? "" : network.error().text().c_str());
    QVERIFY(verify(*network));
    const std::vector<float> x{-2, -1, -0.5F, 0, 0.25F, 0.5F, 1, 2, 3, 4};
    const std::vector<ConstantPtr> inputs{Constant::ofFloats({2, 5}, x)};
    const auto outputs = evaluateNetwork(*network, inputs);
    QVERIFY2(outputs, outputs ? "" : outputs.error().text().c_str());
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double wave = std::sin(2.0 * x[i]), expected = x[i] + wave * wave / 2;
        QVERIFY(std::abs((*outputs)[0]->floats()[i] - expected) < 1e-6 * (1 + std::abs(expected)));  // a few roundings of floats
    }
}

void PluginLayerTest::severalOutputsAndOpenExtents() {
    const auto fixed = networkOf("layer a plugin(x) {plugin=Halves} -> y, z");
    QVERIFY2(fixed, fixed ? "" : fixed.error().text().c_str());
    const Layer& layer = fixed->layer(fixed->topologicalOrder().front());
    QVERIFY(fixed->tensor(layer.outputs[0]).dims == (Dims{2, 3}) && fixed->tensor(layer.outputs[1]).dims == (Dims{2, 2}));
    const std::vector<float> x{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    const std::vector<ConstantPtr> inputs{Constant::ofFloats({2, 5}, x)};
    const auto outputs = evaluateNetwork(*fixed, inputs);
    QVERIFY(outputs);
    const auto values = (*outputs)[0]->floats();
    QVERIFY(std::ranges::equal(values, std::vector<float>{0, 1, 2, 5, 6, 7}));

    Network open;
    const std::int64_t width = extent::named("width");
    const TensorId input = open.addInput("x", DataType::Float, {2, width});
    const auto id = open.addLayer({.name = "a", .def = &table().def(), .attrs = Attrs::of(layers::plugin::Attrs{.plugin = "Halves"}), .inputs = {input}});
    QVERIFY2(id, id ? "" : id.error().text().c_str());
    const Layer& added = open.layer(*id);
    const std::int64_t second = extent::divideDown(width, 2);
    QVERIFY(open.tensor(added.outputs[0]).dims == (Dims{2, extent::subtract(width, second)}));
    QVERIFY(open.tensor(added.outputs[1]).dims == (Dims{2, second}));
}

void PluginLayerTest::knownInputsAreFolded() {
    const auto network = parseNetwork("const c f32[2] = [0,3]\n"
                                      "layer a plugin(c) {plugin=Snake, namespace=planscope.samples} -> y\noutput y\n", table().layers());
    QVERIFY2(network, network ? "" : network.error().text().c_str());
    const ConstantPtr value = network->tensor(network->outputs()[0].tensor).constant;
    QVERIFY(value);
    QCOMPARE(value->floats()[0], 0.0F);
    QVERIFY(std::abs(value->floats()[1] - (3 + std::sin(3.0) * std::sin(3.0))) < 1e-5);
}

void PluginLayerTest::faultsAreNamed_data() {
    QTest::addColumn<QString>("attributes");
    QTest::addColumn<QString>("text");
    const auto thrower = [](const char* where, const char* text) {
        QTest::newRow(where) << QString("plugin=Thrower, fields=\"where=\\\"%1\\\"\"").arg(where) << text;
    };
    thrower("create", "plugin 'Thrower' version '1': it throws in create");
    thrower("number", "plugin 'Thrower' version '1': it threw something that is not a std::exception");
    thrower("type", "plugin 'Thrower' version '1': it throws in type");
    thrower("dims", "plugin 'Thrower' version '1': it throws in dims");
    thrower("divide", "plugin 'Thrower' version '1': it divides an extent by 0");
    QTest::newRow("extent") << "plugin=BadExtent" << "plugin 'BadExtent' version '1', output 0: its extent is -5";
    QTest::newRow("missing") << "plugin=Missing" << "plugin 'Missing' version '1' is not loaded";
    QTest::newRow("version") << "plugin=Snake, version=\"7\", namespace=planscope.samples"
                             << "plugin 'Snake' version '7' of namespace 'planscope.samples' is not loaded; what is loaded is version '1' (";
    QTest::newRow("what to do") << "plugin=Missing" << "Load the library that has plugin 'Missing' version '1' with --plugins=FILE.so.";
    QTest::newRow("fields") << "plugin=Halves, fields=\"a=\"" << "plugin 'Halves' version '1': a number is expected at column 3";
    QTest::newRow("unknown field") << "plugin=Halves, fields=\"a=1\"" << "plugin 'Halves' version '1': there is no field 'a'; it has no fields";
}

void PluginLayerTest::faultsAreNamed() {
    QFETCH(QString, attributes);
    QFETCH(QString, text);
    const auto network = networkOf("layer a plugin(x) {" + attributes.toStdString() + "} -> y");
    QVERIFY(!network);
    const QString all = QString::fromStdString(network.error().text());
    QVERIFY2(all.contains(text), qPrintable(all));
    QVERIFY2(all.contains("layer 'a'"), qPrintable(all));
}

void PluginLayerTest::textRoundTrips() {
    const auto network = networkOf(kSnake);
    QVERIFY(network);
    const std::string printed = printNetwork(*network);
    const auto again = parseNetwork(printed, table().layers());
    QVERIFY2(again, again ? "" : again.error().text().c_str());
    QCOMPARE(printNetwork(*again), printed);
    QVERIFY2(printed.find("frequency=2.0") != std::string::npos, printed.c_str());
}

}  // namespace planscope::plugin_tests

QTEST_APPLESS_MAIN(planscope::plugin_tests::PluginLayerTest)
#include "plugin_layer_test.moc"
