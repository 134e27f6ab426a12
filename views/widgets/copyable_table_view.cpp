// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/copyable_table_view.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>

#include <algorithm>

namespace planscope::views {
namespace {

QString oneLine(QString text) {
    return text.replace(u'\t', u' ').replace(u'\n', u' ');
}

}  // namespace

CopyableTableView::CopyableTableView(QWidget* parent) : QTableView(parent) {
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAlternatingRowColors(true);
    setWordWrap(false);
    setShowGrid(false);
    setTabKeyNavigation(false);
    setSortingEnabled(true);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    horizontalHeader()->setSortIndicatorClearable(true);
    horizontalHeader()->setHighlightSections(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    setContextMenuPolicy(Qt::ActionsContextMenu);

    m_copy = new QAction(tr("&Copy"), this);
    m_copy->setObjectName(QStringLiteral("copyRows"));
    m_copy->setShortcut(QKeySequence::Copy);
    m_copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_copy->setToolTip(tr("Copy the selected rows (Ctrl+C)"));
    m_copyWithTitles = new QAction(tr("Copy with &titles"), this);
    m_copyWithTitles->setObjectName(QStringLiteral("copyRowsWithTitles"));
    addActions({m_copy, m_copyWithTitles});
    for (QAction* const action : actions()) action->setEnabled(false);
    connect(m_copy, &QAction::triggered, this, [this] { QGuiApplication::clipboard()->setText(selectedText()); });
    connect(m_copyWithTitles, &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(selectedTextWithTitles()); });
}

QList<int> CopyableTableView::shownColumns() const {
    QList<int> columns;
    for (int position = 0; position < horizontalHeader()->count(); ++position) {
        const int column = horizontalHeader()->logicalIndex(position);
        if (!isColumnHidden(column)) columns.append(column);
    }
    return columns;
}

QString CopyableTableView::selectedText() const {
    if (!selectionModel()) return {};
    QList<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows()) rows.append(index.row());
    std::ranges::sort(rows);
    const QList<int> columns = shownColumns();
    QString text;
    for (const int row : rows) {
        QStringList cells;
        for (const int column : columns)
            cells.append(oneLine(model()->index(row, column, rootIndex()).data().toString()));
        text += cells.join(u'\t') + u'\n';
    }
    return text;
}

QString CopyableTableView::selectedTextWithTitles() const {
    if (!model()) return {};
    QStringList titles;
    for (const int column : shownColumns())
        titles.append(oneLine(model()->headerData(column, Qt::Horizontal).toString()));
    return titles.join(u'\t') + u'\n' + selectedText();
}

/// The base class would copy the current cell alone where the action's shortcut does not reach, e.g. in popups.
void CopyableTableView::keyPressEvent(QKeyEvent* event) {
    if (!event->matches(QKeySequence::Copy)) return QTableView::keyPressEvent(event);
    m_copy->trigger();
}

void CopyableTableView::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
    QTableView::selectionChanged(selected, deselected);
    const bool hasRows = selectionModel()->hasSelection();
    m_copy->setEnabled(hasRows);
    m_copyWithTitles->setEnabled(hasRows);
}

}  // namespace planscope::views
