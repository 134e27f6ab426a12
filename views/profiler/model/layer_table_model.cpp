// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/model/layer_table_model.h"

#include "engine/inspect/format.h"

#include <QStringList>

#include <algorithm>

namespace planscope::views::profiler {
namespace {

constexpr Qt::Alignment kNumber = Qt::AlignRight | Qt::AlignVCenter;
constexpr Qt::Alignment kText = Qt::AlignLeft | Qt::AlignVCenter;

QString toQString(const std::string& text) { return QString::fromStdString(text); }

/// Amount per second of median time; -1 where nothing was measured.
double rate(double amount, double medianNs) { return medianNs > 0 ? amount / medianNs * 1e9 : -1; }

QString rateText(double perSecond, const QString& unit) {
    if (perSecond < 0) return QStringLiteral("–");
    const QString count = toQString(inspect::formatCount(perSecond));
    return perSecond < 1000 ? count + u' ' + unit : count + unit;
}

QString formatsOf(const inspect::LayerRow& row) {
    if (row.inputFormats.empty() && row.outputFormats.empty()) return {};
    return toQString(row.inputFormats) + QStringLiteral(" → ") + toQString(row.outputFormats);
}

QString outputOf(const inspect::LayerRow& row) { return toQString(row.dataType + ' ' + row.outputShape); }

QString onnxNodesOf(const inspect::LayerRow& row) {
    QStringList names;
    for (const std::string& name : row.onnxNodes) names.append(toQString(name));
    return names.join(QStringLiteral(", "));
}

QVariant number(double value, CellRole role, const QString& text) { return role == CellRole::Sort ? QVariant(value) : QVariant(text); }

QVariant duration(double ns, CellRole role) { return number(ns, role, toQString(inspect::formatDuration(ns))); }

}  // namespace

LayerTableModel::LayerTableModel(QObject* parent)
    : SnapshotTableModel({{tr("Step"), tr("Place in the order of execution"), kNumber},
                          {tr("Layer"), tr("Name of the fused layer"), kText},
                          {tr("Kind"), tr("Layer kind of the anchor"), kText},
                          {tr("Median"), tr("Middle time of one execution over all profiled inferences"), kNumber},
                          {tr("Min"), tr("Shortest time of one execution"), kNumber},
                          {tr("p95"), tr("95 % of the executions took no longer"), kNumber},
                          {tr("Share"), tr("Part of the sum of all medians"), kNumber},
                          {tr("Tactic"), tr("Kernel family and algorithm that run the layer"), kText},
                          {tr("Formats"), tr("Memory formats of inputs and outputs"), kText},
                          {tr("Output"), tr("Element type and shape of the first output"), kText},
                          {tr("FLOP/s"), tr("Computed arithmetic per second of median time"), kNumber},
                          {tr("Bytes/s"), tr("Bytes read and written, computed, per second of median time"), kNumber},
                          {tr("ONNX nodes"), tr("Nodes of the model that this layer came from"), kText}},
                         parent) {}

void LayerTableModel::setSnapshot(inspect::ProfileSnapshotPtr snapshot) {
    replaceRows([&] {
        m_snapshot = std::move(snapshot);
        return m_snapshot ? static_cast<int>(m_snapshot->layers.size()) : 0;
    });
}

int LayerTableModel::stepOf(int row) const { return row >= 0 && row < rowCount() ? at(row).step : -1; }

int LayerTableModel::rowOf(int step) const {
    if (!m_snapshot) return -1;
    const auto found = std::ranges::find(m_snapshot->layers, step, &inspect::LayerRow::step);
    return found == m_snapshot->layers.end() ? -1 : static_cast<int>(found - m_snapshot->layers.begin());
}

QVariant LayerTableModel::cell(int row, int column, CellRole role) const {
    const inspect::LayerRow& layer = at(row);
    const double flops = rate(layer.flops, layer.medianNs), bytes = rate(layer.bytes, layer.medianNs);
    switch (static_cast<Column>(column)) {
    case Step: return role == CellRole::Sort ? QVariant(layer.step) : QVariant(QString::number(layer.step));
    case Name: return toQString(layer.name);
    case Kind: return toQString(layer.kind);
    case Median: return duration(layer.medianNs, role);
    case Min: return duration(layer.minNs, role);
    case P95: return duration(layer.p95Ns, role);
    case Share: return number(layer.share, role, toQString(inspect::formatPercent(layer.share)));
    case Tactic: return toQString(layer.algorithm.empty() ? layer.tactic : layer.tactic + ' ' + layer.algorithm);
    case Formats: return formatsOf(layer);
    case Output: return outputOf(layer);
    case Flops: return number(flops, role, rateText(flops, QStringLiteral("FLOP/s")));
    case Bytes: return number(bytes, role, rateText(bytes, QStringLiteral("B/s")));
    case OnnxNodes: return onnxNodesOf(layer);
    }
    return {};
}

QVariant LayerTableModel::decoration(int row, int column, int role) const {
    if (role == kShareRole) return at(row).share;
    if (role == kCategoryRole) return static_cast<int>(at(row).category);
    if (role != Qt::ToolTipRole) return {};
    if (column == Name || column == Tactic || column == OnnxNodes || column == Formats) return cell(row, column, CellRole::Display);
    return {};
}

}  // namespace planscope::views::profiler
