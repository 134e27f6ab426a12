// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/panel/layers_page.h"

#include "views/profiler/model/candidate_table_model.h"
#include "views/profiler/model/csv_text.h"
#include "views/profiler/model/layer_table_model.h"
#include "views/profiler/panel/row_delegates.h"
#include "views/widgets/copyable_table_view.h"
#include "views/widgets/filter_proxy.h"

#include <QAction>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QToolButton>

#include <algorithm>

namespace planscope::views::profiler {
namespace {

struct ColumnWidth {
    int column;
    const char* sample;  ///< text that fits
};
constexpr ColumnWidth kLayerWidths[] = {
    {LayerTableModel::Step, "Step 00"},          {LayerTableModel::Name, "layer1.0/conv1 + relu + more"},
    {LayerTableModel::Kind, "matrix_multiply"},  {LayerTableModel::Median, "Median 000"},
    {LayerTableModel::Min, "000.0 µs"},          {LayerTableModel::P95, "000.0 µs"},
    {LayerTableModel::Share, "Share 100.0 %  "},   {LayerTableModel::Tactic, "convolution.cpu.onednn jit:avx2 more"},
    {LayerTableModel::Formats, "nchw16c → nchw16c"}, {LayerTableModel::Output, "f32 1x1024x112x112"},
    {LayerTableModel::Flops, "00.0 GFLOP/s"},    {LayerTableModel::Bytes, "00.0 GB/s  0"},
    {LayerTableModel::OnnxNodes, "/layer1/layer1.0/conv1/Conv, Relu"}};
constexpr ColumnWidth kCandidateWidths[] = {
    {CandidateTableModel::Tactic, "convolution.cpu.onednn"}, {CandidateTableModel::Algorithm, "jit_1x1:avx2 long"},
    {CandidateTableModel::Formats, "nchw16c → nchw16c"},     {CandidateTableModel::Median, "Median 00"},
    {CandidateTableModel::Versus, "vs. chosen 0"},           {CandidateTableModel::Samples, "Samples 0"},
    {CandidateTableModel::Workspace, "Workspace 0"},         {CandidateTableModel::Status, "stopped early 00"},   {CandidateTableModel::Wish, "pinned, forbidden"},
    {CandidateTableModel::Reason, "a sentence that says why this one was not possible"}};

template <std::size_t N>
void setWidths(CopyableTableView& view, const ColumnWidth (&widths)[N]) {
    const QFontMetrics metrics(view.font());
    for (const ColumnWidth& width : widths) view.setColumnWidth(width.column, metrics.horizontalAdvance(QString::fromUtf8(width.sample)) + 14);
}

/// What matters most comes first, so that it is seen in a narrow window; the rest keeps its order.
void showInOrder(CopyableTableView& view, std::initializer_list<int> columns) {
    int position = 0;
    for (const int column : columns) view.horizontalHeader()->moveSection(view.horizontalHeader()->visualIndex(column), position++);
    view.horizontalHeader()->setSectionsMovable(true);
}

CopyableTableView* makeView(QWidget* parent, QAbstractItemModel* model, const char* name, const QString& accessibleName) {
    auto* const view = new CopyableTableView(parent);
    view->setObjectName(QLatin1String(name));
    view->setAccessibleName(accessibleName);
    view->setModel(model);
    view->setFrameShape(QFrame::NoFrame);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    return view;
}

}  // namespace

LayersPage::LayersPage(QWidget* parent) : QWidget(parent) {
    m_layers = new LayerTableModel(this);
    m_candidates = new CandidateTableModel(this);
    m_layerProxy = new FilterProxy(this);
    m_layerProxy->setSourceModel(m_layers);
    m_candidateProxy = new FilterProxy(this);
    m_candidateProxy->setSourceModel(m_candidates);

    auto* const splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("layersSplitter"));
    splitter->addWidget(makeLayerPane());
    splitter->addWidget(makeCandidatePane());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({600, 400});
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(splitter);

    connect(m_filter, &QLineEdit::textChanged, this, &LayersPage::applyFilter);
    connect(m_layerView->selectionModel(), &QItemSelectionModel::selectionChanged, this, &LayersPage::selectionChanged);
    connect(m_layerView->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &LayersPage::showCandidates);
    setWishes({});
    showCandidates();
    updateCount();
}

