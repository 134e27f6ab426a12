// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/panel/property_panel.h"

#include "engine/inspect/format.h"
#include "views/graph/layout/node_text.h"
#include "views/graph/model/property_table_model.h"
#include "views/widgets/copyable_table_view.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

namespace planscope::views::graph {
namespace {

using inspect::Property;

constexpr int kLeastNameWidth = 60, kCellMargin = 16, kRowGap = 5;
constexpr double kMostNameShare = 0.42;

/// Heading rows in bold on a quiet ground; wrapped rows stay apart.
class PropertyDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(0, kRowGap);
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        if (!index.data(PropertyTableModel::kHeadingRole).toBool()) return;
        option->font.setBold(true);
        option->backgroundBrush = themeFor(option->palette).window;
    }
};

bool hasGroup(const inspect::GraphNode& node, std::string_view group) {
    return std::ranges::any_of(node.properties, [&](const Property& row) { return row.group == group; });
}

/// A property unless the snapshot carries one of that name already.
void addUnlessKnown(std::vector<Property>& rows, const inspect::GraphNode& node, Property property) {
    const bool isKnown = std::ranges::any_of(node.properties, [&](const Property& row) { return row.name == property.name; });
    if (!isKnown && !property.value.empty()) rows.push_back(std::move(property));
}

void addValues(std::vector<Property>& rows, const inspect::GraphSnapshot& snapshot, const inspect::GraphNode& node,
               const std::vector<std::int32_t>& ids, const std::string& group) {
    if (hasGroup(node, group)) return;
    for (const std::int32_t id : ids) {
        if (id < 0 || static_cast<std::size_t>(id) >= snapshot.values.size()) continue;
        const inspect::GraphValue& value = snapshot.values[static_cast<std::size_t>(id)];
        std::string text = describeValue(value);
        if (!value.format.empty()) text += ", " + value.format;
        if (value.bytes > 0) text += ", " + inspect::formatBytes(value.bytes);
        rows.push_back({group, value.name, std::move(text)});
    }
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(word);
    return text;
}

}  // namespace

std::vector<Property> propertiesOf(const inspect::GraphSnapshot& snapshot, int node) {
    const inspect::GraphNode& row = snapshot.nodes[static_cast<std::size_t>(node)];
    const std::string group = "Node";
    std::vector<Property> rows;
    addUnlessKnown(rows, row, {group, "Name", row.name});
    addUnlessKnown(rows, row, {group, "Operator", row.op});
    addUnlessKnown(rows, row, {group, "Kind", inspect::toString(row.category)});
    addUnlessKnown(rows, row, {group, "Fused", joined(row.swallowed)});
    if (!hasGroup(row, "Execution")) {
        addUnlessKnown(rows, row, {group, "Tactic", row.tactic});
        addUnlessKnown(rows, row, {group, "Time", row.timeNs < 0 ? "" : inspect::formatDuration(row.timeNs)});
        addUnlessKnown(rows, row, {group, "Share of time", row.timeShare < 0 ? "" : inspect::formatPercent(row.timeShare)});
    }
    rows.insert(rows.end(), row.properties.begin(), row.properties.end());
    addValues(rows, snapshot, row, row.inputs, "Inputs");
    addValues(rows, snapshot, row, row.outputs, "Outputs");
    return rows;
}

std::vector<Property> propertiesOfMany(const inspect::GraphSnapshot& snapshot, const QList<int>& nodes) {
    std::map<std::string, int> countByOp;
    double timeNs = 0, share = 0;
    int measured = 0;
    for (const int node : nodes) {
        const inspect::GraphNode& row = snapshot.nodes[static_cast<std::size_t>(node)];
        ++countByOp[row.op];
        if (row.timeNs < 0) continue;
        ++measured;
        timeNs += row.timeNs;
        share += std::max(0.0, row.timeShare);
    }
    std::vector<Property> rows{{"Selection", "Nodes", std::to_string(nodes.size())}};
    if (measured > 0) {
        rows.push_back({"Selection", "Time", inspect::formatDuration(timeNs)});
        rows.push_back({"Selection", "Share of time", inspect::formatPercent(share)});
        rows.push_back({"Selection", "Measured nodes", std::to_string(measured)});
    }
    for (const auto& [op, count] : countByOp) rows.push_back({"Operators", op, std::to_string(count)});
    return rows;
}

PropertyPanel::PropertyPanel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("propertyPanel"));
    setAccessibleName(tr("Properties"));
    m_title = new QLabel(this);
    m_title->setObjectName(QStringLiteral("propertyTitle"));
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    QFont bold = font();
    bold.setBold(true);
    bold.setPointSizeF(bold.pointSizeF() * 1.15);
    m_title->setFont(bold);
    m_subtitle = new QLabel(this);
    m_subtitle->setObjectName(QStringLiteral("propertySubtitle"));
    m_subtitle->setTextFormat(Qt::PlainText);
    m_subtitle->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_subtitle->setWordWrap(true);
    m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // long fused names must not widen the dock
    m_model = new PropertyTableModel(this);
    m_table = new CopyableTableView(this);
    m_table->setObjectName(QStringLiteral("propertyTable"));
    m_table->setAccessibleName(tr("Properties of the selected node"));
    m_table->setToolTip(tr("Ctrl+C copies the selected rows"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new PropertyDelegate(m_table));
    m_table->setSortingEnabled(false);
    m_table->setAlternatingRowColors(false);
    m_table->setWordWrap(true);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setSectionsClickable(false);
    m_empty = new EmptyState(tr("Nothing selected"), tr("Click a node to see its properties"), this);

    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(4);
    column->addWidget(m_title);
    column->addWidget(m_subtitle);
    column->addWidget(m_table, 1);
    column->addWidget(m_empty, 1);
    showNodes(nullptr, {});
}

void PropertyPanel::showNodes(const inspect::GraphSnapshotPtr& snapshot, const QList<int>& nodes) {
    const bool isEmpty = !snapshot || nodes.isEmpty();
    m_empty->setVisible(isEmpty);
    m_table->setVisible(!isEmpty);
    m_title->setVisible(!isEmpty);
    m_subtitle->setVisible(!isEmpty);
    if (isEmpty) return showProperties({});
    if (nodes.size() > 1) {
        m_title->setText(tr("%n nodes", nullptr, static_cast<int>(nodes.size())));
        m_subtitle->setText(QString::fromStdString(snapshot->title));
        return showProperties(propertiesOfMany(*snapshot, nodes));
    }
    const inspect::GraphNode& node = snapshot->nodes[static_cast<std::size_t>(nodes.front())];
    m_title->setText(QString::fromStdString(node.op));
    m_subtitle->setText(QString::fromStdString(node.name));
    showProperties(propertiesOf(*snapshot, nodes.front()));
}

void PropertyPanel::showProperties(const std::vector<Property>& properties) {
    m_model->setProperties(properties);
    m_table->clearSpans();
    m_nameWidth = 0;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->isHeading(row))
            m_table->setSpan(row, 0, 1, 2);
        else
            m_nameWidth = std::max(m_nameWidth, m_table->fontMetrics().horizontalAdvance(m_model->index(row, 0).data().toString()));
    }
    fitColumns();
}

/// Names get what they need up to a share of the width; values wrap in the rest.
void PropertyPanel::fitColumns() {
    const int most = std::max(kLeastNameWidth, static_cast<int>(kMostNameShare * m_table->width()));
    m_table->setColumnWidth(PropertyTableModel::Name, std::clamp(m_nameWidth + kCellMargin, kLeastNameWidth, most));
}

void PropertyPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitColumns();
}

}  // namespace planscope::views::graph
