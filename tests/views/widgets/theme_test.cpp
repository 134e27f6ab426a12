// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/theme.h"

#include <QTest>
#include <QVector3D>

#include <cmath>
#include <limits>

namespace planscope::views {
namespace {

constexpr double kTextContrast = 4.5;      // WCAG 2, level AA, text
constexpr double kShapeContrast = 3.0;     // WCAG 2, level AA, graphics

/// How a colour looks to a viewer without red cones or without green cones (Viénot, Brettel, Mollon 1999, linear RGB).
QVector3D seenBy(const QColor& color, bool isProtan) {
    const auto linear = [](float c) { return std::pow(c, 2.2F); };
    const float r = linear(color.redF()), g = linear(color.greenF()), b = linear(color.blueF());
    const float mixed = isProtan ? 0.1124F * r + 0.8876F * g : 0.2928F * r + 0.7072F * g;
    return {mixed, mixed, (isProtan ? 0.004F * r - 0.004F * g : -0.0223F * r + 0.0223F * g) + b};
}

}  // namespace

class ThemeTest : public QObject {
    Q_OBJECT

private:
    static void addThemes() {
        QTest::addColumn<int>("kind");
        QTest::newRow("light") << static_cast<int>(ThemeKind::Light);
        QTest::newRow("dark") << static_cast<int>(ThemeKind::Dark);
    }
    static const Theme& fetched() {
        const int* kind = static_cast<const int*>(QTest::qData("kind", qMetaTypeId<int>()));
        return themeOf(static_cast<ThemeKind>(*kind));
    }

private Q_SLOTS:
    void textIsReadable_data() { addThemes(); }
    void textIsReadable() {
        const Theme& theme = fetched();
        for (const QColor& ground : {theme.window, theme.base, theme.alternateBase, theme.canvas, theme.nodeFill})
            for (const QColor& text : {theme.text, theme.mutedText}) QVERIFY(contrastRatio(text, ground) >= kTextContrast);
        QVERIFY(contrastRatio(theme.accentText, theme.accent) >= kTextContrast);
        for (const QColor& text : {theme.good, theme.warning, theme.error, theme.connector})
            QVERIFY(contrastRatio(text, theme.base) >= kTextContrast);
        QVERIFY(contrastRatio(theme.connector, theme.canvas) >= kTextContrast);
        QVERIFY(contrastRatio(theme.text, theme.searchHit) >= kTextContrast);
    }

    void titlesAreReadableOnEveryBand_data() { addThemes(); }
    void titlesAreReadableOnEveryBand() {
        const Theme& theme = fetched();
        for (const QColor& band : theme.categories) QVERIFY(contrastRatio(readableTextOn(band), band) >= kTextContrast);
        for (const QColor& band : theme.series) QVERIFY(contrastRatio(readableTextOn(band), band) >= kTextContrast);
        for (int i = 0; i <= 20; ++i) {
            const QColor band = heatColor(theme, i / 20.0);
            QVERIFY(contrastRatio(readableTextOn(band), band) >= kTextContrast);
        }
    }

    void marksStandOutFromTheCanvas_data() { addThemes(); }
    void marksStandOutFromTheCanvas() {
        const Theme& theme = fetched();
        for (const QColor& mark : {theme.edge, theme.edgeHover, theme.selection, theme.searchCurrent, theme.accent})
            QVERIFY2(contrastRatio(mark, theme.canvas) >= kShapeContrast, qPrintable(mark.name()));
    }

    void commonKindsDifferWithoutRedGreenVision_data() { addThemes(); }
    void commonKindsDifferWithoutRedGreenVision() {
        using enum inspect::Category;
        const Theme& theme = fetched();
        const inspect::Category common[] = {Convolution, Pooling, Activation, Elementwise, Normalization, Reduction, DataMovement};
        for (const bool isProtan : {true, false})
            for (const inspect::Category a : common)
                for (const inspect::Category b : common) {
                    if (a >= b) continue;
                    const QVector3D apart = seenBy(categoryColor(theme, a), isProtan) - seenBy(categoryColor(theme, b), isProtan);
                    QVERIFY2(apart.length() > 0.06F, qPrintable(QStringLiteral("%1 and %2: %3")
                        .arg(inspect::toString(a), inspect::toString(b)).arg(apart.length())));
                }
    }

    void heatRunsOneWay_data() { addThemes(); }
    void heatRunsOneWay() {
        const Theme& theme = fetched();
        double last = contrastRatio(heatColor(theme, 0), theme.canvas);
        for (int i = 1; i <= 20; ++i) {
            const double now = contrastRatio(heatColor(theme, i / 20.0), theme.canvas);
            QVERIFY(now >= last - 0.02);
            last = now;
        }
        QCOMPARE(heatColor(theme, -3), heatColor(theme, 0));
        QCOMPARE(heatColor(theme, 7), heatColor(theme, 1));
        QCOMPARE(heatColor(theme, std::numeric_limits<double>::quiet_NaN()), heatColor(theme, 0));
    }

    void paletteLeadsBackToItsTheme_data() { addThemes(); }
    void paletteLeadsBackToItsTheme() {
        const Theme& theme = fetched();
        QCOMPARE(&themeFor(makePalette(theme)), &theme);
        const QPalette palette = makePalette(theme);
        QVERIFY(contrastRatio(palette.color(QPalette::Text), palette.color(QPalette::Base)) >= kTextContrast);
        QVERIFY(contrastRatio(palette.color(QPalette::ButtonText), palette.color(QPalette::Button)) >= kTextContrast);
        QVERIFY(contrastRatio(palette.color(QPalette::ToolTipText), palette.color(QPalette::ToolTipBase)) >= kTextContrast);
    }

    void dataTypesHaveColors() {
        const Theme& theme = lightTheme();
        QVERIFY(dataTypeColor(theme, u"f32") != dataTypeColor(theme, u"i8"));
        QCOMPARE(dataTypeColor(theme, u"no such type"), theme.series.back());
    }
};

}  // namespace planscope::views

QTEST_MAIN(planscope::views::ThemeTest)
#include "theme_test.moc"
