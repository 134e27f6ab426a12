// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/onednn/winograd_weights.h"

#include <QtTest>

#include <cmath>
#include <set>
#include <vector>

namespace planscope::kernels {
namespace {

struct Row {
    std::int64_t channelsOut, channelsIn, extent;
};
/// Whole and part blocks, extents for which oneDNN nests its blocks differently.
constexpr Row kRows[] = {{64, 64, 56}, {128, 128, 28}, {256, 256, 14}, {128, 512, 7}, {512, 128, 7}, {48, 64, 30}, {64, 48, 40}, {96, 96, 20}, {64, 3, 40}, {30, 60, 40}, {33, 17, 12}};

dnnl::memory::dims filterDims(const Row& row) { return {row.channelsOut, row.channelsIn, 3, 3}; }

/// The layouts that the implementations of one convolution ask for.
std::vector<dnnl::memory::desc> layoutsOf(const Row& row, const dnnl::engine& engine) {
    using Tag = dnnl::memory::format_tag;
    constexpr auto type = dnnl::memory::data_type::f32;
    const dnnl::memory::desc in({1, row.channelsIn, row.extent, row.extent}, type, Tag::nChw16c), out({1, row.channelsOut, row.extent, row.extent}, type, Tag::nChw16c);
    const dnnl::convolution_forward::desc convolution(dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_winograd, in,
                                                      {filterDims(row), type, Tag::any}, out, {1, 1}, {1, 1}, {1, 1});
    std::vector<dnnl::memory::desc> layouts;
    try {
        dnnl::convolution_forward::primitive_desc found(convolution, engine);
        do layouts.push_back(found.weights_desc());
        while (found.next_impl());
    } catch (const dnnl::error&) {
        return {};  // none on this processor
    }
    return layouts;
}

}  // namespace

class WinogradWeightsTest : public QObject {
    Q_OBJECT
private slots:
    void areThoseOfTheLibrary();
    void otherLayoutsAreLeftAlone();
};

void WinogradWeightsTest::areThoseOfTheLibrary() {
    const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    dnnl::stream stream(engine);
    std::set<int> formats;
    for (const Row& row : kRows) {
        std::vector<float> weights(static_cast<std::size_t>(row.channelsOut * row.channelsIn * 9));
        for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = std::sin(static_cast<float>(i) * 0.37F);
        for (const dnnl::memory::desc& layout : layoutsOf(row, engine)) {
            if (!onednn::isTransformed(layout)) continue;
            formats.insert(layout.data.format_desc.wino_desc.wino_format);
            dnnl::memory plain({filterDims(row), dnnl::memory::data_type::f32, dnnl::memory::format_tag::oihw}, engine, weights.data());
            dnnl::memory expected(layout, engine);
            dnnl::reorder(plain, expected).execute(stream, plain, expected);
            stream.wait();
            std::vector<float> actual(layout.get_size() / sizeof(float), NAN);
            onednn::transformWeights(weights.data(), layout, actual.data());
            const float* const reference = static_cast<const float*>(expected.get_data_handle());
            // Two sums of three products each, of weights below 1 by factors below 1.14: all partial sums are below 4.
            constexpr float kTolerance = 12 * 0x1p-24F * 4;
            std::size_t worst = 0;
            for (std::size_t i = 0; i < actual.size(); ++i)
                if (!(std::abs(actual[i] - reference[i]) <= std::abs(actual[worst] - reference[worst]))) worst = i;
            QVERIFY2(std::abs(actual[worst] - reference[worst]) <= kTolerance,
                     qPrintable(QString("%1x%2, value %3: %4, not %5").arg(row.channelsOut).arg(row.channelsIn).arg(worst).arg(actual[worst]).arg(reference[worst])));
        }
    }
    if (formats.empty()) QSKIP("oneDNN has no Winograd convolutions for this processor, or is of another release");
}

void WinogradWeightsTest::otherLayoutsAreLeftAlone() {
    const dnnl::memory::desc plain({16, 16, 3, 3}, dnnl::memory::data_type::f32, dnnl::memory::format_tag::oihw);
    QVERIFY(!onednn::isTransformed(plain));
}

}  // namespace planscope::kernels

QTEST_APPLESS_MAIN(planscope::kernels::WinogradWeightsTest)
#include "winograd_weights_test.moc"
