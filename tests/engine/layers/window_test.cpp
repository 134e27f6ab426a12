// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/window.h"

#include <QTest>

namespace planscope::layers {

/// The formulas of TensorRT 8.6's PaddingMode, case by case.
class WindowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void modes_data();
    void modes();
    void trimming_data();
    void trimming();
    void everySamePaddingCoversTheInput();
};

void WindowTest::modes_data() {
    QTest::addColumn<int>("mode");
    QTest::addColumn<QList<int>>("window");  // input, kernel, stride, dilation, pre, post
    QTest::addColumn<QList<int>>("result");  // pre, post, sliding extent, pooling extent
    const auto row = [](const char* name, PaddingMode mode, QList<int> window, QList<int> result) {
        QTest::newRow(name) << static_cast<int>(mode) << window << result;
    };
    row("explicit down", PaddingMode::ExplicitRoundDown, {6, 3, 2, 1, 0, 0}, {0, 0, 2, 2});
    row("explicit up", PaddingMode::ExplicitRoundUp, {6, 3, 2, 1, 0, 0}, {0, 0, 3, 3});
    row("dilated", PaddingMode::ExplicitRoundDown, {9, 3, 1, 2, 1, 1}, {1, 1, 7, 7});
    row("too large", PaddingMode::ExplicitRoundDown, {2, 5, 3, 1, 0, 0}, {0, 0, 0, 0});
    row("same upper, odd", PaddingMode::SameUpper, {10, 4, 3, 1, 7, 7}, {1, 2, 4, 4});
    row("same lower, odd", PaddingMode::SameLower, {10, 4, 3, 1, 7, 7}, {2, 1, 4, 4});
    row("same, nothing to add", PaddingMode::SameUpper, {5, 1, 3, 1, 0, 0}, {0, 0, 2, 2});
    row("same, dilated", PaddingMode::SameUpper, {8, 3, 1, 3, 0, 0}, {3, 3, 8, 8});
    row("caffe down", PaddingMode::CaffeRoundDown, {6, 3, 2, 1, 1, 5}, {1, 1, 3, 3});
    row("caffe up drops", PaddingMode::CaffeRoundUp, {4, 2, 3, 1, 1, 0}, {1, 1, 3, 2});
    row("caffe up keeps", PaddingMode::CaffeRoundUp, {6, 3, 2, 1, 1, 0}, {1, 1, 4, 4});
}

void WindowTest::modes() {
    QFETCH(int, mode);
    QFETCH(QList<int>, window);
    QFETCH(QList<int>, result);
    const auto padding = static_cast<PaddingMode>(mode);
    const Dims input{window[0]};
    const Window resolved =
        resolvePadding(padding, {{window[1]}, {window[2]}, {window[3]}, {window[4]}, {window[5]}}, input);
    QCOMPARE(resolved.prePadding[0], result[0]);
    QCOMPARE(resolved.postPadding[0], result[1]);
    QCOMPARE(slidingExtents(padding, resolved, input)[0], result[2]);
    QCOMPARE(poolingExtents(padding, resolved, input)[0], result[3]);
}

void WindowTest::trimming_data() {
    QTest::addColumn<int>("mode");
    QTest::addColumn<QList<int>>("window");  // input, kernel, stride, dilation, pre, post, output padding
    QTest::addColumn<QList<int>>("result");  // pre, post, extent
    const auto row = [](const char* name, PaddingMode mode, QList<int> window, QList<int> result) {
        QTest::newRow(name) << static_cast<int>(mode) << window << result;
    };
    row("explicit", PaddingMode::ExplicitRoundDown, {5, 3, 2, 1, 1, 1, 0}, {1, 1, 9});
    row("output padding", PaddingMode::ExplicitRoundDown, {5, 3, 2, 1, 1, 0, 1}, {1, -1, 11});
    row("same upper", PaddingMode::SameUpper, {5, 4, 1, 1, 9, 9, 0}, {1, 2, 5});
    row("same lower", PaddingMode::SameLower, {5, 4, 1, 1, 9, 9, 0}, {2, 1, 5});
    row("same, stride beyond the filter", PaddingMode::SameUpper, {5, 2, 4, 1, 0, 0, 0}, {0, 0, 18});
}

void WindowTest::trimming() {
    QFETCH(int, mode);
    QFETCH(QList<int>, window);
    QFETCH(QList<int>, result);
    const Window resolved = resolveTrimming(
        static_cast<PaddingMode>(mode), {{window[1]}, {window[2]}, {window[3]}, {window[4]}, {window[5]}}, {window[6]});
    QCOMPARE(resolved.prePadding[0], result[0]);
    QCOMPARE(resolved.postPadding[0], result[1]);
    QCOMPARE(deconvolutionExtents(resolved, {window[0]})[0], result[2]);
}

/// Whatever the sizes: ceil(input / stride) windows, the first starts in the padding or at 0, the last ends at or after
/// the last element that a window can reach.
void WindowTest::everySamePaddingCoversTheInput() {
    for (std::int64_t input = 1; input <= 12; ++input)
        for (std::int64_t kernel = 1; kernel <= 6; ++kernel)
            for (std::int64_t stride = 1; stride <= 5; ++stride)
                for (const PaddingMode mode : {PaddingMode::SameUpper, PaddingMode::SameLower}) {
                    const Window w = resolvePadding(mode, {{kernel}, {stride}, {1}, {0}, {0}}, {input});
                    const std::int64_t extent = slidingExtents(mode, w, {input})[0];
                    QCOMPARE(extent, (input + stride - 1) / stride);
                    const std::int64_t used = (extent - 1) * stride + kernel,
                                       padded = input + w.prePadding[0] + w.postPadding[0];
                    QVERIFY(used <= padded && w.prePadding[0] >= 0 && w.postPadding[0] >= 0);
                    QVERIFY(std::abs(w.prePadding[0] - w.postPadding[0]) <= 1);
                }
}

}  // namespace planscope::layers

QTEST_GUILESS_MAIN(planscope::layers::WindowTest)
#include "window_test.moc"
