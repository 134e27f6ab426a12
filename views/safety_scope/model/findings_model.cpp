// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/safety_scope/model/findings_model.h"

#include <algorithm>
#include <map>

namespace planscope::views::safety_scope {
namespace {

constexpr quintptr kGroupId = 0;  // of indexes of groups; those of findings have the number of their group plus one

}  // namespace

QString severityText(Severity severity) {
    const QString words[] = {FindingsModel::tr("fine"), FindingsModel::tr("advice"), FindingsModel::tr("warning"), FindingsModel::tr("error")};
    return words[static_cast<std::size_t>(severity)];
}

void FindingsModel::setRows(std::vector<FindingRow> rows) {
    beginResetModel();
    m_rows = std::move(rows);
    regroup();
    endResetModel();
}

void FindingsModel::setGrouping(Grouping grouping) {
    if (grouping == m_grouping) return;
    beginResetModel();
    m_grouping = grouping;
    regroup();
    endResetModel();
}

const FindingRow* FindingsModel::rowAt(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() == kGroupId) return nullptr;
    return &m_rows[m_groups[index.internalId() - 1].rows[static_cast<std::size_t>(index.row())]];
}

int FindingsModel::count(Severity severity) const {
    return static_cast<int>(std::ranges::count_if(m_rows, [severity](const FindingRow& row) { return row.severity == severity && !row.isRelaxed; }));
}

QString FindingsModel::keyOf(const FindingRow& row) const {
    if (m_grouping == Grouping::Severity) return row.isRelaxed ? tr("no longer refused") : severityText(row.severity);
    if (m_grouping == Grouping::Subject) return row.subject.isEmpty() ? tr("Configuration") : row.subject;
    return QStringLiteral("%1 · %2").arg(row.rule, row.violation);
}

void FindingsModel::regroup() {
    m_groups.clear();
    std::map<QString, std::size_t> known;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const QString key = keyOf(m_rows[i]);
        const auto [at, isNew] = known.try_emplace(key, m_groups.size());
        if (isNew) m_groups.push_back({key, Severity::Fine, {}});
        Group& group = m_groups[at->second];
        if (!m_rows[i].isRelaxed) group.worst = std::max(group.worst, m_rows[i].severity);
        group.rows.push_back(i);
    }
    std::ranges::stable_sort(m_groups, std::ranges::greater(), &Group::worst);
}

QModelIndex FindingsModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : kGroupId);
}

QModelIndex FindingsModel::parent(const QModelIndex& child) const {
    if (!child.isValid() || child.internalId() == kGroupId) return {};
    return createIndex(static_cast<int>(child.internalId() - 1), 0, kGroupId);
}

int FindingsModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return static_cast<int>(m_groups.size());
    if (parent.internalId() != kGroupId || parent.column() != 0) return 0;
    return static_cast<int>(m_groups[static_cast<std::size_t>(parent.row())].rows.size());
}

int FindingsModel::columnCount(const QModelIndex&) const { return ColumnCount; }

QVariant FindingsModel::data(const QModelIndex& index, int role) const {
    if (const FindingRow* row = rowAt(index)) return rowData(*row, index.column(), role);
    return index.isValid() ? groupData(m_groups[static_cast<std::size_t>(index.row())], index.column(), role) : QVariant();
}

QVariant FindingsModel::groupData(const Group& group, int column, int role) const {
    if (role == SeverityRole) return static_cast<int>(group.worst);
    if (role == SearchRole) return group.title;
    if (role != Qt::DisplayRole) return {};
    if (column == Finding) return group.title;
    if (column == Where) return group.rows.size() == 1 ? tr("1 finding") : tr("%1 findings").arg(group.rows.size());
    if (column == Level) return group.worst == Severity::Fine ? tr("no longer refused") : severityText(group.worst);
    return {};
}

QVariant FindingsModel::rowData(const FindingRow& row, int column, int role) const {
    if (role == SeverityRole) return static_cast<int>(row.isRelaxed ? Severity::Fine : row.severity);
    if (role == SearchRole) return QString(row.rule + u' ' + row.sentence + u' ' + row.violation);
    if (role == Qt::ToolTipRole) return row.sentence;
    if (role != Qt::DisplayRole) return {};
    const QString level = row.isRelaxed ? tr("was %1").arg(severityText(row.severity)) : severityText(row.severity);
    const QString texts[] = {m_grouping == Grouping::Rule ? row.sentence : row.rule + QStringLiteral(" · ") + row.sentence, row.subject.isEmpty() ? tr("Configuration") : row.subject, row.value, level};
    return texts[column];
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    const QString titles[] = {tr("Finding"), tr("Where"), tr("Value"), tr("Level")};
    return section >= 0 && section < ColumnCount ? titles[section] : QVariant();
}

}  // namespace planscope::views::safety_scope
