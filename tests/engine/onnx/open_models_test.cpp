// SPDX-License-Identifier: Apache-2.0
// Real models with symbolic dimensions, imported with their shapes open.
#include "tests/engine/onnx/model_files.h"

#include "engine/network/evaluate.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/network/verify.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <map>

using namespace planscope;
using namespace planscope::onnx_tests;

namespace {

using Shapes = std::map<std::string, Dims>;

struct Row {
    const char* name;
    std::vector<Shapes> bindings;  ///< small ones, for the reference kernels
    const char* problem = "ok";    ///< why it cannot be imported yet
    bool isTied = true;            ///< extents of outputs that are called like one of an input are it for any inputs
};

const Row kRows[] = {
    {"gen/bert_small",
     {{{"input_ids", {1, 4}}, {"attention_mask", {1, 4}}, {"token_type_ids", {1, 4}}},
      {{"input_ids", {2, 7}}, {"attention_mask", {2, 7}}, {"token_type_ids", {2, 7}}}}},
    {"gen/loop_if", {}, "ok", false},  // the length of 'z' is the value of the input 'steps'
    {"gen/lstm_gru", {}},
    {"gen/scan_filter", {}},
    {"real/ppocr_cls", {{{"x", {1, 3, 48, 192}}}, {{"x", {2, 3, 48, 96}}}}},
    {"real/ppocrv3_det_en", {{{"x", {1, 3, 32, 64}}}, {{"x", {2, 3, 64, 32}}}}},
    {"real/silero_vad_16k_op15", {}, "which of them runs is decided by axis 1 of 'input' (sequence): it must be a number, by --shapes"},
    {"real/silero_vad_op18_ifless", {}},
    {"real/tract_qlstm", {}},
    {"real/xfeat_interp_bicubic_640x480",
     {{{"x", {1, 64, 6, 8}}, {"pos", {1, 5, 2}}}, {{"x", {2, 64, 4, 5}}, {"pos", {2, 3, 2}}}}},
    {"real/yunet_n_dynamic", {{{"input", {1, 3, 32, 64}}}, {{"input", {2, 3, 64, 32}}}}},
};

/// Operators that a model is passed over for while there is no importer: their own tests demand them.
constexpr const char* kControlFlow[] = {"If", "Loop", "Scan", "LSTM", "GRU", "RNN"};

bool lacksControlFlow(const std::string& problems) {
    return std::ranges::any_of(kControlFlow, [&](const char* op) {
        return problems.find(std::string("operator ") + op + " is not supported") != std::string::npos;
    });
}

/// Fractions in [-1, 1], or small numbers for indices and masks.
ConstantPtr inputValue(const Tensor& input, const Dims& dims) {
    const auto count = static_cast<std::size_t>(dims.volume());
    if (input.type == DataType::Int32) {
        std::vector<std::int32_t> values(count);
        for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<std::int32_t>(i % 2);
        return Constant::ofInts(dims, values);
    }
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(i * 2654435761U % 2001) / 1000 - 1;
    return Constant::ofFloats(dims, values);
}

}  // namespace

class OpenModelsTest : public QObject {
    Q_OBJECT

private slots:
    void imports_data() { addRows(); }
    void imports();
    void agreesWithNumbers_data() { addRows(); }
    void agreesWithNumbers();
    void everyOpenModelHasARow();

private:
    void addRows() {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < std::size(kRows); ++i) QTest::newRow(kRows[i].name) << static_cast<int>(i);
    }
};

