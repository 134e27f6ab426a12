// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/escape.h"
#include "engine/inspect/snapshots.h"
#include "engine/inspect/writers.h"
#include "engine/layers/conditional.h"
#include "engine/network/pointwise_text.h"
#include "tests/engine/inspect/sample_engine.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QXmlStreamReader>

#include <clocale>

using namespace planscope;
using namespace planscope::inspect;
using namespace planscope::inspect_tests;

namespace {

QJsonDocument parsed(const std::string& text) {
    QJsonParseError error;
    const QJsonDocument out = QJsonDocument::fromJson(QByteArray::fromStdString(text), &error);
    if (error.error != QJsonParseError::NoError) qWarning("%s at %d", qPrintable(error.errorString()), error.offset);
    return out;
}

/// RFC 4180 by hand: rows of fields.
QList<QStringList> csvRows(const QString& text) {
    QList<QStringList> rows;
    QStringList row;
    QString field;
    bool isQuoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (isQuoted) {
            if (c != u'"') field += c;
            else if (i + 1 < text.size() && text[i + 1] == u'"') field += text[i++];
            else isQuoted = false;
        } else if (c == u'"') {
            isQuoted = true;
        } else if (c == u',') {
            row.append(std::exchange(field, QString()));
        } else if (c == u'\r' && i + 1 < text.size() && text[i + 1] == u'\n') {
            row.append(std::exchange(field, QString()));
            rows.append(std::exchange(row, QStringList()));
            ++i;
        } else {
            field += c;
        }
    }
    return rows;
}

const QString kFirstName = QString::fromUtf8("layer \"0\", </script><b>&\x01\n\xef\xbf\xbd");

}  // namespace

class WritersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void escapes();
    void profileIsTensorRtShaped();
    void traceHasNamesFirstAndEverySlice();
    void longTracesAreCutAndSaySo();
    void csvReadsBack();
    void reportIsSelfContained();
    void htmlDrawsDrifts();
    void htmlListsFindings();
    void reportOfAThousandLayersIsSmall();
    void reportOfNothingMeasured();
    void engineHasTheInspectorsFields();
    void bodiesAreNested();
    void verbositiesAreTensorRts();
    void ownObjectStandsApart();
    void openExtentsAreSaid();
    void typesAndProgramsAreSpelled();
    void numbersIgnoreTheLocale();
};

void WritersTest::escapes() {
    QCOMPARE(jsonString("a\"b\\\n\x01Ω"), std::string("\"a\\\"b\\\\\\n\\u0001Ω\""));
    QCOMPARE(jsonString("\xff\xc3(\xe2\x82"), std::string("\"\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\""));
    QCOMPARE(jsonString("\xed\xa0\x80").size(), std::size_t{2 + 3 * 3});  // a surrogate: three bytes, each replaced
    QCOMPARE(jsonNumber(0.1), std::string("0.1"));
    QCOMPARE(jsonNumber(1.0 / 0.0), std::string("null"));
    QCOMPARE(htmlText("<a href=\"x\">&'"), std::string("&lt;a href=&quot;x&quot;&gt;&amp;&#39;"));
    QCOMPARE(csvField("plain"), std::string("plain"));
    QCOMPARE(csvField("a \"b\", c"), std::string("\"a \"\"b\"\", c\""));
}

void WritersTest::profileIsTensorRtShaped() {
    const QJsonArray rows = parsed(profileJson(awkwardProfile(5, 10))).array();
    QCOMPARE(rows.size(), 6);
    QCOMPARE(rows[0].toObject().value(QStringLiteral("count")).toInt(), 10);
    double percent = 0;
    for (int i = 1; i < 6; ++i) {
        const QJsonObject row = rows[i].toObject();
        QCOMPARE(row.value(QStringLiteral("timeMs")).toDouble(), 0.01);
        QCOMPARE(row.value(QStringLiteral("averageMs")).toDouble(), 0.001);
        percent += row.value(QStringLiteral("percentage")).toDouble();
    }
    QVERIFY(std::abs(percent - 100) < 1e-9);
    QCOMPARE(rows[1].toObject().value(QStringLiteral("name")).toString(), kFirstName);
    QCOMPARE(parsed(profileJson(awkwardProfile(5, 0))).array().size(), 1);
}

