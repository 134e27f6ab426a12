// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/precision_panel.h"

#include "app/desktop/build_settings.h"
#include "app/desktop/precision_table_model.h"
#include "views/widgets/copyable_table_view.h"
#include "views/widgets/filter_proxy.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QStandardItemModel>

#include <algorithm>

namespace planscope::desktop {
namespace {

constexpr DataType kRequestable[] = {DataType::Float, DataType::Half, DataType::Int8};
constexpr int kMixed = -1;  ///< index of the box where the selected layers are asked for different things
constexpr int kInt8Item = 3;

struct ColumnWidth {
    int column;
    const char* sample;
};
constexpr ColumnWidth kWidths[] = {{PrecisionTableModel::Layer, "/layer1/layer1.0/conv1/Conv, long"}, {PrecisionTableModel::Kind, "MatrixMultiplyMore"},
                                   {PrecisionTableModel::Requested, "Requested 00"}, {PrecisionTableModel::Actual, "FP16, FP32 0"}};

int itemOf(std::optional<DataType> type) {
    return type ? static_cast<int>(std::ranges::find(kRequestable, *type) - std::begin(kRequestable)) + 1 : 0;
}

}  // namespace

PrecisionPanel::PrecisionPanel(QWidget* parent) : QWidget(parent) {
    m_model = new PrecisionTableModel(this);
    m_proxy = new views::FilterProxy(this);
    m_proxy->setSourceModel(m_model);
    m_table = new views::CopyableTableView(this);
    m_table->setObjectName(QStringLiteral("precisionTable"));
    m_table->setAccessibleName(tr("Precision of every layer"));
    m_table->setModel(m_proxy);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->horizontalHeader()->setStretchLastSection(true);
    for (const ColumnWidth& width : kWidths) m_table->setColumnWidth(width.column, m_table->fontMetrics().horizontalAdvance(QLatin1String(width.sample)) + 14);

    m_filter = new QLineEdit(this);
    m_filter->setObjectName(QStringLiteral("precisionFilter"));
    m_filter->setAccessibleName(tr("Filter layers"));
    m_filter->setPlaceholderText(tr("Filter: words or /expression/"));
    m_filter->setClearButtonEnabled(true);
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("precisionCount"));
    m_request = new QComboBox(this);
    m_request->setObjectName(QStringLiteral("precisionRequest"));
    m_request->setAccessibleName(tr("Precision for the selected layers"));
    m_request->addItem(tr("any"));
    for (const DataType type : kRequestable) m_request->addItem(precisionName(type));
    m_request->setPlaceholderText(tr("different"));

    auto* label = new QLabel(tr("&Ask selected for"), this);
    label->setBuddy(m_request);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(6, 4, 8, 4);
    top->addWidget(m_filter, 1);
    top->addWidget(m_count);
    top->addSpacing(8);
    top->addWidget(label);
    top->addWidget(m_request);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_table, 1);

    connect(m_filter, &QLineEdit::textChanged, this, &PrecisionPanel::applyFilter);
    connect(m_request, &QComboBox::activated, this, &PrecisionPanel::ask);
    connect(m_table, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        if (index.column() == PrecisionTableModel::Requested) m_request->showPopup();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        showSelection();
        if (m_isSelecting) return;
        std::vector<std::uint32_t> origins;
        for (const int row : selectedRows()) origins.push_back(m_model->originOf(row));
        Q_EMIT originsSelected(origins);
    });
    showSelection();
    updateCount();
}

void PrecisionPanel::setLayers(LayerPrecisions layers) {
    const QScopedValueRollback guard(m_isSelecting, true);
    m_model->setLayers(std::move(layers));
    showSelection();
    updateCount();
}

void PrecisionPanel::setRequests(const std::vector<LayerTypes>& requests) {
    m_model->setRequests(requests);
    showSelection();
}

std::vector<LayerTypes> PrecisionPanel::requests() const { return m_model->requests(); }

void PrecisionPanel::setInt8(bool isPossible, const QString& why) {
    auto* items = qobject_cast<QStandardItemModel*>(m_request->model());
    items->item(kInt8Item)->setEnabled(isPossible);
    items->item(kInt8Item)->setToolTip(isPossible ? QString() : why);
}

void PrecisionPanel::setSelectedOrigins(const std::vector<std::uint32_t>& origins) {
    const QScopedValueRollback guard(m_isSelecting, true);
    QItemSelection selection;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (std::ranges::find(origins, m_model->originOf(row)) == origins.end()) continue;
        const QModelIndex index = m_proxy->mapFromSource(m_model->index(row, 0));
        if (index.isValid()) selection.select(index, index);
    }
    QItemSelectionModel* model = m_table->selectionModel();
    model->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    if (selection.isEmpty()) return;
    model->setCurrentIndex(selection.front().topLeft(), QItemSelectionModel::NoUpdate);
    m_table->scrollTo(selection.front().topLeft());
}

std::vector<int> PrecisionPanel::selectedRows() const {
    std::vector<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) rows.push_back(m_proxy->mapToSource(index).row());
    std::ranges::sort(rows);
    return rows;
}

void PrecisionPanel::ask() {
    const int item = m_request->currentIndex();
    m_model->request(selectedRows(), item == 0 ? std::nullopt : std::optional(kRequestable[item - 1]));
    showSelection();
    Q_EMIT requestsChanged();
}

void PrecisionPanel::showSelection() {
    const std::vector<int> rows = selectedRows();
    m_request->setEnabled(!rows.empty());
    m_request->setToolTip(rows.empty() ? tr("Select layers first") : rows.size() == 1 ? tr("For the selected layer") : tr("For %1 selected layers").arg(rows.size()));
    const auto same = [&](int row) { return m_model->requestOf(row) == m_model->requestOf(rows.front()); };
    m_request->setCurrentIndex(rows.empty() ? 0 : std::ranges::all_of(rows, same) ? itemOf(m_model->requestOf(rows.front())) : kMixed);
}

void PrecisionPanel::applyFilter(const QString& text) {
    const views::TextQuery query(text);
    m_proxy->setQuery(query);
    updateCount();
    if (!query.problem().isEmpty()) m_count->setText(query.problem());
}

void PrecisionPanel::updateCount() {
    const int shown = m_proxy->rowCount(), all = m_model->rowCount();
    const QString total = all == 1 ? tr("1 layer") : tr("%1 layers").arg(all);
    m_count->setText(shown == all ? total : tr("%1 of %2").arg(shown).arg(total));
}

}  // namespace planscope::desktop
