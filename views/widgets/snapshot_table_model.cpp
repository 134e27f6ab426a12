// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/snapshot_table_model.h"

#include <algorithm>

namespace planscope::views {

SnapshotTableModel::SnapshotTableModel(std::vector<TableColumn> columns, QObject* parent)
    : QAbstractTableModel(parent), m_columns(std::move(columns)) {}

int SnapshotTableModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : m_rowCount; }

int SnapshotTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant SnapshotTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};   // asked for in good faith; anything else that is wrong, checkIndex reports
    if (!checkIndex(index, CheckIndexOption::ParentIsInvalid)) return {};
    const int row = index.row(), column = index.column();
    if (role == Qt::DisplayRole) return cell(row, column, CellRole::Display);
    if (role == kSortRole) return cell(row, column, CellRole::Sort);
    if (role == Qt::TextAlignmentRole) return QVariant(m_columns[static_cast<std::size_t>(column)].alignment);
    return decoration(row, column, role);
}

QVariant SnapshotTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (section < 0 || orientation != Qt::Horizontal || section >= columnCount()) return {};
    const TableColumn& column = m_columns[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole) return column.title;
    if (role == Qt::ToolTipRole && !column.toolTip.isEmpty()) return column.toolTip;
    if (role == Qt::TextAlignmentRole) return QVariant(column.alignment);
    return {};
}

void SnapshotTableModel::replaceRows(const std::function<int()>& swap) {
    beginResetModel();
    m_rowCount = std::max(0, swap());
    endResetModel();
}

QVariant SnapshotTableModel::decoration(int, int, int) const { return {}; }

}  // namespace planscope::views