void WritersTest::traceHasNamesFirstAndEverySlice() {
    const QJsonArray events = parsed(chromeTrace(awkwardProfile(4, 3))).object().value(QStringLiteral("traceEvents")).toArray();
    int names = 0, slices = 0, counters = 0;
    bool isNaming = true;
    for (const QJsonValue& value : events) {
        const QJsonObject event = value.toObject();
        const QString phase = event.value(QStringLiteral("ph")).toString();
        names += phase == QStringLiteral("M");
        slices += phase == QStringLiteral("X");
        counters += phase == QStringLiteral("C");
        QVERIFY(isNaming || phase != QStringLiteral("M"));
        isNaming = isNaming && phase == QStringLiteral("M");
    }
    QCOMPARE(names, 3);
    QCOMPARE(slices, 3 + 12);
    QCOMPARE(counters, 12);
    const QJsonObject layer = events[6].toObject();  // after three names and three inferences
    QCOMPARE(layer.value(QStringLiteral("name")).toString(), kFirstName);
    QCOMPARE(layer.value(QStringLiteral("ts")).toDouble(), 1000000.001);
    QCOMPARE(layer.value(QStringLiteral("dur")).toDouble(), 1.0);
    const QJsonObject args = layer.value(QStringLiteral("args")).toObject();
    QCOMPARE(args.value(QStringLiteral("tactic")).toString(), QStringLiteral("convolution.cpu.onednn/jit:avx2"));
    QCOMPARE(args.value(QStringLiteral("bytes")).toInt(), 4096);
}

void WritersTest::longTracesAreCutAndSaySo() {
    const QJsonObject trace = parsed(chromeTrace(awkwardProfile(500, 1000))).object();
    QVERIFY(trace.value(QStringLiteral("otherData")).toObject().value(QStringLiteral("note")).toString().startsWith(QStringLiteral("only the inferences before")));
    const auto size = trace.value(QStringLiteral("traceEvents")).toArray().size();
    QVERIFY2(size > 150'000 && size < 230'000, qPrintable(QString::number(size)));
}

void WritersTest::csvReadsBack() {
    const QList<QStringList> rows = csvRows(QString::fromStdString(layersCsv(awkwardProfile(3, 2))));
    QCOMPARE(rows.size(), 4);
    for (const QStringList& row : rows) QCOMPARE(row.size(), 17);
    QCOMPARE(rows[0][3], QStringLiteral("median_ns"));
    QCOMPARE(rows[1][1], kFirstName);
    QCOMPARE(rows[1][3].toDouble(), 1000.0);
    QCOMPARE(rows[1][16], QStringLiteral("/a/Conv_0; /a/Relu, \"x\""));
}

void WritersTest::reportIsSelfContained() {
    const std::string graph = "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><rect width=\"1\" height=\"1\"/></svg>";
    const QString page = QString::fromStdString(htmlReport(awkwardProfile(6, 20), nullptr, graph));
    QVERIFY(page.startsWith(QStringLiteral("<!DOCTYPE html>")));
    for (const char* forbidden : {"src=", "@import", "url(", "<link", "<b>&", "<?xml", "fetch("}) QVERIFY2(!page.contains(QLatin1String(forbidden)), forbidden);
    QCOMPARE(page.count(QStringLiteral("</script>")), 1);
    QCOMPARE(page.count(QStringLiteral("<details id=\"c")), 6);
    QVERIFY(page.contains(QStringLiteral("a &quot;quoted&quot; &lt;model&gt; &amp; &#39;co&#39;, Ω.onnx")));
    QVERIFY(page.contains(QStringLiteral("20 inferences · 2 threads · median ")));
    int plots = 0;
    for (qsizetype at = page.indexOf(QStringLiteral("<svg")); at >= 0; at = page.indexOf(QStringLiteral("<svg"), at + 1)) {
        const QString svg = page.mid(at, page.indexOf(QStringLiteral("</svg>"), at) + 6 - at);
        QXmlStreamReader xml(svg);
        while (!xml.atEnd()) xml.readNext();
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        ++plots;
    }
    QCOMPARE(plots, 5);  // bars, latencies, timeline, memory, the graph
}

