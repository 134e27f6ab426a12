// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/safety_scope/model/finding_row.h"

#include <QAbstractItemModel>

namespace planscope::views::safety_scope {

enum class Grouping { Rule, Subject, Severity };

QString severityText(Severity severity);

/// Findings under the groups that they are read by: rules, layers or severities, worst first.
class FindingsModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { Finding, Where, Value, Level, ColumnCount };
    enum Role { SeverityRole = Qt::UserRole, SearchRole };

    using QAbstractItemModel::QAbstractItemModel;

    void setRows(std::vector<FindingRow> rows);
    void setGrouping(Grouping grouping);
    Grouping grouping() const { return m_grouping; }

    const std::vector<FindingRow>& rows() const { return m_rows; }
    /// Null for groups and invalid indexes.
    const FindingRow* rowAt(const QModelIndex& index) const;
    /// How many of them hold now.
    int count(Severity severity) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Group {
        QString title;
        Severity worst = Severity::Fine;
        std::vector<std::size_t> rows;
    };
    void regroup();
    QString keyOf(const FindingRow& row) const;
    QVariant groupData(const Group& group, int column, int role) const;
    QVariant rowData(const FindingRow& row, int column, int role) const;

    std::vector<FindingRow> m_rows;
    std::vector<Group> m_groups;
    Grouping m_grouping = Grouping::Rule;
};

}  // namespace planscope::views::safety_scope
