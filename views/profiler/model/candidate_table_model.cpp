// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/model/candidate_table_model.h"

#include "engine/inspect/format.h"

#include <algorithm>

namespace planscope::views::profiler {
namespace {

constexpr Qt::Alignment kNumber = Qt::AlignRight | Qt::AlignVCenter;
constexpr Qt::Alignment kText = Qt::AlignLeft | Qt::AlignVCenter;

QString toQString(const std::string& text) { return QString::fromStdString(text); }

}  // namespace

CandidateTableModel::CandidateTableModel(QObject* parent)
    : SnapshotTableModel({{tr("Tactic"), tr("Kernel family"), kText},
                          {tr("Algorithm"), tr("Variant of the tactic"), kText},
                          {tr("Formats"), tr("Memory formats of inputs and outputs"), kText},
                          {tr("Median"), tr("Middle time over the samples of the build"), kNumber},
                          {tr("vs. chosen"), tr("Median divided by the median of the chosen tactic"), kNumber},
                          {tr("Samples"), tr("Timed executions; \"cache\" if the time comes from the timing cache"), kNumber},
                          {tr("Workspace"), tr("Scratch memory that the tactic needs"), kNumber},
                          {tr("Status"), tr("What became of it"), kText},
                          {tr("Next build"), tr("What is wanted of it in the next build"), kText},
                          {tr("Reason"), tr("Why it was refused or left out"), kText}},
                         parent) {}

void CandidateTableModel::setLayer(inspect::ProfileSnapshotPtr snapshot, int layerIndex) {
    replaceRows([&] {
        m_snapshot = std::move(snapshot);
        m_layer = layerIndex;
        const int chosen = chosenRow();
        m_chosenNs = chosen >= 0 ? at(chosen).medianNs : -1;
        return layer() ? static_cast<int>(layer()->rows.size()) : 0;
    });
}

void CandidateTableModel::setWishes(TacticWishes wishes) {
    m_wishes = std::move(wishes);
    if (rowCount() > 0) Q_EMIT dataChanged(index(0, Wish), index(rowCount() - 1, Wish));
}

QString CandidateTableModel::wishText(int row) const {
    const auto at = m_wishes.find({toQString(m_snapshot->layers[static_cast<std::size_t>(m_layer)].name), row});
    if (at == m_wishes.end()) return {};
    const QString words[] = {tr("pinned"), tr("forbidden"), tr("time again")};
    QStringList texts;
    for (const TacticWish wish : at->second) texts += words[static_cast<int>(wish)];
    return texts.join(QStringLiteral(", "));
}

const inspect::LayerCandidates* CandidateTableModel::layer() const {
    if (!m_snapshot || m_layer < 0 || m_layer >= static_cast<int>(m_snapshot->candidates.size())) return nullptr;
    return &m_snapshot->candidates[static_cast<std::size_t>(m_layer)];
}

QString CandidateTableModel::headline() const { return layer() ? toQString(layer()->reasonChosen) : QString(); }

int CandidateTableModel::chosenRow() const {
    if (!layer()) return -1;
    const auto found = std::ranges::find(layer()->rows, true, &inspect::CandidateRow::chosen);
    return found == layer()->rows.end() ? -1 : static_cast<int>(found - layer()->rows.begin());
}

QVariant CandidateTableModel::cell(int row, int column, CellRole role) const {
    const inspect::CandidateRow& candidate = at(row);
    const bool isSort = role == CellRole::Sort;
    const bool isTimed = candidate.medianNs >= 0;
    switch (static_cast<Column>(column)) {
    case Tactic: return toQString(candidate.tactic);
    case Algorithm: return toQString(candidate.algorithm);
    case Formats: return toQString(candidate.formats);
    case Median: return isSort ? QVariant(candidate.medianNs) : QVariant(toQString(inspect::formatDuration(candidate.medianNs)));
    case Versus: {
        const double ratio = isTimed && m_chosenNs > 0 ? candidate.medianNs / m_chosenNs : -1;
        if (isSort) return ratio;
        return ratio < 0 ? QStringLiteral("–") : QString::number(ratio, 'f', ratio < 10 ? 2 : 1) + QStringLiteral(" ×");
    }
    case Samples:
        if (isSort) return candidate.samples;
        if (candidate.fromCache) return tr("cache");
        return candidate.samples > 0 ? QString::number(candidate.samples) : QStringLiteral("–");
    case Workspace:
        if (isSort) return QVariant::fromValue<qulonglong>(candidate.workspaceBytes);
        return toQString(inspect::formatBytes(candidate.workspaceBytes));
    case Status: return toQString(candidate.status);
    case Wish: return wishText(row);
    case Reason: return toQString(candidate.reason);
    }
    return {};
}

QVariant CandidateTableModel::decoration(int row, int column, int role) const {
    if (role == kChosenRole) return at(row).chosen;
    if (role == kMeasuredRole) return at(row).medianNs >= 0;
    if (role == Qt::ToolTipRole && (column == Reason || column == Tactic || column == Algorithm || column == Formats))
        return cell(row, column, CellRole::Display);
    return {};
}

}  // namespace planscope::views::profiler