void WritersTest::reportOfAThousandLayersIsSmall() {
    const std::string page = htmlReport(awkwardProfile(1000, 50), nullptr, {});
    qInfo("report of 1000 layers: %zu bytes", page.size());
    QVERIFY(page.size() < 1'500'000);
    QVERIFY(page.find("are left out to keep this file small") != std::string::npos);
}

void WritersTest::reportOfNothingMeasured() {
    ProfileSnapshot profile = awkwardProfile(3, 0);
    for (LayerRow& row : profile.layers) row.medianNs = row.minNs = row.p95Ns = row.share = -1;
    profile.wallNs = profile.layerSumNs = -1;
    const QString page = QString::fromStdString(htmlReport(profile, nullptr, {}));
    QVERIFY(page.contains(QStringLiteral("not measured yet")));
    QVERIFY(!page.contains(QStringLiteral("Timeline of")));
    QVERIFY(!page.contains(QStringLiteral("nan")));
    QVERIFY(!htmlReport(ProfileSnapshot{}, nullptr, "no drawing").empty());
}

void WritersTest::htmlDrawsDrifts() {
    const auto curve = std::make_shared<DriftCurve>();
    curve->title = "build 2: <FP16> & more";
    curve->verdict = "99.00 % as FP32";
    curve->data = "made-up inputs";
    curve->samples = 4;
    curve->points = {{"a<b>", {1}, 3.1e-6, 0.25}, {"out", {}, 0, 0}};
    const std::vector<DriftCurvePtr> curves{curve, std::make_shared<DriftCurve>()};
    const std::string page = htmlReport(awkwardProfile(2, 2), nullptr, {}, nullptr, curves);
    QVERIFY(page.find("build 2: &lt;FP16&gt; &amp; more: 99.00 % as FP32, made-up inputs, 4 samples") != std::string::npos);
    QVERIFY(page.find("a&lt;b&gt;\nbuild 2: &lt;FP16&gt; &amp; more: 1 - cos 3.1e-06, largest difference 2.5e-01") != std::string::npos);
    QVERIFY(page.find("1 - cos 0, largest difference 0") != std::string::npos);
    QXmlStreamReader reader(QString::fromStdString(page.substr(page.find("<svg"))));
    while (!reader.atEnd() && !(reader.isEndElement() && reader.name() == QLatin1String("svg"))) reader.readNext();
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    QVERIFY2(htmlReport(awkwardProfile(2, 2), nullptr, {}).find("<h2>Accuracy</h2>") == std::string::npos, "nothing was measured");
}

void WritersTest::htmlListsFindings() {
    FindingList findings{.title = "Safety <now>: 1 error", .rows = {{"error", "SAFE-CONV-01", "a<b>: kernel 3x3", "set FP16", "CSDN", "documented"}}};
    const auto page = [&] { return htmlReport(awkwardProfile(2, 2), nullptr, {}, nullptr, {}, &findings); };
    QVERIFY(page().find("Safety &lt;now&gt;: 1 error") != std::string::npos && page().find("a&lt;b&gt;: kernel 3x3") != std::string::npos);
    QVERIFY(page().find("Nothing here is certified") != std::string::npos);
    findings.rows.resize(5000, findings.rows.front());
    QVERIFY(page().find("4000 more; planexec scope lists all") != std::string::npos);
    findings.rows.clear();
    QVERIFY(page().find("Nothing is refused") != std::string::npos);
    QVERIFY2(htmlReport(awkwardProfile(2, 2), nullptr, {}).find("<h2>Scope</h2>") == std::string::npos, "nothing was asked");
}

