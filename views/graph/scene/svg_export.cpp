// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/svg_export.h"

#include <QXmlStreamWriter>

namespace planscope::views::graph {
namespace {

QString number(double value) { return QString::number(value, 'f', 1); }
QString text(const std::string& utf8) { return QString::fromStdString(utf8); }
QString hex(QRgb color) { return QColor(color).name(); }
/// Prefixed, so that the style of a drawing inside an HTML page touches nothing else there.
QString className(const char* style) { return QStringLiteral("graph-") + QLatin1String(style); }

class SvgWriter {
public:
    SvgWriter(const PreparedGraph& graph, const GraphColors& colors, QByteArray& target)
        : m_graph(graph), m_colors(colors), m_xml(&target) {}

    void write() {
        const Rect& bounds = m_graph.layout.bounds;
        m_xml.writeStartDocument();
        m_xml.writeStartElement(QStringLiteral("svg"));
        m_xml.writeDefaultNamespace(QStringLiteral("http://www.w3.org/2000/svg"));
        attribute("class", QStringLiteral("graph"));
        attribute("width", number(bounds.width));
        attribute("height", number(bounds.height));
        attribute("viewBox", QStringLiteral("%1 %2 %3 %4").arg(number(bounds.x), number(bounds.y), number(bounds.width),
                                                               number(bounds.height)));
        writeStyle();
        writeRect(bounds, 0, {"ground"});
        for (const EdgeRoute& edge : m_graph.layout.edges) writeEdge(edge);
        for (const ConnectorStub& stub : m_graph.layout.connectors) writeStub(stub);
        for (int node = 0; node < m_graph.nodeCount(); ++node) writeNode(node);
        m_xml.writeEndElement();
        m_xml.writeEndDocument();
    }

private:
    struct Look {
        const char* style;
        QString fill = {};
    };

    void attribute(const char* name, const QString& value) { m_xml.writeAttribute(QLatin1String(name), value); }

    void writeStyle() {
        const Theme& theme = m_colors.theme;
        const NodeStyle& style = m_graph.style;
        const QString rules = QStringLiteral(
            ".graph text{font-family:'DejaVu Sans',Verdana,sans-serif}"
            ".graph-ground{fill:%1}.graph-edge{fill:none;stroke:%2;stroke-width:1.2}.graph-body{fill:%3;stroke:%4}"
            ".graph-title{font-weight:bold;font-size:%5px}.graph-line{font-size:%6px;fill:%7}.graph-chip{fill:%8;stroke:%4}"
            ".graph-small{font-size:%9px;fill:%7;text-anchor:middle}.graph-stub{fill:%1;stroke:%10}");
        m_xml.writeTextElement(
            QStringLiteral("style"),
            rules.arg(theme.canvas.name(), theme.edge.name(), theme.nodeFill.name(), theme.nodeBorder.name())
                .arg(style.titlePx).arg(style.bodyPx).arg(theme.text.name(), theme.alternateBase.name())
                .arg(style.chipPx).arg(theme.connector.name()));
    }

    void writeRect(const Rect& rect, double radius, const Look& look) {
        m_xml.writeEmptyElement(QStringLiteral("rect"));
        attribute("class", className(look.style));
        attribute("x", number(rect.x));
        attribute("y", number(rect.y));
        attribute("width", number(rect.width));
        attribute("height", number(rect.height));
        if (radius > 0) attribute("rx", number(radius));
        if (!look.fill.isEmpty()) attribute("style", QStringLiteral("fill:%1").arg(look.fill));
    }

    void writeText(Point at, const QString& content, const Look& look, const char* anchor = nullptr) {
        m_xml.writeStartElement(QStringLiteral("text"));
        attribute("class", className(look.style));
        attribute("x", number(at.x));
        attribute("y", number(at.y));
        if (anchor) attribute("text-anchor", QLatin1String(anchor));
        if (!look.fill.isEmpty()) attribute("style", QStringLiteral("fill:%1").arg(look.fill));
        m_xml.writeCharacters(content);
        m_xml.writeEndElement();
    }

    void writeEdge(const EdgeRoute& edge) {
        const std::span<const Point> path = m_graph.layout.path(edge);
        if (path.empty()) return;
        const auto pair = [](Point point) { return number(point.x) + u' ' + number(point.y); };
        QString data = u'M' + pair(path[edge.ownPoint]);
        for (std::size_t i = edge.ownPoint + 1; i + 2 < path.size(); i += 3)
            data += u'C' + pair(path[i]) + u' ' + pair(path[i + 1]) + u' ' + pair(path[i + 2]);
        m_xml.writeEmptyElement(QStringLiteral("path"));
        attribute("class", className("edge"));
        attribute("d", data);
    }

    void writeStub(const ConnectorStub& stub) {
        writeRect(stub.label, 7, {"stub"});
        writeText({stub.label.centreX(), stub.label.centreY() + 3.5}, QString::number(stub.number), {"small"});
    }

    void writeNode(int node) {
        const Rect& box = m_graph.box(node);
        const NodeStyle& style = m_graph.style;
        const NodeText content = textOf(*m_graph.snapshot, node);
        const QRgb color = m_colors.colors[static_cast<std::size_t>(node)];
        const QString onBand = readableTextOn(QColor(color)).name();
        m_xml.writeStartElement(QStringLiteral("g"));
        m_xml.writeTextElement(QStringLiteral("title"), text(m_graph.node(node).name));
        writeRect(box, style.cornerRadius, {"body"});
        writeRect({box.x, box.y, box.width, style.titleHeight}, style.cornerRadius, {"band", hex(color)});
        double y = box.y + style.titleHeight - 8;
        writeText({box.x + style.padding, y}, text(content.title), {"title", onBand});
        if (!content.badge.empty())
            writeText({box.right() - style.padding, y}, text(content.badge), {"line", onBand}, "end");
        y = box.y + style.titleHeight + 15;
        for (const std::string& line : content.lines) {
            writeText({box.x + style.padding, y}, text(line), {"line"});
            y += style.lineHeight;
        }
        writeChips(box, content);
        m_xml.writeEndElement();
    }

    void writeChips(const Rect& box, const NodeText& content) {
        const auto widthOf = [this](std::string_view label, TextRole role) { return m_graph.widths.widthOf(label, role); };
        for (const ChipBox& chip : placeChips(content, box.width, m_graph.style, widthOf)) {
            const Rect rect{box.x + chip.rect.x, box.y + chip.rect.y, chip.rect.width, chip.rect.height};
            writeRect(rect, 7, {"chip"});
            writeText({rect.centreX(), rect.centreY() + 3.5}, text(chip.text), {"small"});
        }
    }

    const PreparedGraph& m_graph;
    const GraphColors& m_colors;
    QXmlStreamWriter m_xml;
};

}  // namespace

QByteArray writeSvg(const PreparedGraph& graph, const GraphColors& colors) {
    QByteArray document;
    SvgWriter(graph, colors, document).write();
    return document;
}

}  // namespace planscope::views::graph
