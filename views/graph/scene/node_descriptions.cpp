// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/node_descriptions.h"

#include "engine/inspect/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace planscope::views::graph {
namespace {

QString text(const std::string& utf8) { return QString::fromStdString(utf8); }

QString translated(const char* source) { return QCoreApplication::translate("GraphCanvas", source); }

const inspect::GraphValue* findOutput(const inspect::GraphSnapshot& snapshot, const inspect::GraphNode& node) {
    if (node.outputs.empty() || node.outputs.front() < 0) return nullptr;
    const auto id = static_cast<std::size_t>(node.outputs.front());
    return id < snapshot.values.size() ? &snapshot.values[id] : nullptr;
}

QString timeOf(const inspect::GraphNode& node) {
    if (node.timeNs < 0) return {};
    const QString time = text(inspect::formatDuration(node.timeNs));
    if (node.timeShare < 0) return time;
    return QStringLiteral("%1 (%2)").arg(time, text(inspect::formatPercent(node.timeShare)));
}

QString lines(QStringList rows) {
    rows.removeAll(QString());
    return rows.join(QStringLiteral("<br>"));
}

}  // namespace

QString describeNode(const inspect::GraphSnapshot& snapshot, int node) {
    const inspect::GraphNode& row = snapshot.nodes[static_cast<std::size_t>(node)];
    QStringList parts{row.name == row.op ? text(row.op) : text(row.op) + u' ' + text(row.name)};
    if (const inspect::GraphValue* output = findOutput(snapshot, row)) parts.append(text(describeValue(*output)));
    parts.append(timeOf(row));
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

QString nodeToolTip(const inspect::GraphSnapshot& snapshot, int node) {
    const inspect::GraphNode& row = snapshot.nodes[static_cast<std::size_t>(node)];
    QStringList rows{QStringLiteral("<b>%1</b>").arg(text(row.op).toHtmlEscaped()), text(row.name).toHtmlEscaped(),
                     text(keyAttributes(row)).toHtmlEscaped()};
    if (const inspect::GraphValue* output = findOutput(snapshot, row))
        rows.append(text(describeValue(*output)).toHtmlEscaped());
    if (!row.swallowed.empty()) {
        QStringList fused;
        for (const std::string& op : row.swallowed) fused.append(text(op).toHtmlEscaped());
        rows.append(translated("fused: %1").arg(fused.join(QStringLiteral(", "))));
    }
    if (!row.tactic.empty()) rows.append(translated("tactic: %1").arg(text(row.tactic).toHtmlEscaped()));
    rows.append(timeOf(row));
    return lines(rows);
}

QString edgeToolTip(const inspect::GraphSnapshot& snapshot, const EdgeRoute& edge) {
    const inspect::GraphValue& value = snapshot.values[static_cast<std::size_t>(edge.value)];
    QString layout = text(value.format);
    if (value.bytes > 0) {
        if (!layout.isEmpty()) layout += QStringLiteral(", ");
        layout += text(inspect::formatBytes(value.bytes));
    }
    const auto nameOf = [&](int node) { return text(snapshot.nodes[static_cast<std::size_t>(node)].name).toHtmlEscaped(); };
    return lines({QStringLiteral("<b>%1</b>").arg(text(value.name).toHtmlEscaped()),
                  text(describeValue(value)).toHtmlEscaped(), layout.toHtmlEscaped(),
                  QStringLiteral("%1 → %2").arg(nameOf(edge.from), nameOf(edge.to))});
}

QString connectorToolTip(const PreparedGraph& graph, const ConnectorStub& stub) {
    const inspect::GraphValue& value = graph.snapshot->values[static_cast<std::size_t>(stub.value)];
    const auto consumers = std::ranges::count_if(graph.layout.edges, [&](const EdgeRoute& edge) {
        return edge.connector == stub.number;
    });
    const QString where = stub.end == ConnectorEnd::Source
                              ? translated("to %1 places further on; click to go to the next").arg(consumers)
                              : translated("from %1; click to go there")
                                    .arg(value.producer < 0 ? QString() : text(graph.node(value.producer).name).toHtmlEscaped());
    return lines({QStringLiteral("<b>%1</b>").arg(translated("Connector %1").arg(stub.number)),
                  text(value.name).toHtmlEscaped(), text(describeValue(value)).toHtmlEscaped(), where});
}

}  // namespace planscope::views::graph