void WritersTest::engineHasTheInspectorsFields() {
    const std::string text = engineJson(sampleEngine());
    const QJsonObject root = parsed(text).object();
    QCOMPARE(root.value(QStringLiteral("Bindings")).toArray(), (QJsonArray{QStringLiteral("x"), QStringLiteral("out")}));
    const QJsonArray layers = root.value(QStringLiteral("Layers")).toArray();
    QCOMPARE(layers.size(), 3);
    const QJsonObject conv = layers[0].toObject();
    QCOMPARE(conv.value(QStringLiteral("LayerType")).toString(), QStringLiteral("CpuConvolution"));
    QCOMPARE(conv.value(QStringLiteral("Kernel")).toArray(), (QJsonArray{3, 3}));
    QCOMPARE(conv.value(QStringLiteral("Stride")).toArray(), (QJsonArray{1, 1}));
    QCOMPARE(conv.value(QStringLiteral("PrePadding")).toArray(), (QJsonArray{1, 1}));
    QCOMPARE(conv.value(QStringLiteral("PaddingMode")).toString(), QStringLiteral("kEXPLICIT_ROUND_DOWN"));
    QCOMPARE(conv.value(QStringLiteral("OutMaps")).toInt(), 16);
    QCOMPARE(conv.value(QStringLiteral("Groups")).toInt(), 1);
    QCOMPARE(conv.value(QStringLiteral("Weights")).toObject().value(QStringLiteral("Count")).toInt(), 576);
    QCOMPARE(conv.value(QStringLiteral("Activation")).toString(), QStringLiteral("RELU"));
    QCOMPARE(conv.value(QStringLiteral("Metadata")).toString(), QStringLiteral("[ONNX Layer: Conv_0]\u001e[ONNX Layer: Relu_1]"));
    QCOMPARE(conv.value(QStringLiteral("Outputs")).toArray()[0].toObject().value(QStringLiteral("Format/Datatype")).toString(),
             QStringLiteral("Eight wide channel vectorized row major FP32 format"));
    QCOMPARE(conv.value(QStringLiteral("TacticValue")).toString().size(), 18);
    QCOMPARE(layers[1].toObject().value(QStringLiteral("Origin")).toString(), QStringLiteral("REFORMAT"));
    QCOMPARE(layers[1].toObject().value(QStringLiteral("Metadata")).toString(), QString());
    QCOMPARE(layers[2].toObject().value(QStringLiteral("ParameterType")).toString(), QStringLiteral("Reduce"));
    std::size_t last = 0;
    for (const char* key : {"\"Name\": \"Conv", "\"LayerType\"", "\"Inputs\"", "\"Outputs\"", "\"ParameterType\"", "\"Kernel\"", "\"TacticName\"", "\"TacticValue\"", "\"StreamId\"", "\"Metadata\""}) {
        const std::size_t at = text.find(key);
        QVERIFY2(at != std::string::npos && at >= last, key);
        last = at;
    }
}

/// Networks inside a layer: as engines in JSON, in short as properties.
void WritersTest::bodiesAreNested() {
    Engine engine;
    engine.deviceId = "cpu";
    EngineStep& step = engine.steps.emplace_back();
    step.name = "if_0";
    step.def = &layers::conditional::def;
    step.attrs = Attrs::of(layers::conditional::Attrs{});
    step.bodies = {std::make_shared<const Engine>(sampleEngine()), std::make_shared<const Engine>()};
    const QJsonObject layer = parsed(engineJson(engine)).object().value(QStringLiteral("Layers")).toArray()[0].toObject();
    QCOMPARE(layer.value(QStringLiteral("ThenBody")).toObject().value(QStringLiteral("Layers")).toArray().size(), 3);
    QCOMPARE(layer.value(QStringLiteral("ElseBody")).toObject().value(QStringLiteral("Layers")).toArray().size(), 0);
    const auto graph = makeEngineGraph(engine, nullptr);
    QCOMPARE(graph->nodes[0].bodies.size(), std::size_t{2});
    QCOMPARE(graph->nodes[0].bodies[0]->nodes.size(), std::size_t{5});
    const auto profile = makeProfile({.engine = &engine});
    QCOMPARE(profile->controlFlow.size(), std::size_t{6});  // the conditional, its two bodies, three steps of the first
    QVERIFY(profile->controlFlow[2].depth == 2 && profile->controlFlow[2].tactic == "convolution.cpu.onednn/jit:avx2");
    QVERIFY(htmlReport(*profile, nullptr, {}).find("<h2>Control flow</h2>") != std::string::npos);
    QStringList texts;
    for (const Property& row : graph->nodes[0].properties)
        if (row.group == "Attributes") texts << QString::fromStdString(row.name + " " + row.value);
    QCOMPARE(texts, (QStringList{QStringLiteral("thenBody {3 steps}"), QStringLiteral("elseBody {0 steps}")}));
}

