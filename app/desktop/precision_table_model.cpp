// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/precision_table_model.h"

#include "app/desktop/build_settings.h"
#include "views/widgets/theme.h"

#include <QApplication>
#include <QFont>
#include <QPalette>

namespace planscope::desktop {

PrecisionTableModel::PrecisionTableModel(QObject* parent)
    : SnapshotTableModel({{tr("Layer"), tr("Node of the model")},
                          {tr("Kind"), {}},
                          {tr("Requested"), tr("What the next build is asked for; any: whatever the settings allow")},
                          {tr("Actual"), tr("What the last build gave")},
                          {tr("Why"), tr("Why the layer runs in this precision")}},
                         parent) {}

void PrecisionTableModel::setLayers(LayerPrecisions layers) {
    replaceRows([&] {
        m_layers = std::move(layers);
        return m_layers ? static_cast<int>(m_layers->size()) : 0;
    });
}

void PrecisionTableModel::setRequests(const std::vector<LayerTypes>& requests) {
    m_requests.clear();
    for (const LayerTypes& request : requests) m_requests.insert(QString::fromStdString(request.layer), request.types.front());
    if (rowCount() > 0) Q_EMIT dataChanged(index(0, Requested), index(rowCount() - 1, Reason));
}

std::vector<LayerTypes> PrecisionTableModel::requests() const {
    std::vector<LayerTypes> out;
    for (int row = 0; row < rowCount(); ++row)
        if (const auto type = requestOf(row)) out.push_back({at(row).name.toStdString(), {*type}});
    return out;
}

void PrecisionTableModel::request(const std::vector<int>& rows, std::optional<DataType> type) {
    for (const int row : rows) {
        if (type) m_requests.insert(at(row).name, *type);
        else m_requests.remove(at(row).name);
        Q_EMIT dataChanged(index(row, Requested), index(row, Reason));
    }
}

std::optional<DataType> PrecisionTableModel::requestOf(int row) const {
    const auto found = m_requests.find(at(row).name);
    return found == m_requests.end() ? std::nullopt : std::optional(*found);
}

bool PrecisionTableModel::differs(int row) const {
    const auto request = requestOf(row);
    return request && !at(row).actual.isEmpty() && at(row).actual != precisionName(*request);
}

QVariant PrecisionTableModel::cell(int row, int column, views::CellRole) const {
    const LayerPrecision& layer = at(row);
    const auto request = requestOf(row);
    const QString texts[] = {layer.name, layer.kind, request ? precisionName(*request) : tr("any"), layer.actual, layer.reason};
    return texts[column];
}

QVariant PrecisionTableModel::decoration(int row, int column, int role) const {
    if (role == Qt::ToolTipRole && (column == Layer || column == Reason)) return cell(row, column, views::CellRole::Display);
    if (role == Qt::ForegroundRole && column == Actual && differs(row)) return views::themeFor(QApplication::palette()).warning;
    if (role != Qt::FontRole || column != Requested || !requestOf(row)) return {};
    QFont bold;
    bold.setBold(true);
    return bold;
}

}  // namespace planscope::desktop
