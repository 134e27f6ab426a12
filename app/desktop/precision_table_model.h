// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/layer_precisions.h"
#include "engine/builder/builder.h"
#include "views/widgets/snapshot_table_model.h"

#include <QMap>

#include <optional>

namespace planscope::desktop {

/// A row per layer of the model. What was asked is kept by name, so that it outlives builds.
class PrecisionTableModel : public views::SnapshotTableModel {
    Q_OBJECT

public:
    enum Column { Layer, Kind, Requested, Actual, Reason };

    explicit PrecisionTableModel(QObject* parent);

    void setLayers(LayerPrecisions layers);
    void setRequests(const std::vector<LayerTypes>& requests);
    std::vector<LayerTypes> requests() const;
    /// @param type  nothing: whatever the builder takes
    void request(const std::vector<int>& rows, std::optional<DataType> type);
    std::optional<DataType> requestOf(int row) const;
    std::uint32_t originOf(int row) const { return at(row).origin; }
    /// Whether the last build gave something else than what is asked.
    bool differs(int row) const;

protected:
    QVariant cell(int row, int column, views::CellRole role) const override;
    QVariant decoration(int row, int column, int role) const override;

private:
    const LayerPrecision& at(int row) const { return (*m_layers)[static_cast<std::size_t>(row)]; }

    LayerPrecisions m_layers;
    QMap<QString, DataType> m_requests;
};

}  // namespace planscope::desktop
