// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/convolution.h"
#include "engine/layers/deconvolution.h"
#include "tests/engine/devices/conformance.h"

#include <QTest>

#include <fmt/format.h>

namespace planscope {
namespace {

using layer_tests::LayerCase;
using layer_tests::Tolerance;

/// One point of the grid of convolutions.
struct GridPoint {
    int batch, in, out, groups, height, width, kernel, stride, dilation, before, after;
    const char* epilogue;  ///< program; "%r" in operands: a tensor of the output's size, "%c": a constant per channel
    const char* operands;
};

constexpr GridPoint kPoints[] = {
    {1, 3, 16, 1, 17, 13, 3, 2, 1, 1, 1, "relu(i0)", ""},
    {1, 3, 20, 1, 15, 15, 7, 2, 1, 3, 3, "", ""},
    {1, 17, 19, 1, 9, 11, 3, 1, 1, 1, 1, "relu(sum(i0, i1))", "%r"},
    {2, 24, 40, 1, 7, 5, 1, 1, 1, 0, 0, "clip(i0, alpha=0, beta=6)", ""},
    {1, 32, 32, 1, 14, 14, 3, 1, 1, 1, 1, "sum(relu(i0), i1)", "%r"},
    {1, 48, 33, 1, 6, 6, 1, 1, 1, 0, 0, "prod(i0, sigmoid(i0))", ""},
    {1, 16, 16, 16, 12, 10, 3, 1, 1, 1, 1, "leaky_relu(i0, alpha=0.1)", ""},
    {1, 20, 20, 20, 11, 9, 5, 2, 1, 2, 1, "relu(i0)", ""},
    {1, 12, 18, 6, 8, 8, 3, 1, 1, 0, 2, "", ""},
    {1, 32, 64, 4, 7, 7, 3, 2, 1, 1, 1, "elu(i0, alpha=1)", ""},
    {1, 16, 32, 1, 13, 13, 3, 1, 2, 2, 2, "tanh(i0)", ""},
    {1, 16, 16, 16, 13, 13, 3, 1, 2, 2, 2, "", ""},
    {1, 5, 7, 1, 9, 9, 4, 3, 1, 0, 1, "sum(prod(i0, i1), i2)", "%c, %c"},
    {1, 64, 32, 1, 5, 5, 3, 1, 1, 1, 1, "max(i0, i1)", "%r"},
    {1, 16, 24, 1, 6, 7, 3, 1, 1, 1, 1, "softplus(i0, alpha=1, beta=1)", ""},
    {1, 16, 24, 1, 6, 7, 3, 1, 1, 1, 1, "t0 = sum(i0, i1); prod(t0, hard_sigmoid(t0, alpha=0.16666667, beta=0.5))", "%r"},
    {1, 16, 24, 1, 6, 7, 3, 1, 1, 1, 1, "sub(i1, i0)", "%r"},
    {1, 16, 24, 1, 6, 7, 3, 1, 1, 1, 1, "div(i0, i1)", "const d%n f32[24,1,1]~[0.5,2]"},
    {1, 16, 24, 1, 6, 7, 1, 1, 1, 0, 0, "erf(sum(i0, i1))", "%r"},
    {1, 130, 70, 1, 3, 3, 3, 1, 1, 1, 1, "relu(i0)", ""},
    {3, 8, 8, 1, 1, 1, 1, 1, 1, 0, 0, "", ""},
};

void replaceAll(std::string& text, std::string_view what, const std::function<std::string()>& by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what)) text.replace(at, what.size(), by());
}

