// SPDX-License-Identifier: GPL-3.0-or-later
// Outlines in the dark theme, as they are painted.
#include "views/widgets/theme_style.h"

#include "views/widgets/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QLineEdit>
#include <QRadioButton>
#include <QSpinBox>
#include <QTest>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>

namespace planscope::views {
namespace {

constexpr double kBoxContrast = 3.0;    // WCAG 2, level AA, graphics: without the outline nothing tells that there is a box
constexpr double kFieldContrast = 1.5;  // a field is told by its fill and text too
constexpr int kEdge = 3;                // pixels in which a left edge lies

QWidget* tickedBox() {
    auto* box = new QCheckBox;
    box->setChecked(true);
    return box;
}

struct Row {
    const char* name;
    std::function<QWidget*()> make;
    double contrast;
};

const Row kRows[] = {
    {"box", [] { return new QCheckBox; }, kBoxContrast},
    {"ticked box", tickedBox, kBoxContrast},
    {"radio button", [] { return new QRadioButton; }, kBoxContrast},
    {"line edit", [] { return new QLineEdit; }, kFieldContrast},
    {"spin box", [] { return new QSpinBox; }, kFieldContrast},
};

/// Of the left edge at half height against the window.
double edgeContrast(QWidget& widget) {
    const QImage picture = widget.grab().toImage();
    const Theme& theme = darkTheme();
    double best = 1;
    for (int x = 0; x < kEdge; ++x) best = std::max(best, contrastRatio(picture.pixelColor(x, picture.height() / 2), theme.window));
    return best;
}

}  // namespace

class ThemeStyleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QApplication::setStyle(new ThemeStyle);
        QApplication::setPalette(makePalette(darkTheme()));
    }

    void outlinesAreSeen_data() {
        QTest::addColumn<int>("row");
        QTest::addColumn<bool>("isFocused");
        for (std::size_t i = 0; i < std::size(kRows); ++i)
            for (const bool isFocused : {false, true}) QTest::addRow("%s%s", kRows[i].name, isFocused ? ", focused" : "") << static_cast<int>(i) << isFocused;
    }
    void outlinesAreSeen() {
        QFETCH(const int, row);
        QFETCH(const bool, isFocused);
        QWidget window;
        auto* other = new QWidget;
        other->setFocusPolicy(Qt::StrongFocus);
        QWidget* const widget = kRows[row].make();
        auto* layout = new QVBoxLayout(&window);
        layout->addWidget(other);
        layout->addWidget(widget);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        (isFocused ? widget : other)->setFocus(Qt::MouseFocusReason);
        QCOMPARE(widget->hasFocus(), isFocused);
        const double contrast = edgeContrast(*widget);
        QVERIFY2(contrast >= kRows[row].contrast, qPrintable(QString::number(contrast)));
    }
};

}  // namespace planscope::views

QTEST_MAIN(planscope::views::ThemeStyleTest)
#include "theme_style_test.moc"
