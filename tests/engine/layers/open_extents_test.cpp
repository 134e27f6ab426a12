// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/layer_table.h"
#include "engine/network/evaluate.h"
#include "engine/network/extent.h"
#include "engine/network/text.h"
#include "tests/engine/layers/case_values.h"
#include "tests/engine/layers/layer_cases.h"

#include <QTest>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace planscope::layer_tests {
namespace {

Network parsed(std::string_view text) {
    auto network = parseNetwork(text, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    return std::move(*network);
}

/// How numbers of a case become open extents.
struct Opening {
    std::string_view name;
    /// The extent for axis `axis` of input `input`, whose number is `number`.
    std::function<std::int64_t(std::size_t input, int axis, std::int64_t number)> open;
    bool opensLists = false;  ///< also the lengths of lists whose values decide extents
};

std::int64_t codeOf(std::size_t input, int axis) {
    return extent::named("input " + std::to_string(input) + " axis " + std::to_string(axis));
}

const Opening kOpenings[] = {
    {"every axis", [](std::size_t input, int axis, std::int64_t) { return codeOf(input, axis); }},
    {"every axis and list", [](std::size_t input, int axis, std::int64_t) { return codeOf(input, axis); }, true},
    {"axis 0", [](std::size_t input, int axis, std::int64_t number) { return axis == 0 ? codeOf(input, 0) : number; }},
    {"equal numbers",
     [](std::size_t, int, std::int64_t number) { return extent::named("number " + std::to_string(number)); }},
    {"equal numbers above 1",
     [](std::size_t, int, std::int64_t number) {
         return number > 1 ? extent::named("number " + std::to_string(number)) : number;
     }},
};

/// What a kind may refuse while shapes are open, and why.
constexpr std::string_view kRefusals[] = {
    // The rank of the output would not be known.
    "the length of index tuples must be known before run time",
    "the reshape dims (input 1) are ?, 1 axis of at most 8 is needed",
    "the dims (input 0) are ?, 1 axis of at most 8 is needed",
    // Kernels and padding modes are chosen by the window; no model has weights of unknown window.
    "the window is ?x?, its extents must be known before run time",
};

bool isShapeInput(const LayerDef& def, std::size_t i) {
    return (def.shapeInputs >> i & 1U) != 0;
}

/// The inputs of a case with run-time inputs opened; constants keep their values, but for those that decide extents.
std::vector<TensorInfo> opened(const BuiltCase& built, const Opening& opening) {
    const Layer& layer = built.layer();
    std::vector<TensorInfo> infos = built.network.anchorInputs(layer);
    for (std::size_t i = 0; i < infos.size(); ++i) {
        const bool decides = isShapeInput(*layer.def, i);
        if (infos[i].constant && !decides) continue;
        infos[i].constant = nullptr;
        infos[i].extents = nullptr;
        if (decides && !opening.opensLists) continue;
        for (int axis = 0; axis < infos[i].dims.rank; ++axis)
            infos[i].dims[axis] = opening.open(i, axis, infos[i].dims[axis]);
    }
    return infos;
}

/// Says where one open extent would have to be two numbers.
class Meaning {
public:
    std::string add(const Dims& open, const Dims& concrete) {
        if (open.rank != concrete.rank) return fmt::format("rank {} instead of {}", open.rank, concrete.rank);
        for (int i = 0; i < open.rank; ++i) {
            if (open[i] == extent::kAnonymous) continue;
            if (extent::isNumber(open[i]) && open[i] != concrete[i])
                return fmt::format("axis {} is {} instead of {}", i, open[i], concrete[i]);
            const std::int64_t number = m_numbers.emplace(open[i], concrete[i]).first->second;
            if (number != concrete[i]) return fmt::format("axis {} has the code of {} but is {}", i, number, concrete[i]);
        }
        return {};
    }

private:
    std::map<std::int64_t, std::int64_t> m_numbers;
};

/// Empty if inference over open extents says nothing that the numbers contradict.
std::string openDifference(const BuiltCase& built, const Opening& opening, std::set<std::string_view>& refusals) {
    const Layer& layer = built.layer();
    const std::vector<TensorInfo> concrete = built.network.anchorInputs(layer), infos = opened(built, opening);
    const auto expected = inferOutputs(LayerView(*layer.def, layer.attrs, concrete));
    const auto actual = inferOutputs(LayerView(*layer.def, layer.attrs, infos));
    if (!actual) {
        const auto* const at = std::ranges::find(kRefusals, actual.error().message);
        if (at != std::end(kRefusals)) return refusals.insert(*at), "";
        return "refused: " + actual.error().text();
    }
    if (actual->size() != expected->size()) return "another number of outputs";
    Meaning meaning;
    for (std::size_t i = 0; i < infos.size(); ++i)
        if (std::string text = meaning.add(infos[i].dims, concrete[i].dims); !text.empty()) return "input: " + text;
    for (std::size_t i = 0; i < actual->size(); ++i) {
        if ((*actual)[i].type != (*expected)[i].type) return "another type";
        if (std::string text = meaning.add((*actual)[i].dims, (*expected)[i].dims); !text.empty()) return text;
    }
    return {};
}

struct OpenCase {
    Network network;
    std::vector<ConstantPtr> values;
};

/// The case with every extent of its inputs open and every value that decides extents given at run time.
Result<OpenCase> openCase(const BuiltCase& built, const Opening& opening) {
    const Layer& layer = built.layer();
    const std::vector<TensorInfo> infos = opened(built, opening);
    OpenCase out;
    LayerSpec spec{.name = "case", .def = layer.def, .attrs = layer.attrs};
    std::map<TensorId, TensorId> ids;
    for (std::size_t i = 0; i < infos.size(); ++i) {
        const TensorId id = layer.inputs[i];
        const auto [at, isNew] = ids.emplace(id, TensorId{});
        const Tensor& tensor = built.network.tensor(id);
        if (isNew && tensor.constant && !isShapeInput(*layer.def, i)) {
            at->second = out.network.addConstant(tensor.name, tensor.constant);
        } else if (isNew) {
            at->second = out.network.addInput(tensor.name, tensor.type, infos[i].dims);
            const auto& inputs = built.network.inputs();
            const auto place = std::ranges::find(inputs, id) - inputs.begin();
            out.values.push_back(tensor.constant ? tensor.constant : built.inputs[static_cast<std::size_t>(place)]);
        }
        spec.inputs.push_back(at->second);
    }
    PS_ASSIGN(const LayerId id, out.network.addLayer(std::move(spec)));
    for (const TensorId output : out.network.layer(id).outputs) out.network.markOutput("", output);
    return out;
}

/// Runs the open case on the values of the case; empty if the results are the same.
std::string bindingDifference(const BuiltCase& built, const Opening& opening) {
    const auto open = openCase(built, opening);
    if (!open) return std::ranges::find(kRefusals, open.error().message) != std::end(kRefusals) ? "" : open.error().text();
    const auto expected = referenceRunner().run(built);
    if (!expected) return expected.error().text();
    const auto actual = evaluateNetwork(open->network, open->values);
    if (!actual) return actual.error().text();
    for (std::size_t i = 0; i < expected->size(); ++i)
        if (std::string text = difference(*(*actual)[i], *(*expected)[i], Tolerance::exact()); !text.empty()) return text;
    return {};
}

constexpr std::int64_t kLeastTraced = 2;

/// The elements of small integer inputs become numbers or codes; what is traced must agree with the values that the
/// reference gives.
std::string traceDifference(const BuiltCase& built, bool withCodes) {
    const Layer& layer = built.layer();
    const std::vector<TensorType> types = built.network.outputTypes(layer);
    const bool isSmall = types.size() == 1 && (types[0].type == DataType::Int32 || types[0].type == DataType::Bool) &&
                         types[0].dims.rank <= 1 && types[0].dims.isStatic();
    if (!layer.def->traceExtents || !isSmall) return {};
    std::vector<TensorInfo> infos = built.network.anchorInputs(layer);
    std::vector<std::vector<std::int64_t>> traces(infos.size());
    std::map<std::int64_t, std::int64_t> meaning;
    for (std::size_t i = 0; i < infos.size(); ++i) {
        const auto& inputs = built.network.inputs();
        const auto place = std::ranges::find(inputs, layer.inputs[i]) - inputs.begin();
        if (infos[i].constant || infos[i].type != DataType::Int32) continue;
        for (const double value : valuesOf(*built.inputs[static_cast<std::size_t>(place)])) {
            const auto number = static_cast<std::int64_t>(value);
            const bool isOpen = withCodes && number >= kLeastTraced;
            traces[i].push_back(isOpen ? extent::named("value " + std::to_string(number)) : number);
            meaning[traces[i].back()] = number;
        }
        infos[i].extents = &traces[i];
    }
    const auto traced = layer.def->traceExtents(LayerView(*layer.def, layer.attrs, infos));
    if (!traced) return {};
    const auto expected = referenceRunner().run(built);
    if (!expected) return expected.error().text();
    const std::vector<double> values = valuesOf(*(*expected)[0]);
    if (values.size() != traced->size()) return fmt::format("{} elements instead of {}", traced->size(), values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto number = static_cast<std::int64_t>(values[i]), element = (*traced)[i];
        const auto known = meaning.find(element);
        const bool agrees = known != meaning.end() ? known->second == number : !extent::isNumber(element) || element == number;
        if (!agrees) return fmt::format("element {} is traced as {} but is {}", i, element, number);
    }
    return {};
}

}  // namespace

/// Every case of every suite over open extents: what is said before run time must hold for the numbers of the case.
class OpenExtentsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void inference_data() { addSuites(); }
    void inference();
    void binding_data() { addSuites(); }
    void binding();
    void traces_data() { addSuites(); }
    void traces();
    void refusalsAreNeeded();
    void shapeArithmeticIsTraced();
    void extentsOfDataFlowOn();
    void bindingIsChecked();

private:
    static void addSuites();
    static void forEachCase(const std::function<std::string(const BuiltCase&)>& check);

