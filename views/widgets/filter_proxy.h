// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/widgets/text_query.h"

#include <QSortFilterProxyModel>

namespace planscope::views {

/// Sorts by SnapshotTableModel::kSortRole and keeps the rows in which any cell matches the query. Rows that compare equal
/// keep the order of the source.
class FilterProxy : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit FilterProxy(QObject* parent = nullptr);

    void setQuery(const TextQuery& query);
    const TextQuery& query() const { return m_query; }

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    TextQuery m_query;
};

}  // namespace planscope::views
