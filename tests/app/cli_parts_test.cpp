// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/options.h"
#include "app/cli/compare_tensors.h"
#include "app/cli/output_json.h"
#include "app/cli/statistics.h"

#include <QtTest>

#include <limits>

namespace planscope::app_tests {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN(), kInf = std::numeric_limits<float>::infinity();

cli::Comparison compareFloats(const std::vector<float>& out, const std::vector<float>& ref, double rtol, double atol) {
    const auto size = static_cast<std::int64_t>(out.size());
    return cli::compareTensors(*Constant::ofFloats({size}, out), *Constant::ofFloats({size}, ref), {.rtol = rtol, .atol = atol});
}

}  // namespace

class CliPartsTest : public QObject {
    Q_OBJECT
private slots:
    void namedItemsSplitAtTheLastColon();
    void shapesAreParsed();
    void workspaceSizesAreParsed();
    void toleranceIsAbsolutePlusRelative();
    void tensorsMayBeJudgedByTheirNorm();
    void precisionFlagsAreParsed();
    void notANumberEqualsItselfOnly();
    void otherShapesAndTypesAreNotCompared();
    void summariesFollowTrtexec();
    void specialValuesAreTextInJson();
};

void CliPartsTest::namedItemsSplitAtTheLastColon() {
    const auto items = cli::parseNamedItems({"input:0:1x3,'a,b:c':2x2", "y:"}, "--shapes");
    QVERIFY(items.has_value());
    QCOMPARE(items->size(), 3U);
    QCOMPARE((*items)[0].name, std::string("input:0"));
    QCOMPARE((*items)[0].value, std::string("1x3"));
    QCOMPARE((*items)[1].name, std::string("a,b:c"));
    QCOMPARE((*items)[2].value, std::string());
    QVERIFY(!cli::parseNamedItems({"no colon"}, "--shapes"));
    QVERIFY(!cli::parseNamedItems({":1x2"}, "--shapes"));
}

void CliPartsTest::shapesAreParsed() {
    QVERIFY(cli::parseShape("1x3x224x224") == (Dims{1, 3, 224, 224}));
    QCOMPARE(cli::parseShape("scalar")->rank, 0);
    QVERIFY(cli::parseShape("0x5") == (Dims{0, 5}));
    for (const char* bad : {"1x", "x1", "1x-2", "1,2", "a", "1x2x3x4x5x6x7x8x9", "99999999999999999999", "1x2 "})
        QVERIFY2(!cli::parseShape(bad), bad);
}

void CliPartsTest::workspaceSizesAreParsed() {
    QCOMPARE(*cli::parseWorkspaceBytes({}, 7), 7U);
    QCOMPARE(*cli::parseWorkspaceBytes({"workspace:1.5"}, 7), 1572864U);
    for (const char* bad : {"workspace:-1", "workspace:", "workspace:1M", "workspace:nan", "dlaSRAM:1", "workspace"})
        QVERIFY2(!cli::parseWorkspaceBytes({bad}, 7), bad);
}

void CliPartsTest::toleranceIsAbsolutePlusRelative() {
    const auto c = compareFloats({1.0F, 10.5F, -0.25F}, {1.0F, 10.0F, 0.0F}, 0.05, 0.25);
    QVERIFY(c.passed());
    QCOMPARE(c.maxAbsolute, 0.5);
    QCOMPARE(c.maxRelative, 0.05);
    QCOMPARE(compareFloats({10.6F}, {10.0F}, 0.05, 0.05).mismatches, 1);
    QCOMPARE(compareFloats({1, 2}, {2, 4}, 0, 0).mismatches, 2);
    QVERIFY(qAbs(compareFloats({1, 2}, {2, 4}, 0, 0).cosine - 1) < 1e-12);
    QVERIFY(qAbs(compareFloats({1, 0}, {0, 1}, 9, 9).cosine) < 1e-12);
    QCOMPARE(compareFloats({0, 0}, {0, 0}, 0, 0).cosine, 1.0);
}

void CliPartsTest::notANumberEqualsItselfOnly() {
    QVERIFY(compareFloats({kNan, kInf, -kInf}, {kNan, kInf, -kInf}, 0, 0).passed());
    for (const auto& [out, ref] : std::vector<std::pair<float, float>>{{kNan, 0}, {0, kNan}, {kInf, -kInf}, {kInf, kNan}, {1, kInf}})
        QCOMPARE(compareFloats({out}, {ref}, 1, 1e9).mismatches, 1);
}

