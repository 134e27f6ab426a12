// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/graph/sample_graphs.h"
#include "views/graph/scene/node_colors.h"
#include "views/graph/scene/png_export.h"
#include "views/graph/scene/svg_export.h"

#include <QTest>
#include <QXmlStreamReader>

namespace planscope::views::graph {
namespace {

using inspect::Category;

struct Picture {
    PreparedGraphPtr graph;
    std::vector<QRgb> colors;

    explicit Picture(const inspect::GraphSnapshotPtr& snapshot, const Theme& theme)
        : graph(prepareGraph(snapshot, GlyphWidths{NodeStyle{}}, Direction::TopToBottom)) {
        for (int node = 0; node < graph->nodeCount(); ++node)
            colors.push_back(nodeColor(theme, ColorMode::Kind, *graph, node).rgb());
    }
};

struct SvgNode {
    QString name;
    QStringList texts;
};

/// The groups of a document, one per node; none if it is not well-formed.
std::vector<SvgNode> nodesIn(const QByteArray& document) {
    QXmlStreamReader reader(document);
    std::vector<SvgNode> nodes;
    while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement) continue;
        if (reader.name() == u"g") nodes.emplace_back();
        if (reader.name() == u"title") nodes.back().name = reader.readElementText();
        else if (reader.name() == u"text" && !nodes.empty()) nodes.back().texts.append(reader.readElementText());
    }
    if (reader.hasError()) qWarning("%s", qPrintable(reader.errorString()));
    return reader.hasError() ? std::vector<SvgNode>{} : nodes;
}

}  // namespace

class GraphExportTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void svgHoldsOperatorShapeAndFusedOperatorsOfEveryNode() {
        const inspect::GraphSnapshotPtr snapshot = samples::residualOptimised(120);
        for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark}) {
            const Picture picture(snapshot, themeOf(kind));
            const std::vector<SvgNode> nodes = nodesIn(writeSvg(*picture.graph, {themeOf(kind), picture.colors}));
            QCOMPARE(nodes.size(), snapshot->nodes.size());
            for (std::size_t i = 0; i < nodes.size(); ++i) {
                const inspect::GraphNode& node = snapshot->nodes[i];
                const bool isTerminal = node.category == Category::Input || node.category == Category::Output;
                QCOMPARE(nodes[i].name, QString::fromStdString(node.name));
                QVERIFY2(nodes[i].texts.contains(QString::fromStdString(isTerminal ? node.name : node.op)), node.name.c_str());
                QVERIFY(nodes[i].texts.contains(QString::fromStdString(snapshot->values[i].shape + " f32")));
                for (const std::string& fused : node.swallowed)
                    QVERIFY2(nodes[i].texts.contains(QString::fromStdString(fused)), node.name.c_str());
            }
        }
    }

    void svgStaysWellFormedWhateverTheNames_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("markup") << QByteArray("<g>&\"']]>");
        QTest::newRow("control characters") << QByteArray("a\x01\x1f\x7f" "b");
        QTest::newRow("not UTF-8") << QByteArray("\xff\xfe\xc0");
        QTest::newRow("noncharacter") << QByteArray("\xef\xbf\xbf");
        QTest::newRow("beyond the BMP") << QByteArray("\xf0\x9f\x98\x80");
        QTest::newRow("line ends") << QByteArray("a\r\n\tb");
        QTest::newRow("zero") << QByteArray("a\0b", 3);
    }
    void svgStaysWellFormedWhateverTheNames() {
        QFETCH(QByteArray, name);
        samples::SnapshotBuilder builder;
        builder.add(name.toStdString(), Category::Other, {}, name.toStdString());
        builder.node(0).name = name.toStdString();
        builder.node(0).swallowed = {name.toStdString()};
        const Picture picture(builder.finish(), lightTheme());
        QCOMPARE(nodesIn(writeSvg(*picture.graph, {lightTheme(), picture.colors})).size(), std::size_t{1});
    }

    void svgOfAnEmptyGraphIsADocument() {
        const Picture picture(std::make_shared<const inspect::GraphSnapshot>(), lightTheme());
        QXmlStreamReader reader(writeSvg(*picture.graph, {lightTheme(), picture.colors}));
        QVERIFY(reader.readNextStartElement());
        QCOMPARE(reader.name(), u"svg");
        reader.skipCurrentElement();
        QVERIFY(!reader.hasError());
    }

    void longSidesAndLargeAreasAreRefused() {
        QCOMPARE(pngProblem({20'000, 25'000}), QString());
        QCOMPARE(pngProblem({200, kMostPngSide}), QString());
        QVERIFY(pngProblem({200, kMostPngSide + 1}).contains("a side may have 1,000,000 at most"));
        QVERIFY(pngProblem({25'000, 20'001}).contains("the limit is 500 million"));
        QVERIFY(pngProblem({2'000'000'000, 2'000'000'000}).endsWith("."));
    }

    void tilesJoinWithoutSeams() {
        const Picture picture(samples::chain(60), darkTheme());
        const GraphColors colors{darkTheme(), picture.colors};
        const QImage joined = drawPng(*picture.graph, 1.0, colors);
        QVERIFY(joined.height() > 2 * 2048);
        const Rect& bounds = picture.graph->layout.bounds;
        Camera camera;
        camera.origin = {bounds.x, bounds.y + 2000};   // across the border of two tiles
        const QImage whole = renderGraph(*picture.graph, camera, {joined.width(), 100}, 1.0, colors);
        QCOMPARE(joined.copy(0, 2000, joined.width(), 100).convertToFormat(QImage::Format_RGB32), whole);
    }
};

}  // namespace planscope::views::graph

QTEST_MAIN(planscope::views::graph::GraphExportTest)
#include "graph_export_test.moc"
