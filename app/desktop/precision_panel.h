// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/layer_precisions.h"
#include "engine/builder/builder.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;

namespace planscope::views {
class CopyableTableView;
class FilterProxy;
}  // namespace planscope::views

namespace planscope::desktop {

class PrecisionTableModel;

/// The layers of the model with the precision that is asked for, the one that the last build gave, and why. The box above the
/// table asks for the selected rows; nothing is built by that.
class PrecisionPanel : public QWidget {
    Q_OBJECT

public:
    explicit PrecisionPanel(QWidget* parent = nullptr);

    /// Other layers, or the same after a build. Requests stay with the names of layers.
    void setLayers(LayerPrecisions layers);
    void setRequests(const std::vector<LayerTypes>& requests);
    /// Layers that are asked, in the order of the table. Those that the model does not have are left out.
    std::vector<LayerTypes> requests() const;
    void setInt8(bool isPossible, const QString& why);
    void setSelectedOrigins(const std::vector<std::uint32_t>& origins);

Q_SIGNALS:
    void requestsChanged();
    void originsSelected(const std::vector<std::uint32_t>& origins);

private:
    void buildTop();
    void ask();
    void showSelection();
    void applyFilter(const QString& text);
    void updateCount();
    std::vector<int> selectedRows() const;

    PrecisionTableModel* m_model = nullptr;
    views::FilterProxy* m_proxy = nullptr;
    views::CopyableTableView* m_table = nullptr;
    QLineEdit* m_filter = nullptr;
    QComboBox* m_request = nullptr;
    QLabel* m_count = nullptr;
    bool m_isSelecting = false;
};

}  // namespace planscope::desktop