QWidget* LayersPage::makeLayerPane() {
    auto* const pane = new QWidget(this);
    m_filter = new QLineEdit(pane);
    m_filter->setObjectName(QStringLiteral("layerFilter"));
    m_filter->setAccessibleName(tr("Filter layers"));
    m_filter->setPlaceholderText(tr("Filter: words or /expression/"));
    m_filter->setToolTip(tr("Shows the layers in which any column matches (Ctrl+L)"));
    m_filter->setClearButtonEnabled(true);
    m_count = new QLabel(pane);
    m_count->setObjectName(QStringLiteral("layerCount"));
    m_layerView = makeView(pane, m_layerProxy, "layerTable", tr("Layers"));
    m_layerView->setItemDelegateForColumn(LayerTableModel::Share, new ShareBarDelegate(m_layerView));
    setWidths(*m_layerView, kLayerWidths);
    showInOrder(*m_layerView, {LayerTableModel::Step, LayerTableModel::Name, LayerTableModel::Median, LayerTableModel::Share, LayerTableModel::Tactic});

    auto* const top = new QHBoxLayout;
    top->setContentsMargins(6, 4, 8, 4);
    top->setSpacing(8);
    top->addWidget(m_filter, 1);
    top->addWidget(m_count);
    auto* const column = new QVBoxLayout(pane);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_layerView, 1);
    return pane;
}

QWidget* LayersPage::makeCandidatePane() {
    auto* const pane = new QWidget(this);
    m_layerName = new QLabel(pane);
    m_layerName->setObjectName(QStringLiteral("candidateLayer"));
    m_layerName->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    QFont bold = font();
    bold.setBold(true);
    m_layerName->setFont(bold);
    m_headline = new QLabel(pane);
    m_headline->setObjectName(QStringLiteral("candidateHeadline"));
    m_headline->setWordWrap(true);
    m_headline->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_candidateView = makeView(pane, m_candidateProxy, "candidateTable", tr("Candidate tactics of the layer"));
    m_candidateView->setItemDelegate(new CandidateDelegate(m_candidateView));
    setWidths(*m_candidateView, kCandidateWidths);
    makeCandidateMenu();
    showInOrder(*m_candidateView, {CandidateTableModel::Status, CandidateTableModel::Wish, CandidateTableModel::Median, CandidateTableModel::Versus,
                                   CandidateTableModel::Tactic, CandidateTableModel::Algorithm, CandidateTableModel::Formats});

    auto* const text = new QVBoxLayout;
    text->setContentsMargins(8, 6, 8, 6);
    text->setSpacing(2);
    text->addWidget(m_layerName);
    text->addWidget(m_headline);
    auto* const wishes = new QHBoxLayout;
    wishes->setSpacing(4);
    for (QAction* action : m_wishes) wishes->addWidget(makeWishButton(action, pane));
    wishes->addStretch();
    text->addLayout(wishes);
    auto* const column = new QVBoxLayout(pane);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(text);
    column->addWidget(m_candidateView, 1);
    return pane;
}

QToolButton* LayersPage::makeWishButton(QAction* action, QWidget* parent) {
    auto* const button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

void LayersPage::makeCandidateMenu() {
    struct WishRow {
        const char* name;
        QString text, toolTip;
        TacticWish wish;
    };
    const WishRow rows[] = {{"pinTactic", tr("Pin"), tr("The next build takes it for this layer, however fast it is; once more takes that back"), TacticWish::Pin},
                            {"forbidTactic", tr("Forbid"), tr("The next build does not take it for this layer; once more takes that back"), TacticWish::Forbid},
                            {"retimeTactic", tr("Time again"), tr("The next build times it, whatever the timing cache says"), TacticWish::TimeAgain}};
    for (const WishRow& row : rows) {
        auto* const action = new QAction(row.text, m_candidateView);
        action->setObjectName(QLatin1String(row.name));
        action->setToolTip(row.toolTip);
        action->setStatusTip(row.toolTip);
        connect(action, &QAction::triggered, this, [this, wish = row.wish] {
            const QModelIndex current = m_candidateView->selectionModel()->currentIndex();
            if (current.isValid()) Q_EMIT tacticWanted(m_layerName->text(), m_candidateProxy->mapToSource(current).row(), wish);
        });
        m_candidateView->addAction(action);
        m_wishes.append(action);
    }
    m_candidateView->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_candidateView->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &LayersPage::updateCandidateMenu);
    connect(m_candidateView->model(), &QAbstractItemModel::modelReset, this, &LayersPage::updateCandidateMenu);
    updateCandidateMenu();
}