void CliPartsTest::tensorsMayBeJudgedByTheirNorm() {
    const auto ref = Constant::ofFloats({2}, std::vector<float>{30, 40}), out = Constant::ofFloats({2}, std::vector<float>{30, 41});
    QCOMPARE(cli::compareTensors(*out, *ref, {}).normError, 0.02);
    QVERIFY(cli::compareTensors(*out, *ref, {.norm = 0.021}).passed() && cli::compareTensors(*out, *ref, {.norm = 0.021}).mismatches == 1);
    QVERIFY(!cli::compareTensors(*out, *ref, {.norm = 0.019}).passed());
    const auto broken = Constant::ofFloats({2}, std::vector<float>{30, kInf});
    QVERIFY(!cli::compareTensors(*broken, *ref, {.norm = 1}).passed());
    const auto ints = Constant::ofInts({2}, std::vector<std::int32_t>{30, 40}), others = Constant::ofInts({2}, std::vector<std::int32_t>{30, 41});
    QVERIFY(!cli::compareTensors(*others, *ints, {.rtol = 0, .atol = 0, .norm = 1}).passed());
}

void CliPartsTest::precisionFlagsAreParsed() {
    const cli::PrecisionFlags best{.best = true};
    QVERIFY(best.options()->fp16 && best.options()->int8 && !best.options()->tf32);
    QCOMPARE(best.text(), std::string("FP32+FP16+INT8"));
    const cli::PrecisionFlags rows{.constraints = "obey", .layerPrecisions = {"*:fp16,'a,b':fp32"}, .layerOutputTypes = {"split:fp16+fp32"}};
    const auto options = rows.options();
    QVERIFY2(options, options ? "" : options.error().text().c_str());
    QVERIFY(options->constraints == PrecisionConstraints::Obey && options->layerPrecisions.size() == 2);
    QVERIFY(options->layerPrecisions[1].layer == "a,b" && options->layerPrecisions[1].types == std::vector{DataType::Float});
    QVERIFY((options->layerOutputTypes[0].types == std::vector{DataType::Half, DataType::Float}));
    const cli::PrecisionFlags bad[] = {{.tf32 = true, .noTf32 = true},         {.constraints = "maybe"},
                                       {.layerPrecisions = {"conv:fp64"}},     {.layerPrecisions = {"conv:fp16+fp32"}},
                                       {.layerOutputTypes = {"conv:"}},        {.layerOutputTypes = {"conv"}}};
    for (const cli::PrecisionFlags& flags : bad) QVERIFY(!flags.options());
}

void CliPartsTest::otherShapesAndTypesAreNotCompared() {
    const auto a = Constant::ofFloats({2, 1}, std::vector<float>{1, 2}), b = Constant::ofFloats({1, 2}, std::vector<float>{1, 2});
    QCOMPARE(cli::compareTensors(*a, *b, {}).problem, std::string("shape 2x1, the reference has 1x2"));
    const auto ints = Constant::ofInts({2, 1}, std::vector<std::int32_t>{1, 2});
    QVERIFY(!cli::compareTensors(*a, *ints, {}).passed());
    QVERIFY(cli::compareTensors(*ints, *ints, {.rtol = 0, .atol = 0}).passed());
}

void CliPartsTest::summariesFollowTrtexec() {
    std::vector<double> values;
    for (int i = 100; i >= 1; --i) values.push_back(i);
    const cli::Summary s = cli::summarise(values);
    QCOMPARE(s.min, 1.0);
    QCOMPARE(s.max, 100.0);
    QCOMPARE(s.median, 50.5);
    QCOMPARE(s.mean, 50.5);
    QCOMPARE(cli::percentile(s, 100), 100.0);
    QCOMPARE(cli::percentile(s, 0), 1.0);
    QCOMPARE(cli::percentile(s, 75), 75.0);
    QCOMPARE(cli::summarise(std::vector<double>{3, 1, 2}).median, 2.0);
    QCOMPARE(cli::percentile(cli::summarise(std::vector<double>{5}), 99), 5.0);
}

void CliPartsTest::specialValuesAreTextInJson() {
    const auto tensor = Constant::ofFloats({4}, std::vector<float>{0.1F, kNan, kInf, -kInf});
    QCOMPARE(cli::valuesText(*tensor, 4), std::string(R"(0.1, "nan", "inf", "-inf")"));
    QCOMPARE(cli::valuesText(*tensor, 1), std::string("0.1, ..."));
}

}  // namespace planscope::app_tests

QTEST_APPLESS_MAIN(planscope::app_tests::CliPartsTest)
#include "cli_parts_test.moc"