/// TensorRT's text to the character where layers are names; nothing of ours in it.
void WritersTest::verbositiesAreTensorRts() {
    const Engine engine = sampleEngine();
    QCOMPARE(engineJson(engine, {.verbosity = ProfilingVerbosity::LayerNamesOnly}),
             std::string("{\"Layers\": [\"Conv_0 + Relu_1\"\n,\"Reformatting CopyNode for Input Tensor 0 to Mean_2\"\n,\"Mean_2\"\n],\n"
                         "\"Bindings\": [\"x\"\n,\"out\"\n]}\n"));
    QCOMPARE(engineJson(engine, {.verbosity = ProfilingVerbosity::None}), std::string("{\"Layers\": [],\n\"Bindings\": [\"x\"\n,\"out\"\n]}\n"));
    QCOMPARE(engineText(engine, ProfilingVerbosity::LayerNamesOnly),
             std::string("Layers:\nConv_0 + Relu_1\nReformatting CopyNode for Input Tensor 0 to Mean_2\nMean_2\n\nBindings:\nx\nout\n"));
    const QStringList lines = QString::fromStdString(engineText(engine, ProfilingVerbosity::Detailed)).split(u'\n');
    QVERIFY(lines[1].startsWith(QStringLiteral("Name: Conv_0 + Relu_1, LayerType: CpuConvolution, Inputs: [{\"Name\": \"x\", \"Location\": \"Device\"")));
    const struct { const char* word; ProfilingVerbosity verbosity; } kWords[] = {
        {"layer_names_only", ProfilingVerbosity::LayerNamesOnly}, {"default", ProfilingVerbosity::LayerNamesOnly}, {"none", ProfilingVerbosity::None},
        {"detailed", ProfilingVerbosity::Detailed}, {"verbose", ProfilingVerbosity::Detailed}};
    for (const auto& row : kWords) QCOMPARE(*parseProfilingVerbosity(row.word), row.verbosity);
    QVERIFY(!parseProfilingVerbosity("loud"));
}

/// What TensorRT's inspector does not say stands apart, layer by layer in the same order.
void WritersTest::ownObjectStandsApart() {
    BuildRecord record = sampleRecord();
    record.precisions.push_back({.layer = "Conv_0 + Relu_1", .requested = "f16", .actual = "f32", .outputs = {"f32"}, .reason = "asked for in vain"});
    record.reformats.push_back({"y", Format::channelBlocked(8), Format::linear(), 2e6, "Mean_2"});
    const QJsonObject root = parsed(engineJson(sampleEngine(), {.record = &record})).object();
    for (const QJsonValue& layer : root[u"Layers"].toArray()) QVERIFY(!layer.toObject().contains(QStringLiteral("Candidates")));
    const QJsonObject own = root[u"Planscope"].toObject();
    QCOMPARE(own[u"ArenaBytes"].toInt(), 9216);
    QCOMPARE(own[u"Layers"].toArray().size(), root[u"Layers"].toArray().size());
    const QJsonObject conv = own[u"Layers"].toArray()[0].toObject();
    QCOMPARE(conv[u"OnnxNodes"].toArray()[1].toObject()[u"Op"].toString(), QStringLiteral("Relu"));
    const QJsonArray candidates = conv[u"Candidates"].toArray();
    QCOMPARE(candidates.size(), 5);
    QCOMPARE(candidates[0].toObject()[u"Chosen"].toInt(), 1);
    QCOMPARE(candidates[3].toObject()[u"Refusal"].toString(), QStringLiteral("attribute"));
    QCOMPARE(candidates[3].toObject()[u"Sentence"].toString(), QStringLiteral("groups is 1"));
    QCOMPARE(conv[u"Precision"].toObject()[u"Requested"].toString(), QStringLiteral("f16"));
    QCOMPARE(conv[u"Memory"].toObject()[u"WorkspaceOffset"].toInt(), 8192);
    QCOMPARE(own[u"Reformats"].toArray()[0].toObject()[u"CausedBy"].toString(), QStringLiteral("Mean_2"));
    QCOMPARE(own[u"Reformats"].toArray()[0].toObject()[u"MedianTimeMs"].toDouble(), 2.0);
}

