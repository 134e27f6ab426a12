// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/layer_table.h"
#include "engine/network/evaluate.h"
#include "tests/engine/layers/case_values.h"
#include "tests/engine/layers/layer_cases.h"

#include <QTest>

#include <limits>

namespace planscope::layer_tests {
namespace {

constexpr std::int64_t kIntegers[] = {std::numeric_limits<std::int64_t>::min(),
                                      std::numeric_limits<std::int32_t>::min(),
                                      -(std::int64_t{1} << 28),
                                      -2,
                                      -1,
                                      0,
                                      1,
                                      2,
                                      3,
                                      64,
                                      std::int64_t{1} << 28,
                                      std::numeric_limits<std::int32_t>::max(),
                                      std::int64_t{1} << 32,
                                      std::numeric_limits<std::int64_t>::max()};
constexpr double kReals[] = {
    -1e30, -1, 0, 1e-30, 0.5, 1e30, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()};

/// Values of the same alternative that a careless or hostile file could hold.
struct HostileValues {
    std::vector<AttrValue> operator()(bool v) const { return {!v}; }
    std::vector<AttrValue> operator()(std::int64_t) const { return {std::begin(kIntegers), std::end(kIntegers)}; }
    std::vector<AttrValue> operator()(double) const { return {std::begin(kReals), std::end(kReals)}; }
    std::vector<AttrValue> operator()(const std::string&) const { return {}; }
    std::vector<AttrValue> operator()(const std::vector<std::int64_t>& v) const {
        std::vector<AttrValue> out{std::vector<std::int64_t>{}, std::vector<std::int64_t>(kMaxRank, 1)};
        for (const std::int64_t hostile : kIntegers) {
            out.emplace_back(std::vector<std::int64_t>(v.size(), hostile));
            for (std::size_t i = 0; i < v.size(); ++i) {
                auto one = v;
                one[i] = hostile;
                out.emplace_back(std::move(one));
            }
        }
        return out;
    }
    std::vector<AttrValue> operator()(const std::vector<double>& v) const {
        std::vector<AttrValue> out{std::vector<double>{}, std::vector<double>(20, 1.0)};
        for (const double hostile : kReals) out.emplace_back(std::vector<double>(v.size(), hostile));
        return out;
    }
    std::vector<AttrValue> operator()(const Body&) const { return {Body{}, Body{std::make_shared<const Network>()}}; }
};

constexpr std::int64_t kMaxRunElements = 20'000;

/// The extent -1 is open, and so is what follows from values that are not known.
bool mayBeOpen(const Network& network, const LayerDef& def) {
    const auto isOpen = [&](TensorId id) { return !network.tensor(id).dims.isStatic(); };
    return def.shapeInputs != 0 || def.bound || std::ranges::any_of(network.inputs(), isOpen);
}

/// The outputs, or the largest that they can be where they depend on data.
std::vector<TensorType> boundTypes(const Network& network, const Layer& layer) {
    const std::vector<TensorInfo> infos = network.anchorInputs(layer);
    const bool isStatic = std::ranges::all_of(infos, [](const TensorInfo& info) { return info.dims.isStatic(); });
    if (!layer.def->bound || !isStatic) return network.outputTypes(layer);
    return layer.def->bound(LayerView(*layer.def, layer.attrs, infos)).value_or(network.outputTypes(layer));
}

/// Adds the layer with these attributes and inputs to an empty network; where it is accepted and small, runs it.
/// Empty if that went as it must: a result, or an error that is not our own bug.
std::string outcome(const Network& source, const Layer& layer, const Attrs& attrs, std::span<const TensorType> types) {
    Network network;
    LayerSpec spec{.name = "case",
                   .def = layer.def,
                   .attrs = attrs,
                   .inputs = {},
                   .epilogue = {},
                   .epilogueInputs = 0,
                   .origins = {},
                   .outputNames = {}};
    std::vector<ConstantPtr> values;
    std::int64_t largest = 0;
    for (std::size_t i = 0; i < types.size(); ++i) {
        const Tensor& original = source.tensor(layer.inputs[i]);
        const bool same = original.type == types[i].type && original.dims == types[i].dims;
        if (same && original.constant) {
            spec.inputs.push_back(network.addConstant("", original.constant));
            continue;
        }
        spec.inputs.push_back(network.addInput("", types[i].type, types[i].dims));
        const bool isLarge =
            std::ranges::any_of(types[i].dims, [](std::int64_t d) { return d < 0 || d > kMaxRunElements; });
        largest = std::max(largest, isLarge ? kMaxRunElements + 1 : types[i].dims.volume());
        if (largest <= kMaxRunElements)
            values.push_back(constantOf(types[i], randomValues(types[i], ValueRange::defaultOf(types[i].type), 7)));
    }
    const auto added = network.addLayer(std::move(spec));
    if (!added)
        return added.error().kind() == ErrorKind::Internal || added.error().message.empty() ? added.error().text() : "";
    for (const TensorType& type : boundTypes(network, network.layer(*added))) {
        const Dims& dims = type.dims;
        if (!dims.isStatic() && !mayBeOpen(network, *layer.def)) return "accepted with the output " + toString(dims);
        largest = std::max(largest, dims.isStatic() ? dims.volume() : kMaxRunElements + 1);
    }
    if (largest > kMaxRunElements || layer.def->evaluate) return {};  // bodies may run for ever
    for (const TensorId id : network.layer(*added).outputs) network.markOutput("", id);
    const auto outputs = evaluateNetwork(network, values);
    return outputs || outputs.error().code == Code::Value ? "" : outputs.error().text();
}

/// Types of the layer's inputs, with the dims of input `changed` replaced.
std::vector<TensorType> inputTypes(const BuiltCase& built, const Layer& layer) {
    std::vector<TensorType> out;
    for (int i = 0; i < layer.anchorInputCount(); ++i) {
        const Tensor& t = built.network.tensor(layer.inputs[static_cast<std::size_t>(i)]);
        out.push_back({t.type, t.dims});
    }
    return out;
}

std::vector<Dims> hostileDims(const Dims& dims) {
    std::vector<Dims> out{Dims{}, Dims::filled(kMaxRank, 1), Dims::filled(kMaxRank, std::int64_t{1} << 32)};
    for (int i = 0; i < dims.rank; ++i)
        for (const std::int64_t extent : kIntegers) {
            out.push_back(dims);
            out.back()[i] = extent;
        }
    Dims longer = dims;
    longer.push(2);
    out.push_back(longer);
    Dims shorter = dims;
    shorter.rank = std::max(0, dims.rank - 1);
    out.push_back(shorter);
    return out;
}

}  // namespace

/// Every case with one attribute or one input's dims replaced by values that no sensible model holds: each is refused
/// with a sentence or runs. Meant to be run with the address and undefined-behaviour sanitizers too.
class HostileValuesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void attributes_data() { addSuites(); }
    void attributes();
    void inputs_data() { addSuites(); }
    void inputs();
    void types_data() { addSuites(); }
    void types();

private:
    static void addSuites();
};

