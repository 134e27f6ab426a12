// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/empty_state.h"
#include "views/widgets/search_line.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

namespace planscope::views {

class SearchLineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysStepAndClear() {
        SearchLine line;
        line.show();
        auto* const edit = line.findChild<QLineEdit*>("searchEdit");
        QSignalSpy edited(&line, &SearchLine::textEdited), next(&line, &SearchLine::nextRequested),
            previous(&line, &SearchLine::previousRequested), escaped(&line, &SearchLine::escaped);
        QTest::keyClicks(edit, "conv");
        QCOMPARE(edited.size(), 4);
        QCOMPARE(edited.last().first().toString(), "conv");
        QTest::keyClick(edit, Qt::Key_Return);
        QTest::keyClick(edit, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(next.size(), 1);
        QCOMPARE(previous.size(), 1);
        QTest::keyClick(edit, Qt::Key_Escape);
        QCOMPARE(line.text(), QString());
        QCOMPARE(escaped.size(), 1);
    }

    void countsHits() {
        SearchLine line;
        const auto* const count = line.findChild<QLabel*>("searchCount");
        const auto* const step = line.findChild<QToolButton*>("searchNext");
        line.showHits(-1, 0);
        QCOMPARE(count->text(), QString());
        line.setText("x");
        line.showHits(-1, 0);
        QCOMPARE(count->text(), "no hits");
        QVERIFY(!step->isEnabled());
        line.showHits(2, 17);
        QCOMPARE(count->text(), "3 of 17");
        QVERIFY(step->isEnabled());
        line.showHits(-1, 17);
        QCOMPARE(count->text(), "17 hits");
        line.showProblem("Because.");
        QCOMPARE(count->toolTip(), "Because.");
        QVERIFY(!step->isEnabled());
    }

    void buttonsStep() {
        SearchLine line;
        line.setText("x");
        line.showHits(0, 2);
        QSignalSpy next(&line, &SearchLine::nextRequested), previous(&line, &SearchLine::previousRequested);
        line.findChild<QToolButton*>("searchNext")->click();
        line.findChild<QToolButton*>("searchPrevious")->click();
        QCOMPARE(next.size(), 1);
        QCOMPARE(previous.size(), 1);
    }

    void controlsAreNamed() {
        SearchLine line;
        for (const QWidget* const control : {line.findChild<QWidget*>("searchEdit"), line.findChild<QWidget*>("searchNext"),
                                             line.findChild<QWidget*>("searchPrevious")}) {
            QVERIFY(!control->accessibleName().isEmpty());
            QVERIFY(!control->toolTip().isEmpty());
        }
    }

    void emptyStateOffersItsAction() {
        EmptyState page("Nothing here", "Open something");
        auto* const button = page.findChild<QPushButton*>("emptyAction");
        QVERIFY(button->isHidden());
        page.setAction("&Open", "Open a model (Ctrl+O)");
        QVERIFY(!button->isHidden());
        QCOMPARE(button->accessibleName(), "Open");
        QSignalSpy requested(&page, &EmptyState::actionRequested);
        button->click();
        QCOMPARE(requested.size(), 1);
        page.setAction({}, {});
        QVERIFY(button->isHidden());
    }

    void emptyPageGivesWayInSmallPanes() {
        EmptyState page("Nothing selected", "Click a node to see its properties");
        const auto* const title = page.findChild<QLabel*>("emptyTitle");
        const auto* const hint = page.findChild<QLabel*>("emptyHint");
        const auto isWhole = [&page](const QLabel* label) {
            return page.rect().contains(label->geometry()) && label->height() >= label->heightForWidth(label->width());
        };
        page.show();
        for (const QSize size : {QSize(600, 400), QSize(180, 140), QSize(130, 90), QSize(160, 60)}) {
            page.resize(size);
            QTRY_COMPARE(page.size(), size);
            QTRY_VERIFY2(isWhole(title), qPrintable(QString::number(size.width())));
            QTRY_VERIFY2(!hint->isVisible() || isWhole(hint), qPrintable(QString::number(size.width())));
        }
        QVERIFY(!hint->isVisible());
        page.resize(600, 400);
        QVERIFY(hint->isVisible());
    }
};

}  // namespace planscope::views

QTEST_MAIN(planscope::views::SearchLineTest)
#include "search_line_test.moc"
