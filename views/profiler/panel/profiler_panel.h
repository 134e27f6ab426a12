// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/profile_snapshot.h"
#include "views/profiler/model/tactic_wishes.h"

#include <QList>
#include <QWidget>

class QAction;
class QLabel;
class QSplitter;
class QStackedWidget;
class QTabWidget;

namespace planscope::views {
class EmptyState;
}

namespace planscope::views::profiler {

class LatencyPage;
class LayersPage;
class MemoryPage;
class TimelineWidget;

/// The profiler view: a line that says what was measured and how well it adds up, the timeline, and below it layers with
/// candidates, latencies and memory. Shows what it is given; asks for builds and runs by signal.
class ProfilerPanel : public QWidget {
    Q_OBJECT

public:
    explicit ProfilerPanel(QWidget* parent = nullptr);

    /// Null empties the view.
    void setSnapshot(inspect::ProfileSnapshotPtr snapshot);
    /// See LayersPage::setWishes.
    void setWishes(TacticWishes wishes);
    /// Marks these steps everywhere; gives no signal.
    void setSelectedSteps(const QList<int>& steps);
    const QList<int>& selectedSteps() const { return m_selected; }

    /// The layer table as filtered and sorted now, RFC 4180.
    QString shownCsv() const;
    /// @return one sentence if the file could not be written, else empty
    QString exportCsv(const QString& path) const;

    QByteArray saveLayout() const;
    bool restoreLayout(const QByteArray& state);

Q_SIGNALS:
    void stepsSelected(const QList<int>& steps);
    /// The button of an empty state was pressed.
    void buildRequested();
    void profileRequested();
    /// See LayersPage::tacticWanted.
    void tacticWanted(const QString& layer, int row, planscope::views::profiler::TacticWish wish);
    /// What is under the mouse, for a status bar.
    void sentenceChanged(const QString& sentence);

private:
    void makeTopBar(QWidget* bar);
    QWidget* makeMeasuredPage();
    QAction* makeAction(const char* name, const QString& text, const QString& toolTip);
    void showPages();
    void selectFrom(QObject* source, const QList<int>& steps);
    void askForCsvFile();

    QLabel* m_trust = nullptr;
    QLabel* m_sentence = nullptr;
    QAction* m_export = nullptr;
    QAction* m_zoomIn = nullptr;
    QAction* m_zoomOut = nullptr;
    QAction* m_fit = nullptr;
    QStackedWidget* m_pages = nullptr;
    EmptyState* m_noEngine = nullptr;
    QSplitter* m_splitter = nullptr;
    QStackedWidget* m_timelineStack = nullptr;
    TimelineWidget* m_timeline = nullptr;
    EmptyState* m_noTimeline = nullptr;
    QTabWidget* m_tabs = nullptr;
    LayersPage* m_layers = nullptr;
    QStackedWidget* m_latencyStack = nullptr;
    LatencyPage* m_latency = nullptr;
    MemoryPage* m_memory = nullptr;
    inspect::ProfileSnapshotPtr m_snapshot;
    QList<int> m_selected;
    QString m_range;
};

}  // namespace planscope::views::profiler