void LayersPage::updateCandidateMenu() {
    const bool isThere = m_candidateView->selectionModel()->currentIndex().isValid();
    for (QAction* action : m_wishes) action->setEnabled(isThere);
}

void LayersPage::setSnapshot(inspect::ProfileSnapshotPtr snapshot) {
    {
        const QScopedValueRollback guard(m_isSelecting, true);
        m_snapshot = snapshot;
        m_layers->setSnapshot(std::move(snapshot));
        m_layerView->scrollToTop();
    }
    showCandidates();
    updateCount();
}

void LayersPage::setSelectedSteps(const QList<int>& steps) {
    const QScopedValueRollback guard(m_isSelecting, true);
    QItemSelection selection;
    QModelIndex first;
    for (const int step : steps) {
        const QModelIndex index = m_layerProxy->mapFromSource(m_layers->index(m_layers->rowOf(step), 0));
        if (!index.isValid()) continue;
        selection.select(index, index);
        if (!first.isValid()) first = index;
    }
    QItemSelectionModel* const model = m_layerView->selectionModel();
    model->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    if (first.isValid()) {
        model->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
        m_layerView->scrollTo(first.siblingAtColumn(LayerTableModel::Name));
    }
    showCandidates();
}

QList<int> LayersPage::selectedSteps() const {
    QList<int> steps;
    for (const QModelIndex& index : m_layerView->selectionModel()->selectedRows())
        steps.append(m_layers->stepOf(m_layerProxy->mapToSource(index).row()));
    std::ranges::sort(steps);
    return steps;
}

QString LayersPage::shownCsv() const { return csvText(*m_layerProxy); }

void LayersPage::focusFilter() {
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void LayersPage::applyFilter(const QString& typed) {
    const TextQuery query(typed);
    m_layerProxy->setQuery(query);
    m_filter->setAccessibleDescription(query.problem());
    updateCount();
    if (!query.problem().isEmpty()) m_count->setText(query.problem());
}

void LayersPage::updateCount() {
    const int shown = m_layerProxy->rowCount(), all = m_layers->rowCount();
    const QString total = all == 1 ? tr("1 layer") : tr("%1 layers").arg(all);
    m_count->setText(shown == all ? total : tr("%1 of %2").arg(shown).arg(total));
}

void LayersPage::setWishes(TacticWishes wishes) {
    m_candidateView->setColumnHidden(CandidateTableModel::Wish, wishes.empty());
    m_candidates->setWishes(std::move(wishes));
}

void LayersPage::showCandidates() {
    const QModelIndex current = m_layerView->selectionModel()->currentIndex();
    const bool isSelected = current.isValid() && m_layerView->selectionModel()->isRowSelected(current.row());
    const int row = isSelected ? m_layerProxy->mapToSource(current).row() : -1;
    m_candidates->setLayer(m_snapshot, row);
    if (row < 0) {
        m_layerName->setText(tr("Why this tactic?"));
        m_headline->setText(tr("Select a layer to see every tactic that was tried for it, and why it was or was not taken."));
        return;
    }
    const QString name = m_layers->index(row, LayerTableModel::Name).data().toString();
    m_layerName->setText(name);
    m_layerName->setToolTip(name);
    const QString reason = m_candidates->headline();
    if (!reason.isEmpty()) m_headline->setText(tr("Why this tactic? %1").arg(reason));
    else m_headline->setText(m_candidates->rowCount() > 0 ? tr("Why this tactic? The record gives no sentence for it.")
                                                          : tr("No record of candidates: the plan was saved without one, or this layer had no choice."));
}

void LayersPage::selectionChanged() {
    if (m_isSelecting) return;
    showCandidates();
    Q_EMIT stepsSelected(selectedSteps());
}

}  // namespace planscope::views::profiler
