// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/onnx/model_files.h"

#include "engine/network/evaluate.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <set>

using namespace planscope;
using namespace planscope::onnx_tests;

namespace {

/// What the problems of each broken model must say; "ok" for those that are valid after all.
struct Expectation {
    const char* name;
    const char* sentence;
};

constexpr Expectation kNegative[] = {
    {"attr_type", "attribute 'axis' is a string, an integer is expected"},
    {"axis_range", "axis 7 is outside rank 2"},
    {"conv_groups", "groups 3 does not divide the 4 input channels"},
    {"conv_stride0", "stride holds 0"},
    {"cycle", "2 nodes form a cycle: node of 'b' (Relu), node of 'a' (Add)"},
    {"dangling_input", "input 'nowhere' is not defined"},
    {"deep_20000", "ok"},
    {"dims_negative", "initialiser 'w': the tensor has the negative dimension -4"},
    {"dims_overflow", "more elements than 64 bits can count"},
    {"dtype_77", "data type 77 is unknown"},
    {"dtype_mismatch", "node of 'y' (Add)"},
    {"duplicate_init", "tensor 'w': the initialiser is defined twice"},
    {"duplicate_output", "tensor 'y': it is produced twice"},
    {"empty", "the file is empty"},
    {"ext_absolute", "'/etc/hostname' is an absolute path"},
    {"ext_missing", "'gone.bin' cannot be read"},
    {"ext_offset", "begins at byte 9999999999 of 'w.bin', which has 64 bytes"},
    {"ext_ok", "ok"},
    {"ext_short", "needs 64 bytes from byte 32 of 'w.bin' on, which has 64 bytes"},
    {"ext_traversal", "'../../../../etc/hostname' leaves the model's folder"},
    {"garbage", "not those of an ONNX model"},
    {"if_nested_200", "ok"},
    {"lfs_pointer", "Git LFS pointer"},
    {"loop_forever", "nothing ends the loop: it has no trip count, no condition and no scanned input"},
    {"matmul_shape", "node 'mm' (MatMul): 1x5 and 4x4 cannot be multiplied"},
    {"missing_output", "output 'y': no node"},
    {"nan_weight", "ok"},
    {"no_opset", "which operator set it uses"},
    {"not_sorted", "ok"},
    {"opset_99", "operator set 99"},
    {"perm_bad", "node of 'y' (Transpose)"},
    {"qdq_zero_scale", "every scale must be greater than 0"},
    {"raw_short", "holds 60 bytes, its dimensions need 64"},
    {"reshape_two_minus1", "node of 'y' (Reshape)"},
    {"resize_huge", "the limit is 2^31 - 1"},
    {"text", "this is a text file"},
    {"truncated", "the file is cut short: its graph needs 141 bytes"},
    {"unknown_domain", "node 'rq' (PACTOps.RequantShift): operator RequantShift belongs to the domain 'PACTOps'"},
    {"unknown_op", "node 'n0' (FlyToTheMoon): operator FlyToTheMoon is not supported"},
};

/// Small enough for the reference kernels; the others are compared where a device runs them.
const std::set<std::string> kEvaluated = {"real/dtln_2",       "real/fastestdet",      "real/mnist_8",    "real/person_detector_lw",
                                          "real/policy_go1",   "real/policy_leap_hand", "real/ppocr_cls", "real/sci_180x320",
                                          "real/yunet_120x160", "real/yunet_s_320",     "real/ultraface_rfb_320", "gen/squeezenet1_1"};

}  // namespace

class ModelSetsTest : public QObject {
    Q_OBJECT

private slots:
    void negative_data();
    void negative();
    void nanWeightsAreMentioned();
    void firstLight_data();
    void firstLight();
};

void ModelSetsTest::negative_data() {
    QTest::addColumn<QString>("sentence");
    for (const Expectation& row : kNegative) QTest::newRow(row.name) << row.sentence;
}

void ModelSetsTest::negative() {
    const auto models = modelsFolder();
    if (!models) QSKIP(kNoModels);
    QFETCH(const QString, sentence);
    const std::string problems =
        problemsOf(onnx::importModel(*models / "negative" / (std::string(QTest::currentDataTag()) + ".onnx"), {}, {}));
    const QString found = QString::fromStdString(problems);
    QVERIFY2(sentence == "ok" ? found == sentence : found.contains(sentence), problems.c_str());
}

void ModelSetsTest::nanWeightsAreMentioned() {
    const auto models = modelsFolder();
    if (!models) QSKIP(kNoModels);
    const auto result = onnx::importModel(*models / "negative" / "nan_weight.onnx", {}, {});
    QVERIFY(result && result->diagnostics.items().size() == 1);
    QCOMPARE(result->diagnostics.items()[0].error.message, std::string("16 of the values of 'w' are NaN"));
}

void ModelSetsTest::firstLight_data() {
    QTest::addColumn<QString>("description");
    const auto models = modelsFolder();
    if (!models) return;
    const auto manifest = nlohmann::json::parse(readBytes(*models / "manifest.json"));
    for (const auto& model : manifest.at("models")) {
        const auto& tags = model.at("tags");
        if (std::find(tags.begin(), tags.end(), "first-light") == tags.end()) continue;
        QTest::newRow(model.at("name").get<std::string>().c_str()) << QString::fromStdString(model.dump());
    }
}

void ModelSetsTest::firstLight() {
    const auto models = modelsFolder();
    if (!models) QSKIP(kNoModels);
    QFETCH(const QString, description);
    const auto model = nlohmann::json::parse(description.toStdString());
    onnx::ImportOptions options;
    for (const auto& [input, dims] : model.at("shapes").items())
        for (const std::int64_t d : dims) options.shapes[input].push(d);
    const std::string name = model.at("name");
    const auto result = onnx::importModel(*models / name / "model.onnx", options, {});
    QVERIFY2(problemsOf(result) == "ok", problemsOf(result).c_str());
    QCOMPARE(result->info.nodeCount, model.at("nodes").get<std::size_t>());
    QCOMPARE(result->info.opset, model.at("opset").get<std::int64_t>());
    if (!kEvaluated.contains(name)) return;
    const auto data = *models / name / "test_data_set_0";
    const auto actual = evaluateNetwork(result->network, readTensors(data, "input"));
    QVERIFY2(actual, actual ? "" : actual.error().text().c_str());
    const auto expected = readTensors(data, "output");
    QCOMPARE(actual->size(), expected.size());
    const auto& tolerance = model.at("tolerance");
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const Comparison comparison = compare(*(*actual)[i], *expected[i], tolerance.at("rtol"), tolerance.at("atol"));
        QVERIFY2(comparison.excess <= 0, comparison.difference.c_str());
    }
}

QTEST_GUILESS_MAIN(ModelSetsTest)
#include "model_sets_test.moc"