void HostileValuesTest::addSuites() {
    QTest::addColumn<int>("suite");
    const auto all = allSuites();
    for (std::size_t s = 0; s < all.size(); ++s)
        QTest::newRow(std::string(all[s].kind.name).c_str()) << static_cast<int>(s);
}

void HostileValuesTest::attributes() {
    QFETCH(int, suite);
    const LayerSuite s = allSuites()[static_cast<std::size_t>(suite)];
    for (const LayerCase& row : s.cases) {
        const auto built = buildCase(s, row);
        QVERIFY2(built, row.text.data());
        const Layer& layer = built->layer();
        for (const AttrField& field : layer.def->fields)
            for (const AttrValue& value : std::visit(HostileValues{}, field.read(layer.attrs.data()))) {
                std::shared_ptr<void> attrs = layer.def->copyAttrs(layer.attrs.data());
                if (!field.write(attrs.get(), value)) continue;
                const std::string text = outcome(built->network, layer, Attrs::adopt(attrs), inputTypes(*built, layer));
                QVERIFY2(text.empty(),
                         (text + " — " + built->name + " " + std::string(field.name) + "=" + toString(value)).c_str());
            }
    }
}

void HostileValuesTest::inputs() {
    QFETCH(int, suite);
    const LayerSuite s = allSuites()[static_cast<std::size_t>(suite)];
    for (const LayerCase& row : s.cases) {
        const auto built = buildCase(s, row);
        QVERIFY2(built, row.text.data());
        const Layer& layer = built->layer();
        const std::vector<TensorType> types = inputTypes(*built, layer);
        for (std::size_t i = 0; i < types.size(); ++i)
            for (const Dims& dims : hostileDims(types[i].dims)) {
                std::vector<TensorType> changed = types;
                changed[i].dims = dims;
                const std::string text = outcome(built->network, layer, layer.attrs, changed);
                QVERIFY2(text.empty(), (text + " — " + built->name + ", input " + toString(dims)).c_str());
            }
    }
}

void HostileValuesTest::types() {
    QFETCH(int, suite);
    const LayerSuite s = allSuites()[static_cast<std::size_t>(suite)];
    for (const LayerCase& row : s.cases) {
        const auto built = buildCase(s, row);
        QVERIFY2(built, row.text.data());
        const Layer& layer = built->layer();
        const std::vector<TensorType> types = inputTypes(*built, layer);
        for (int type = 0; type < kDataTypeCount; ++type) {
            std::vector<TensorType> changed = types;
            for (std::size_t i = 0; i < types.size(); ++i) {
                changed[i].type = static_cast<DataType>(type);
                const std::string one = outcome(built->network, layer, layer.attrs, changed);
                QVERIFY2(one.empty(),
                         (one + " — " + built->name + " as " + std::string(toString(changed[i].type))).c_str());
            }
        }
    }
}

}  // namespace planscope::layer_tests

QTEST_GUILESS_MAIN(planscope::layer_tests::HostileValuesTest)
#include "hostile_values_test.moc"
