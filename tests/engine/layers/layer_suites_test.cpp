// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/layer_table.h"
#include "engine/layers/pointwise_form.h"
#include "engine/network/evaluate.h"
#include "engine/network/text.h"
#include "engine/network/verify.h"
#include "kernels/reference/pointwise.h"
#include "tests/engine/layers/attribute_variants.h"
#include "tests/engine/layers/layer_cases.h"

#include <QTest>

#include <set>

namespace planscope::layer_tests {
namespace {

const std::vector<LayerSuite>& suites() {
    static const std::vector<LayerSuite> all = allSuites();
    return all;
}

std::string messageOf(const RefusedCase& row) {
    const auto text = networkTextOf(row.text);
    if (!text) return "not a case: " + text.error().text();
    const auto network = parseNetwork(*text, layers::table());
    return network ? "accepted" : network.error().message;
}

/// Runs the layer through its pointwise form; empty if the values equal those of its own kernel.
std::string formDifference(const BuiltCase& built, const PointwiseProgram& form) {
    const Layer& layer = built.network.layer(built.network.topologicalOrder().front());
    std::vector<TensorView> inputs;
    for (const TensorId id : layer.inputs) {
        const auto at = std::ranges::find(built.network.inputs(), id);
        const bool isInput = at != built.network.inputs().end();
        const ConstantPtr& value = isInput ? built.inputs[static_cast<std::size_t>(at - built.network.inputs().begin())]
                                           : built.network.tensor(id).constant;
        inputs.push_back(value->view());
    }
    const auto expected = referenceRunner().run(built);
    if (!expected) return expected.error().text();
    HostTensor out = HostTensor::make((*expected)[0]->type(), (*expected)[0]->dims());
    if (kernels::reference::pointwise(form, inputs, out.view) != KernelStatus::Ok)
        return "the pointwise kernel refused the form";
    const ConstantPtr actual = Constant::own(out.view.type, out.view.dims, std::move(out.bytes));
    return difference(*actual, *(*expected)[0], Tolerance::exact());
}

}  // namespace

/// What is derived from the suites of all kinds. Each test names the case that fails.
class LayerSuitesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tableIsSortedAndDocumented();
    void suitesCoverEveryKind();
    void casesRunOnTheReference_data() { addCases(); }
    void casesRunOnTheReference();
    void textRoundTrips_data() { addCases(); }
    void textRoundTrips();
    void everyAttributeCounts_data() { addCases(); }
    void everyAttributeCounts();
    void pointwiseFormsAgree_data() { addCases(); }
    void pointwiseFormsAgree();
    void refusalsSayWhy_data();
    void refusalsSayWhy();
    void wrongValuesAreFound();

private:
    static void addCases();
    static Result<BuiltCase> built();
};

void LayerSuitesTest::addCases() {
    QTest::addColumn<int>("suite");
    QTest::addColumn<int>("row");
    for (std::size_t s = 0; s < suites().size(); ++s)
        for (std::size_t r = 0; r < suites()[s].cases.size(); ++r)
            QTest::newRow(std::string(suites()[s].cases[r].text).c_str()) << static_cast<int>(s) << static_cast<int>(r);
}

Result<BuiltCase> LayerSuitesTest::built() {
    const int suite = *static_cast<int*>(QTest::qData("suite", QMetaType::Int));
    const int row = *static_cast<int*>(QTest::qData("row", QMetaType::Int));
    const LayerSuite& s = suites()[static_cast<std::size_t>(suite)];
    return buildCase(s, s.cases[static_cast<std::size_t>(row)]);
}

void LayerSuitesTest::tableIsSortedAndDocumented() {
    const LayerTable table = layers::table();
    for (std::size_t i = 0; i < table.size(); ++i) {
        const LayerDef& def = *table[i];
        const std::string name(def.kind.name);
        QVERIFY2(i == 0 || table[i - 1]->kind.name < def.kind.name, name.c_str());
        QCOMPARE(findLayerDef(table, name), &def);
        QVERIFY2(def.doc.ends_with('.'), name.c_str());
        std::set<std::string_view> names;
        for (const AttrField& field : def.fields) {
            QVERIFY2(!field.name.empty() && !field.doc.empty(), name.c_str());
            QVERIFY2(names.insert(field.name).second, std::string(field.name).c_str());
        }
    }
}

void LayerSuitesTest::suitesCoverEveryKind() {
    QCOMPARE(suites().size(), layers::table().size());
    for (std::size_t i = 0; i < suites().size(); ++i) {
        QCOMPARE(suites()[i].kind.name, layers::table()[i]->kind.name);
        const bool needsLibrary = suites()[i].kind.name == "plugin";  // its cases are in tests/engine/plugins
        QVERIFY2(needsLibrary != !suites()[i].cases.empty() && !suites()[i].refused.empty(), suites()[i].kind.name.data());
    }
}

