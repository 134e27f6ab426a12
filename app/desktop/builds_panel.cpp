// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/builds_panel.h"

#include "app/desktop/builds_table_model.h"
#include "app/desktop/comparison_table_model.h"
#include "views/widgets/copyable_table_view.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/filter_proxy.h"

#include <QHeaderView>
#include <QLabel>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace planscope::desktop {
namespace {

struct ColumnWidth {
    int column;
    const char* sample;
};
constexpr ColumnWidth kBuildWidths[] = {{BuildsTableModel::Number, "Build 0"}, {BuildsTableModel::Configuration, "FP32 + FP16, level 3, 2 threads"},
                                        {BuildsTableModel::Latency, "000.0 µs"}, {BuildsTableModel::BuildTime, "Build time 0"},
                                        {BuildsTableModel::PlanSize, "000.0 MiB"}, {BuildsTableModel::Layers, "Layers 0"}, {BuildsTableModel::Accuracy, "100.00 % as FP32"}};
constexpr ColumnWidth kDifferenceWidths[] = {{ComparisonTableModel::Layer, "layer1.0/conv1 + relu + more"}, {ComparisonTableModel::Change, "+000.0 µs 0"},
                                             {ComparisonTableModel::Before, "000.0 µs 0"}, {ComparisonTableModel::After, "000.0 µs 0"},
                                             {ComparisonTableModel::Tactic, "convolution.cpu.onednn jit:avx2 => convolution"},
                                             {ComparisonTableModel::Format, "nchw16c => nchw16c"}, {ComparisonTableModel::Precision, "FP32 => FP16"}};

views::CopyableTableView* makeTable(QWidget* parent, QAbstractItemModel* model, const char* name, const QString& accessibleName, std::span<const ColumnWidth> widths) {
    auto* table = new views::CopyableTableView(parent);
    table->setObjectName(QLatin1String(name));
    table->setAccessibleName(accessibleName);
    table->setModel(model);
    table->setFrameShape(QFrame::NoFrame);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    for (const ColumnWidth& width : widths) table->setColumnWidth(width.column, table->fontMetrics().horizontalAdvance(QString::fromUtf8(width.sample)) + 14);
    return table;
}

}  // namespace

BuildsPanel::BuildsPanel(QWidget* parent) : QWidget(parent) {
    m_model = new BuildsTableModel(this);
    m_proxy = new views::FilterProxy(this);
    m_proxy->setSourceModel(m_model);
    m_table = makeTable(this, m_proxy, "buildsTable", tr("Builds of this session"), kBuildWidths);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setToolTip(tr("Select two builds to compare them (Ctrl+click)"));

    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(QStringLiteral("buildsSplitter"));
    splitter->addWidget(m_table);
    splitter->addWidget(makeComparison());
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setSizes({400, 600});
    m_pages = new QStackedLayout(this);
    m_pages->addWidget(new views::EmptyState(tr("No builds yet"), tr("Every build of the open model stands here; two of them can be compared."), this));
    m_pages->addWidget(splitter);

    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!m_isSelecting) choose();
    });
    setComparison(nullptr);
}

QWidget* BuildsPanel::makeComparison() {
    auto* pane = new QWidget(this);
    m_title = new QLabel(pane);
    m_title->setObjectName(QStringLiteral("comparisonTitle"));
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_summary = new QLabel(pane);
    m_summary->setObjectName(QStringLiteral("comparisonSummary"));
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_differences = new ComparisonTableModel(this);
    m_differenceProxy = new views::FilterProxy(this);
    m_differenceProxy->setSourceModel(m_differences);
    m_differenceTable = makeTable(pane, m_differenceProxy, "comparisonTable", tr("Differences of the two builds"), kDifferenceWidths);
    auto* text = new QVBoxLayout;
    text->setContentsMargins(8, 6, 8, 6);
    text->setSpacing(2);
    text->addWidget(m_title);
    text->addWidget(m_summary);
    auto* column = new QVBoxLayout(pane);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(text);
    column->addWidget(m_differenceTable, 1);
    connect(m_differenceTable->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        std::vector<std::uint32_t> origins;
        for (const QModelIndex& index : m_differenceTable->selectionModel()->selectedRows()) {
            const auto& row = m_differences->at(m_differenceProxy->mapToSource(index).row()).origins;
            origins.insert(origins.end(), row.begin(), row.end());
        }
        if (!origins.empty()) Q_EMIT originsSelected(origins);
    });
    return pane;
}

void BuildsPanel::setBuilds(const std::vector<FinishedBuild>& builds) {
    const int count = static_cast<int>(builds.size());
    const bool isNew = count > m_buildCount;
    QList<int> chosen;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) chosen.append(m_proxy->mapToSource(index).row());
    {
        const QScopedValueRollback guard(m_isSelecting, true);
        m_model->setBuilds(builds);
    }
    m_buildCount = count;
    m_pages->setCurrentIndex(count == 0 ? 0 : 1);
    std::ranges::sort(chosen);
    if (isNew || chosen.isEmpty() || chosen.back() >= count) select(std::max(0, count - 2), count - 1);
    else select(chosen.front(), chosen.back());
}

void BuildsPanel::select(int first, int last) {
    {
        const QScopedValueRollback guard(m_isSelecting, true);
        m_table->clearSelection();
        for (const int build : {first, last})
            m_table->selectionModel()->select(m_proxy->mapFromSource(m_model->index(build, 0)), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    choose();
}

void BuildsPanel::choose() {
    QList<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) rows.append(m_proxy->mapToSource(index).row());
    std::ranges::sort(rows);
    if (rows.size() == 1 && rows.front() > 0) rows.prepend(rows.front() - 1);
    const bool isPair = rows.size() == 2;
    Q_EMIT comparisonWanted(isPair ? rows.front() : -1, isPair ? rows.back() : -1);
}

void BuildsPanel::setComparison(const inspect::BuildComparisonPtr& comparison) {
    m_differences->setComparison(comparison);
    m_differenceTable->scrollToTop();
    if (!comparison) {
        m_title->setText(tr("What changed?"));
        m_summary->setText(m_buildCount < 2 ? tr("Change a setting and build again to see what it does to every layer.") : tr("Select two builds to compare them."));
        return;
    }
    m_title->setText(tr("%1  ⇒  %2").arg(QString::fromStdString(comparison->before), QString::fromStdString(comparison->after)));
    m_title->setToolTip(m_title->text());
    m_summary->setText(QString::fromStdString(inspect::summaryOf(*comparison)));
}

}  // namespace planscope::desktop
