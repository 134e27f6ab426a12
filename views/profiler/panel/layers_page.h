// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/profile_snapshot.h"
#include "views/profiler/model/tactic_wishes.h"

#include <QList>
#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;
class QSplitter;
class QToolButton;

namespace planscope::views {
class CopyableTableView;
class FilterProxy;
}  // namespace planscope::views

namespace planscope::views::profiler {

class CandidateTableModel;
class LayerTableModel;

/// The layer table with its filter, and beside it the candidates of the current layer with the reason for the chosen one.
class LayersPage : public QWidget {
    Q_OBJECT

public:
    explicit LayersPage(QWidget* parent = nullptr);

    void setSnapshot(inspect::ProfileSnapshotPtr snapshot);
    /// What is wanted of candidates in the next build.
    void setWishes(TacticWishes wishes);
    /// Selects the rows of these steps and scrolls to the first; gives no signal.
    void setSelectedSteps(const QList<int>& steps);
    QList<int> selectedSteps() const;

    /// The table as filtered and sorted now.
    QString shownCsv() const;

public Q_SLOTS:
    void focusFilter();

Q_SIGNALS:
    void stepsSelected(const QList<int>& steps);
    /// Something is wanted of candidate `row` of the layer's record in the next build.
    void tacticWanted(const QString& layer, int row, planscope::views::profiler::TacticWish wish);

private:
    QWidget* makeLayerPane();
    QWidget* makeCandidatePane();
    void makeCandidateMenu();
    static QToolButton* makeWishButton(QAction* action, QWidget* parent);
    void updateCandidateMenu();
    void applyFilter(const QString& typed);
    void showCandidates();
    void selectionChanged();
    void updateCount();

    LayerTableModel* m_layers = nullptr;
    CandidateTableModel* m_candidates = nullptr;
    FilterProxy* m_layerProxy = nullptr;
    FilterProxy* m_candidateProxy = nullptr;
    CopyableTableView* m_layerView = nullptr;
    CopyableTableView* m_candidateView = nullptr;
    QLineEdit* m_filter = nullptr;
    QLabel* m_count = nullptr;
    QLabel* m_layerName = nullptr;
    QLabel* m_headline = nullptr;
    QList<QAction*> m_wishes;
    inspect::ProfileSnapshotPtr m_snapshot;
    bool m_isSelecting = false;
};

}  // namespace planscope::views::profiler