void LayerSuitesTest::casesRunOnTheReference() {
    const auto c = built();
    QVERIFY2(c, c ? "" : c.error().text().c_str());
    const Status verified = verify(c->network);
    QVERIFY2(verified, verified ? "" : verified.error().text().c_str());
    const auto outputs = referenceRunner().run(*c);
    QVERIFY2(outputs, outputs ? "" : outputs.error().text().c_str());
    QCOMPARE(outputs->size(), c->expected.size());
    for (std::size_t i = 0; i < c->expected.size(); ++i) {
        if (!c->expected[i]) continue;
        const std::string text = difference(*(*outputs)[i], *c->expected[i], Tolerance::ulp(2));
        const std::string loose = difference(*(*outputs)[i], *c->expected[i], c->tolerance);
        QVERIFY2(text.empty() || loose.empty(), text.c_str());
    }
    const Layer& layer = c->layer();
    const auto infos = c->network.anchorInputs(layer);
    const Work work = workOf(LayerView(*layer.def, layer.attrs, infos), c->network.outputTypes(layer));
    QVERIFY(work.flops >= 0 && work.bytes >= 0);
}

void LayerSuitesTest::textRoundTrips() {
    const auto c = built();
    QVERIFY2(c, c ? "" : c.error().text().c_str());
    std::string printed = printNetwork(c->network);
    std::string parseable = printed;
    std::uint64_t seed = 1;
    for (std::size_t at = 0; (at = parseable.find("hash=", at)) != std::string::npos; ++seed)
        parseable.replace(at, 5 + 16, "random=" + std::to_string(seed));
    const auto again = parseNetwork(parseable, layers::table());
    QVERIFY2(again, again ? "" : (again.error().text() + "\n" + parseable).c_str());
    const auto withoutHashes = [](std::string text) {
        for (std::size_t at = 0; (at = text.find("hash=", at)) != std::string::npos; at += 5) text.erase(at + 5, 16);
        return text;
    };
    QCOMPARE(withoutHashes(printNetwork(*again)), withoutHashes(printed));
    const Layer &a = c->layer(), &b = again->layer(again->topologicalOrder().front());
    QVERIFY(equalAttrs(*a.def, a.attrs, b.attrs));
}

void LayerSuitesTest::everyAttributeCounts() {
    const auto c = built();
    QVERIFY2(c, c ? "" : c.error().text().c_str());
    const Layer& layer = c->layer();
    const auto hashOf = [&](const Attrs& attrs) {
        Hasher hasher;
        hashAttrs(hasher, *layer.def, attrs);
        return hasher.value();
    };
    for (const AttrField& field : layer.def->fields) {
        const auto variant = withOtherValue(*layer.def, layer.attrs, field);
        QVERIFY2(variant, std::string(field.name).c_str());
        QVERIFY2(hashOf(*variant) != hashOf(layer.attrs), std::string(field.name).c_str());
        QVERIFY2(!equalAttrs(*layer.def, *variant, layer.attrs), std::string(field.name).c_str());
    }
    const Attrs copy = Attrs::adopt(layer.def->copyAttrs(layer.attrs.data()));
    QCOMPARE(hashOf(copy), hashOf(layer.attrs));
}

void LayerSuitesTest::pointwiseFormsAgree() {
    const auto c = built();
    QVERIFY2(c, c ? "" : c.error().text().c_str());
    const Layer& layer = c->layer();
    const auto infos = c->network.anchorInputs(layer);
    const auto form = layers::pointwiseForm(LayerView(*layer.def, layer.attrs, infos));
    if (!form || !layer.epilogue.empty()) return;
    QCOMPARE(form->inputCount, static_cast<int>(layer.inputs.size()));
    const std::string text = formDifference(*c, *form);
    QVERIFY2(text.empty(), text.c_str());
}

void LayerSuitesTest::refusalsSayWhy_data() {
    QTest::addColumn<int>("suite");
    QTest::addColumn<int>("row");
    for (std::size_t s = 0; s < suites().size(); ++s)
        for (std::size_t r = 0; r < suites()[s].refused.size(); ++r)
            QTest::newRow(std::string(suites()[s].refused[r].text).c_str())
                << static_cast<int>(s) << static_cast<int>(r);
}

void LayerSuitesTest::refusalsSayWhy() {
    QFETCH(int, suite);
    QFETCH(int, row);
    const RefusedCase& refused = suites()[static_cast<std::size_t>(suite)].refused[static_cast<std::size_t>(row)];
    QCOMPARE(QString::fromStdString(messageOf(refused)),
             QString::fromUtf8(refused.message.data(), refused.message.size()));
}

/// The comparison itself: a test that cannot fail would pass everything above.
void LayerSuitesTest::wrongValuesAreFound() {
    const float a[] = {1, 2, 3}, b[] = {1, 2.5F, 3}, n[] = {1, std::numeric_limits<float>::quiet_NaN(), 3};
    const ConstantPtr x = Constant::ofFloats({3}, a), y = Constant::ofFloats({3}, b), z = Constant::ofFloats({3}, n);
    QCOMPARE(difference(*x, *x, Tolerance::exact()), std::string());
    QCOMPARE(difference(*y, *x, Tolerance::exact()),
             std::string("1 of 3 elements differ; element 1 is 2.5, expected 2"));
    QCOMPARE(difference(*y, *x, Tolerance::within(0.5)), std::string());
    QCOMPARE(difference(*z, *x, Tolerance::within(9)),
             std::string("1 of 3 elements differ; element 1 is nan, expected 2"));
    QCOMPARE(difference(*x, *z, Tolerance::within(9)),
             std::string("1 of 3 elements differ; element 1 is 2, expected nan"));
    QCOMPARE(difference(*z, *z, Tolerance::exact()), std::string());
}

}  // namespace planscope::layer_tests

QTEST_GUILESS_MAIN(planscope::layer_tests::LayerSuitesTest)
#include "layer_suites_test.moc"