    std::set<std::string_view> m_refusals;
};

void OpenExtentsTest::addSuites() {
    QTest::addColumn<int>("suite");
    const auto all = allSuites();
    for (std::size_t s = 0; s < all.size(); ++s)
        QTest::newRow(std::string(all[s].kind.name).c_str()) << static_cast<int>(s);
}

void OpenExtentsTest::forEachCase(const std::function<std::string(const BuiltCase&)>& check) {
    QFETCH(int, suite);
    const LayerSuite s = allSuites()[static_cast<std::size_t>(suite)];
    for (const LayerCase& row : s.cases) {
        const auto built = buildCase(s, row);
        QVERIFY2(built, row.text.data());
        const std::string text = check(*built);
        QVERIFY2(text.empty(), (text + " — " + built->name).c_str());
    }
}

void OpenExtentsTest::inference() {
    for (const Opening& opening : kOpenings)
        forEachCase([&](const BuiltCase& built) {
            const std::string text = openDifference(built, opening, m_refusals);
            return text.empty() ? text : std::string(opening.name) + ": " + text;
        });
}

void OpenExtentsTest::binding() {
    for (const Opening& opening : kOpenings)
        forEachCase([&](const BuiltCase& built) {
            const std::string text = built.layer().epilogue.empty() ? bindingDifference(built, opening) : "";
            return text.empty() ? text : std::string(opening.name) + ": " + text;
        });
}

