// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/build_history.h"

#include <QWidget>

class QLabel;
class QStackedLayout;

namespace planscope::views {
class CopyableTableView;
class FilterProxy;
}  // namespace planscope::views

namespace planscope::desktop {

class BuildsTableModel;
class ComparisonTableModel;

/// The builds of the model that is open, and how two of them differ: those that are selected, or the one that is selected and the
/// one before it.
class BuildsPanel : public QWidget {
    Q_OBJECT

public:
    explicit BuildsPanel(QWidget* parent = nullptr);

    /// Shows other builds. With a new one among them that and the one before it are compared.
    void setBuilds(const std::vector<FinishedBuild>& builds);
    /// The answer to comparisonWanted; null: there is nothing to compare.
    void setComparison(const inspect::BuildComparisonPtr& comparison);

Q_SIGNALS:
    /// Indices into the builds, the earlier one first; -1, -1: none.
    void comparisonWanted(int before, int after);
    void originsSelected(const std::vector<std::uint32_t>& origins);

private:
    QWidget* makeComparison();
    void choose();
    void select(int first, int last);

    BuildsTableModel* m_model = nullptr;
    views::FilterProxy* m_proxy = nullptr;
    views::CopyableTableView* m_table = nullptr;
    ComparisonTableModel* m_differences = nullptr;
    views::FilterProxy* m_differenceProxy = nullptr;
    views::CopyableTableView* m_differenceTable = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_summary = nullptr;
    QStackedLayout* m_pages = nullptr;
    int m_buildCount = 0;
    bool m_isSelecting = false;
};

}  // namespace planscope::desktop