/// Extents that only a run knows are -1, and there is no format to name; each profile has bindings.
void WritersTest::openExtentsAreSaid() {
    Engine engine = sampleEngine();
    engine.tensors[0].dims = {-4711, 4, 8, 8};
    engine.profiles.resize(2);
    const QJsonObject root = parsed(engineJson(engine)).object();
    const QJsonObject input = root[u"Layers"].toArray()[0].toObject()[u"Inputs"].toArray()[0].toObject();
    QCOMPARE(input[u"Dimensions"].toArray(), (QJsonArray{-1, 4, 8, 8}));
    QCOMPARE(input[u"Format/Datatype"].toString(), QStringLiteral("N/A due to dynamic shapes"));
    QCOMPARE(root[u"Bindings"].toArray(), (QJsonArray{QStringLiteral("x"), QStringLiteral("out"), QStringLiteral("x [profile 1]"), QStringLiteral("out [profile 1]")}));
}

/// Types and programs as TensorRT spells them.
void WritersTest::typesAndProgramsAreSpelled() {
    Engine engine = sampleEngine();
    engine.tensors[1].type = DataType::Int8;
    engine.tensors[2].type = DataType::Half;
    engine.steps[0].epilogue = *parsePointwise("clip(sum(i0, 0.5), alpha=0, beta=6)");
    const QJsonObject conv = parsed(engineJson(engine)).object()[u"Layers"].toArray()[0].toObject();
    QCOMPARE(conv[u"Weights"].toObject()[u"Type"].toString(), QStringLiteral("Int8"));
    QCOMPARE(conv[u"Outputs"].toArray()[0].toObject()[u"Format/Datatype"].toString(), QStringLiteral("Eight wide channel vectorized row major FP16 format"));
    QCOMPARE(conv[u"Activation"].toString(), QStringLiteral("GENERIC"));
    QCOMPARE(conv[u"PointWiseExpressionOperations"].toArray(),
             (QJsonArray{QStringLiteral("const auto var0 = pwgen::iSum(arg0, literal0);"), QStringLiteral("const auto var1 = pwgen::iClip(var0, literal1, literal2);")}));
}

void WritersTest::numbersIgnoreTheLocale() {
    const std::string before = layersCsv(awkwardProfile(2, 2)) + chromeTrace(awkwardProfile(2, 2)) + htmlReport(awkwardProfile(2, 2), nullptr, {});
    const bool isSet = std::setlocale(LC_ALL, "de_DE.UTF-8") || std::setlocale(LC_ALL, "fr_FR.UTF-8");
    const std::string after = layersCsv(awkwardProfile(2, 2)) + chromeTrace(awkwardProfile(2, 2)) + htmlReport(awkwardProfile(2, 2), nullptr, {});
    std::setlocale(LC_ALL, "C");
    QCOMPARE(after, before);
    if (!isSet) QSKIP("no locale with a decimal comma is installed here");
}

QTEST_GUILESS_MAIN(WritersTest)
#include "writers_test.moc"
