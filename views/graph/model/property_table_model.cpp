// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/model/property_table_model.h"

#include <algorithm>

namespace planscope::views::graph {
namespace {

constexpr qsizetype kLongestToolTip = 2000;

std::vector<QString> groupsOf(const std::vector<inspect::Property>& properties) {
    std::vector<QString> groups;
    for (const inspect::Property& property : properties)
        if (const QString group = QString::fromStdString(property.group); std::ranges::find(groups, group) == groups.end())
            groups.push_back(group);
    return groups;
}

}  // namespace

PropertyTableModel::PropertyTableModel(QObject* parent)
    : SnapshotTableModel({{.title = tr("Property"), .toolTip = {}}, {.title = tr("Value"), .toolTip = {}}}, parent) {}

void PropertyTableModel::setProperties(const std::vector<inspect::Property>& properties) {
    std::vector<Row> rows;
    for (const QString& group : groupsOf(properties)) {
        if (!group.isEmpty()) rows.push_back({.name = group, .value = {}, .isHeading = true});
        for (const inspect::Property& property : properties)
            if (group == QString::fromStdString(property.group))
                rows.push_back({QString::fromStdString(property.name), QString::fromStdString(property.value), false});
    }
    replaceRows([&] {
        m_rows = std::move(rows);
        return static_cast<int>(m_rows.size());
    });
}

bool PropertyTableModel::isHeading(int row) const {
    return row >= 0 && row < rowCount() && m_rows[static_cast<std::size_t>(row)].isHeading;
}

QVariant PropertyTableModel::cell(int row, int column, CellRole role) const {
    if (role == CellRole::Sort) return row;   // groups would fall apart
    const Row& content = m_rows[static_cast<std::size_t>(row)];
    return column == Name ? content.name : content.value;
}

QVariant PropertyTableModel::decoration(int row, int column, int role) const {
    const Row& content = m_rows[static_cast<std::size_t>(row)];
    if (role == kHeadingRole) return content.isHeading;
    if (role == Qt::ToolTipRole && column == Value && !content.value.isEmpty())
        return content.value.left(kLongestToolTip);
    return {};
}

}  // namespace planscope::views::graph