std::string caseText(const GridPoint& p) {
    const auto extent = [&](int in) { return (in + p.before + p.after - p.dilation * (p.kernel - 1) - 1) / p.stride + 1; };
    const int height = extent(p.height), width = extent(p.width);
    std::string operands = p.operands;
    int number = 0;
    replaceAll(operands, "%r", [&] { return fmt::format("r{} f32[{},{},{},{}]", number++, p.batch, p.out, height, width); });
    replaceAll(operands, "%c", [&] { return fmt::format("const c{} f32[{},1,1]", number++, p.out); });
    replaceAll(operands, "%n", [&] { return std::to_string(number++); });
    const std::string then = *p.epilogue ? fmt::format(" then \"{}\"", p.epilogue) : "";
    return fmt::format("convolution(x f32[{},{},{},{}], const w f32[{},{},{},{}], const b f32[{}]{}{}) {{stride=[{},{}], "
                       "dilation=[{},{}], prePadding=[{},{}], postPadding=[{},{}], groups={}}}{} -> f32[{},{},{},{}]",
                       p.batch, p.in, p.height, p.width, p.out, p.in / p.groups, p.kernel, p.kernel, p.out,
                       operands.empty() ? "" : "; ", operands, p.stride, p.stride, p.dilation, p.dilation, p.before, p.before,
                       p.after, p.after, p.groups, then, p.batch, p.out, height, width);
}

constexpr const char* kDeconvolutions[] = {
    "deconvolution(x f32[1,24,5,7], const w f32[24,24,2,2], const b f32[24]) {stride=[2,2]} then \"relu(i0)\" -> f32[1,24,10,14]",
    "deconvolution(x f32[2,6,4,5], const w f32[6,5,3,3], const b f32[5]) {stride=[2,2], prePadding=[1,1], postPadding=[1,1]} -> "
    "f32[2,5,7,9]",
    "deconvolution(x f32[1,8,4,4], const w f32[8,3,4,4]) {stride=[2,2], prePadding=[1,1], postPadding=[1,1]} -> f32[1,3,8,8]",
    "deconvolution(x f32[1,8,3,4], const w f32[8,3,5,4]; z f32[1,3,9,12]) {stride=[3,3], prePadding=[1,0], postPadding=[1,1]} then "
    "\"sum(i0, i1)\" -> f32[1,3,9,12]",
    "deconvolution(x f32[1,4,5,5], const w f32[4,4,3,3]) {prePadding=[1,1], postPadding=[1,1]} -> f32[1,4,5,5]",
    "deconvolution(x f32[1,16,3,4,5], const w f32[16,8,4,4,4], const b f32[8]) {stride=[2,2,2], prePadding=[1,1,1], "
    "postPadding=[1,1,1]} then \"relu(i0)\" -> f32[1,8,6,8,10]",
};

}  // namespace

/// Convolutions of odd extents, padded channels, groups, dilations and epilogues on every variant of the CPU device.
class ConvolutionGridTest : public QObject {
Q_OBJECT
private slots:
    void agreesWithReference_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("threads");
        for (const int threads : {1, 2}) {
            for (std::size_t i = 0; i < std::size(kPoints); ++i)
                QTest::addRow("point %zu, %d threads", i, threads) << QString::fromStdString(caseText(kPoints[i])) << threads;
            for (std::size_t i = 0; i < std::size(kDeconvolutions); ++i)
                QTest::addRow("deconvolution %zu, %d threads", i, threads) << QString(kDeconvolutions[i]) << threads;
        }
    }

    void agreesWithReference() {
        QFETCH(QString, text);
        QFETCH(int, threads);
        const auto device = openDevice("cpu", threads);
        if (!device) QSKIP(device.error().text().c_str());
        const std::string owned = text.toStdString();
        const bool forward = owned.starts_with("convolution");
        // Up to 130 x 9 terms in [-1, 1): the sum is about 20, its rounding errors about 1e-6 times that times sqrt(terms) / 4.
        const layer_tests::LayerSuite suite{forward ? layers::convolution::kind : layers::deconvolution::kind, Tolerance{3e-5, 1e-5}, {}, {}};
        const auto built = layer_tests::buildCase(suite, LayerCase{owned});
        QVERIFY2(built.has_value(), built ? "" : built.error().text().c_str());
        const ConformanceResult result = runConformance(*built, **device);
        for (const std::string& failure : result.failures) QWARN(failure.c_str());
        QVERIFY2(result.failures.empty(), owned.c_str());
        QVERIFY(result.variantsRun >= 2);  // something besides the reference kernel
    }
};

}  // namespace planscope

QTEST_GUILESS_MAIN(planscope::ConvolutionGridTest)
#include "convolution_grid_test.moc"