void OpenExtentsTest::traces() {
    for (const bool withCodes : {false, true})
        forEachCase([&](const BuiltCase& built) { return traceDifference(built, withCodes); });
}

void OpenExtentsTest::refusalsAreNeeded() {
    for (const std::string_view refusal : kRefusals) QVERIFY2(m_refusals.contains(refusal), refusal.data());
}

/// What exporters write for x.view(batch, -1).expand(batch, -1).
void OpenExtentsTest::shapeArithmeticIsTraced() {
    const Network network = parsed("input x f32[batch,4,width]\n"
                                   "const zero i32[1] = [0]\n"
                                   "const rest i32[1] = [-1]\n"
                                   "const ones i32[2] = [1,1]\n"
                                   "layer shape shape(x) -> s\n"
                                   "layer first gather(s, zero) -> n\n"
                                   "layer dims concatenation(n, rest) -> d\n"
                                   "layer isRest elementwise(d, rest) {kind=equal} -> c\n"
                                   "layer target select(c, ones, d) -> t\n"
                                   "layer view shuffle(x, d) -> y\n"
                                   "layer count reduce(s) {kind=prod, axes=1, keepDims=true} -> v\n"
                                   "layer flat shuffle(x, v) -> z\n");
    const auto tensor = [&](std::string_view name) {
        for (std::size_t i = 0; i < network.tensorCount(); ++i)
            if (network.tensor(TensorId(i)).name == name) return network.tensor(TensorId(i));
        return Tensor{};
    };
    const std::int64_t batch = extent::named("batch"), width = extent::named("width");
    QVERIFY((*tensor("t").extents == std::vector<std::int64_t>{batch, 1}));
    QVERIFY((tensor("y").dims == Dims{batch, extent::multiply(4, width)}));
    QVERIFY((tensor("z").dims == Dims{extent::multiply(batch, extent::multiply(4, width))}));
}

void OpenExtentsTest::extentsOfDataFlowOn() {
    const Network network = parsed("input x f32[5]\n"
                                   "layer where non_zero(x) -> p, s\n"
                                   "layer flat shuffle(p) {hasReshape=true, reshape=[-1]} -> i\n"
                                   "layer pick gather(x, i) -> y\n"
                                   "layer size shape(y) -> n\n"
                                   "output y\noutput n\n");
    const float x[] = {0, 2, 0, 3, 4}, y[] = {2, 3, 4};
    const std::int32_t n[] = {3};
    const ConstantPtr inputs[] = {Constant::ofFloats({5}, x)};
    const auto outputs = evaluateNetwork(network, inputs);
    QVERIFY2(outputs, outputs ? "" : outputs.error().text().c_str());
    QCOMPARE(difference(*(*outputs)[0], *Constant::ofFloats({3}, y), Tolerance::exact()), std::string());
    QCOMPARE(difference(*(*outputs)[1], *Constant::ofInts({1}, n), Tolerance::exact()), std::string());
}

void OpenExtentsTest::bindingIsChecked() {
    const Network network = parsed("input a f32[n]\ninput b f32[n]\nlayer add elementwise(a, b) -> y\noutput y\n");
    const float values[] = {1, 2, 3};
    const ConstantPtr two = Constant::ofFloats({2}, std::span(values).first(2)), three = Constant::ofFloats({3}, values);
    const ConstantPtr same[] = {three, three}, different[] = {three, two};
    QVERIFY(evaluateNetwork(network, same));
    const auto refused = evaluateNetwork(network, different);
    QVERIFY(!refused);
    QCOMPARE(refused.error().message, std::string("axis 0 of input 'b' is 2, but the same extent is 3 elsewhere"));
}

}  // namespace planscope::layer_tests

QTEST_GUILESS_MAIN(planscope::layer_tests::OpenExtentsTest)
#include "open_extents_test.moc"
