// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QTableView>

class QAction;

namespace planscope::views {

/// A table of whole rows: a click on a header sorts, Ctrl+C and the context menu copy the selected rows as text with a
/// tab between cells.
class CopyableTableView : public QTableView {
    Q_OBJECT

public:
    explicit CopyableTableView(QWidget* parent = nullptr);

    /// The selected rows in the order shown, one line each, cells in the order shown, hidden columns left out.
    QString selectedText() const;
    /// The same with a first line of column titles.
    QString selectedTextWithTitles() const;

    QAction* copyAction() const { return m_copy; }
    QAction* copyWithTitlesAction() const { return m_copyWithTitles; }

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;

private:
    QList<int> shownColumns() const;

    QAction* m_copy = nullptr;
    QAction* m_copyWithTitles = nullptr;
};

}  // namespace planscope::views
