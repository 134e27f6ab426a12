// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/comparison_table_model.h"

#include "engine/inspect/format.h"
#include "views/widgets/theme.h"

#include <QApplication>
#include <QPalette>

#include <cmath>

namespace planscope::desktop {
namespace {

using inspect::LayerDifference;

constexpr Qt::Alignment kText = Qt::AlignLeft | Qt::AlignVCenter, kNumber = Qt::AlignRight | Qt::AlignVCenter;

QString duration(double ns) { return QString::fromStdString(inspect::formatDuration(ns)); }

/// "fp32 → fp16" where it changed, else the one word.
QString transition(const std::string& before, const std::string& after) {
    const QString from = QString::fromStdString(before), to = QString::fromStdString(after);
    if (from == to || from.isEmpty() || to.isEmpty()) return to.isEmpty() ? from : to;
    return from + QStringLiteral(" ⇒ ") + to;
}

}  // namespace

ComparisonTableModel::ComparisonTableModel(QObject* parent)
    : SnapshotTableModel({{tr("Layer"), tr("Layers that share nodes of the model stand in one row"), kText},
                          {tr("Change"), tr("Time after less time before; sums of medians"), kNumber},
                          {tr("Before"), {}, kNumber},
                          {tr("After"), {}, kNumber},
                          {tr("Tactic"), tr("Before ⇒ after where it changed"), kText},
                          {tr("Formats"), tr("Before ⇒ after where they changed"), kText},
                          {tr("Precision"), tr("Before ⇒ after where it changed"), kText}},
                         parent) {}

void ComparisonTableModel::setComparison(inspect::BuildComparisonPtr comparison) {
    replaceRows([&] {
        m_comparison = std::move(comparison);
        return m_comparison ? static_cast<int>(m_comparison->layers.size()) : 0;
    });
}

QVariant ComparisonTableModel::cell(int row, int column, views::CellRole role) const {
    const LayerDifference& layer = at(row);
    if (role == views::CellRole::Sort && column == Change) return layer.isMeasured() ? std::abs(layer.changeNs()) : -1.0;
    if (role == views::CellRole::Sort && column == Before) return layer.beforeNs;
    if (role == views::CellRole::Sort && column == After) return layer.afterNs;
    const QString name = QString::fromStdString(layer.name);
    const QString texts[] = {layer.before.empty()  ? tr("%1 (new)").arg(name)
                             : layer.after.empty() ? tr("%1 (gone)").arg(name)
                                                   : name,
                             layer.isMeasured() ? QString::fromStdString(inspect::formatChange(layer.changeNs())) : QStringLiteral("–"),
                             layer.before.empty() ? QStringLiteral("–") : duration(layer.beforeNs),
                             layer.after.empty() ? QStringLiteral("–") : duration(layer.afterNs),
                             transition(layer.beforeTactics, layer.afterTactics),
                             transition(layer.beforeFormats, layer.afterFormats),
                             transition(layer.beforePrecisions, layer.afterPrecisions)};
    return texts[column];
}

QVariant ComparisonTableModel::decoration(int row, int column, int role) const {
    const LayerDifference& layer = at(row);
    if (role == Qt::ToolTipRole && (column == Layer || column >= Tactic)) return cell(row, column, views::CellRole::Display);
    if (role != Qt::ForegroundRole) return {};
    const views::Theme& theme = views::themeFor(QApplication::palette());
    if (column == Change && layer.isMeasured() && layer.changeNs() != 0) return layer.changeNs() < 0 ? theme.good : theme.error;
    const bool isChanged = (column == Tactic && layer.changesTactic()) || (column == Format && layer.changesFormat()) || (column == Precision && layer.changesPrecision());
    return isChanged || column <= After ? QVariant() : QVariant(theme.mutedText);
}

}  // namespace planscope::desktop