/// Extents of outputs that the model declares as numbers are numbers, and those that it calls like one of an input are tied.
void OpenModelsTest::imports() {
    const auto models = modelsFolder();
    if (!models) QSKIP(kNoModels);
    QFETCH(const int, row);
    const auto open = onnx::importModel(*models / kRows[row].name / "model.onnx", {.keepOpen = true}, {});
    const std::string problems = problemsOf(open);
    if (lacksControlFlow(problems)) QSKIP("it needs control flow or recurrent layers");
    QVERIFY2(problems.find(kRows[row].problem) != std::string::npos, problems.c_str());
    if (problems != "ok") return;
    const Network& network = open->network;
    const Status status = verify(network);
    QVERIFY2(status, status ? "" : status.error().text().c_str());
    QVERIFY(!open->openExtents.empty());
    const auto manifest = nlohmann::json::parse(readBytes(*models / "manifest.json"));
    for (const auto& model : manifest.at("models")) {
        if (model.at("name") != kRows[row].name) continue;
        for (std::size_t i = 0; i < model.at("outputs").size(); ++i) {
            const auto& declared = model.at("outputs")[i].at("dims");
            const Dims dims = network.tensor(network.outputs()[i].tensor).dims;
            QCOMPARE(static_cast<std::size_t>(dims.rank), declared.size());
            for (int axis = 0; axis < dims.rank; ++axis) {
                const auto& extent = declared[static_cast<std::size_t>(axis)];
                if (extent.is_number() && extent.get<std::int64_t>() >= 0) QCOMPARE(dims[axis], extent.get<std::int64_t>());
                const bool isInputs = kRows[row].isTied && extent.is_string() && std::ranges::find(open->openExtents, extent.get<std::string>(),
                                                                              &onnx::OpenExtent::name) != open->openExtents.end();
                if (isInputs) QCOMPARE(dims[axis], extent::named(extent.get<std::string>()));
            }
        }
    }
}

void OpenModelsTest::agreesWithNumbers() {
    const auto models = modelsFolder();
    if (!models) QSKIP(kNoModels);
    QFETCH(const int, row);
    const auto path = *models / kRows[row].name / "model.onnx";
    const auto open = onnx::importModel(path, {.keepOpen = true}, {});
    if (lacksControlFlow(problemsOf(open))) QSKIP("it needs control flow or recurrent layers");
    for (const Shapes& shapes : kRows[row].bindings) {
        const auto fixed = onnx::importModel(path, {.shapes = shapes}, {});
        QVERIFY2(problemsOf(fixed) == "ok", problemsOf(fixed).c_str());
        std::vector<ConstantPtr> inputs;
        for (const TensorId id : fixed->network.inputs()) {
            const Tensor& input = fixed->network.tensor(id);
            inputs.push_back(inputValue(input, input.dims));
        }
        const auto expected = evaluateNetwork(fixed->network, inputs);
        QVERIFY2(expected, expected ? "" : expected.error().text().c_str());
        const auto actual = evaluateNetwork(open->network, inputs);
        QVERIFY2(actual, actual ? "" : actual.error().text().c_str());
        for (std::size_t i = 0; i < expected->size(); ++i) {
            const Dims declared = open->network.tensor(open->network.outputs()[i].tensor).dims;
            QVERIFY2(extent::mayEqual(declared, (*expected)[i]->dims()), toString(declared).c_str());
            const Comparison comparison = compare(*(*actual)[i], *(*expected)[i], 0, 0);
            QVERIFY2(comparison.excess <= 0 && comparison.difference.empty(), comparison.difference.c_str());
        }
    }
}

void OpenModelsTest::everyOpenModelHasARow() {
    const auto models = modelsFolder();
    if (!models) QSKIP(kNoModels);
    const auto manifest = nlohmann::json::parse(readBytes(*models / "manifest.json"));
    for (const auto& model : manifest.at("models")) {
        const std::string name = model.at("name");
        const bool isStored = name.starts_with("real/") || name.starts_with("gen/");
        if (!isStored || !model.at("dynamic").get<bool>()) continue;
        QVERIFY2(std::ranges::find(kRows, name, &Row::name) != std::end(kRows), name.c_str());
    }
}

QTEST_GUILESS_MAIN(OpenModelsTest)
#include "open_models_test.moc"
