// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/filter_proxy.h"

#include "views/widgets/snapshot_table_model.h"

namespace planscope::views {

FilterProxy::FilterProxy(QObject* parent) : QSortFilterProxyModel(parent) {
    setSortRole(SnapshotTableModel::kSortRole);
    setDynamicSortFilter(true);
}

void FilterProxy::setQuery(const TextQuery& query) {
    m_query = query;
    invalidateRowsFilter();
}

bool FilterProxy::filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const {
    if (m_query.isEmpty()) return true;
    const QAbstractItemModel* const source = sourceModel();
    for (int column = 0; column < source->columnCount(sourceParent); ++column)
        if (m_query.matches(source->index(sourceRow, column, sourceParent).data().toString())) return true;
    return false;
}

bool FilterProxy::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const QVariant a = left.data(sortRole()), b = right.data(sortRole());
    const QPartialOrdering order = QVariant::compare(a, b);
    if (order == QPartialOrdering::Less) return true;
    if (order == QPartialOrdering::Greater) return false;
    return left.row() < right.row();
}

}  // namespace planscope::views
