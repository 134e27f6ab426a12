// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/planexec_process.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

namespace planscope::app_tests {
namespace {

QJsonArray outputsOf(const QString& file) {
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(in.readAll()).array() : QJsonArray();
}

/// What differs first; empty if the outputs agree within atol + rtol |expected|.
QString difference(const QJsonArray& actual, const QJsonArray& expected, double rtol, double atol) {
    if (expected.isEmpty() || actual.size() != expected.size()) return QStringLiteral("%1 outputs instead of %2").arg(actual.size()).arg(expected.size());
    for (qsizetype i = 0; i < expected.size(); ++i) {
        const QString name = expected[i]["name"].toString();
        if (actual[i]["name"] != expected[i]["name"] || actual[i]["dimensions"] != expected[i]["dimensions"])
            return QStringLiteral("output '%1' is %2 instead of %3").arg(name, actual[i]["dimensions"].toString(), expected[i]["dimensions"].toString());
        const QJsonArray got = actual[i]["values"].toArray(), want = expected[i]["values"].toArray();
        for (qsizetype k = 0; k < want.size(); ++k) {
            if (want[k].isString() && got[k] == want[k]) continue;  // "nan" and "inf"
            if (!(std::abs(got[k].toDouble() - want[k].toDouble()) <= atol + rtol * std::abs(want[k].toDouble())))
                return QStringLiteral("output '%1' element %2 is %3 instead of %4").arg(name).arg(k).arg(got[k].toDouble()).arg(want[k].toDouble());
        }
    }
    return {};
}

}  // namespace

/// One plan with open shapes gives, at several shapes, what the model gives when it is built for each of them alone.
class OpenModelsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void referencesAreMet_data();
    void referencesAreMet();
    void everyShapeIsRight_data();
    void everyShapeIsRight();

private:
    QTemporaryDir m_folder;
};

void OpenModelsTest::initTestCase() {
    if (sharedModels().isEmpty()) QSKIP("the shared test models are not here; set PLANSCOPE_MODELS to their folder");
}

/// Models that are refused while every shape is open, since a branch of theirs depends on one; see the importer's table.
static const QStringList kRefused{"real/silero_vad_16k_op15"};

void OpenModelsTest::referencesAreMet_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<QStringList>("tolerance");
    QFile file(sharedModels() + "/manifest.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    for (const QJsonValue& model : QJsonDocument::fromJson(file.readAll())["models"].toArray()) {
        const QString name = model["name"].toString();
        if (!model["dynamic"].toBool() || kRefused.contains(name)) continue;
        const auto number = [&](const char* key) { return QString::number(model["tolerance"][QLatin1String(key)].toDouble(), 'g', 17); };
        QTest::newRow(qPrintable(name)) << name << QStringList{"--rtol", number("rtol"), "--atol", number("atol")};
    }
}

void OpenModelsTest::referencesAreMet() {
    QFETCH(QString, model);
    QFETCH(QStringList, tolerance);
    const QString folder = sharedModels() + "/" + model, plan = m_folder.filePath("references.plan");
    const Finished built = planexec(QStringList{"verify", folder + "/model.onnx", "--data", folder, "--dynamic", "--threads=1",
                                                "--builderOptimizationLevel=1", "--saveEngine=" + plan} + tolerance, 300);
    QVERIFY2(built.exitCode == 0, built.text().constData());
    const Finished loaded = planexec(QStringList{"verify", plan, "--data", folder} + tolerance, 300);
    QVERIFY2(loaded.exitCode == 0, loaded.text().constData());
    QCOMPARE(loaded.out, built.out);
}

void OpenModelsTest::everyShapeIsRight_data() {
    QTest::addColumn<QString>("min");
    QTest::addColumn<QString>("opt");
    QTest::addColumn<QString>("max");
    QTest::addColumn<double>("atol");  // of the manifest: how far two ways to compute the model may differ
    QTest::newRow("real/ppocr_cls") << "x:1x3x48x64" << "x:2x3x48x192" << "x:3x3x48x320" << 1e-4;
    QTest::newRow("real/ppocrv3_det_en") << "x:1x3x64x64" << "x:1x3x96x128" << "x:2x3x160x192" << 1e-4;
    QTest::newRow("real/silero_vad_16k_op15") << "input:1x576,state:2x1x128" << "input:2x576,state:2x2x128"
                                              << "input:5x576,state:2x5x128" << 1e-4;
    QTest::newRow("real/silero_vad_op18_ifless") << "input:1x576,state:2x1x128" << "input:2x576,state:2x2x128"
                                                 << "input:5x576,state:2x5x128" << 1e-4;
    QTest::newRow("real/tract_qlstm") << "input:1x3" << "input:3x3" << "input:9x3" << 5e-2;
    QTest::newRow("real/xfeat_interp_bicubic_640x480") << "x:1x8x30x40,pos:1x10x2" << "x:1x64x60x80,pos:1x100x2" << "x:2x64x61x83,pos:2x300x2" << 4.1e-4;
    QTest::newRow("real/yunet_n_dynamic") << "input:1x3x64x64" << "input:1x3x160x160" << "input:2x3x192x320" << 5.6e-4;
    QTest::newRow("gen/bert_small") << "input_ids:1x8,attention_mask:1x8,token_type_ids:1x8"
                                    << "input_ids:2x32,attention_mask:2x32,token_type_ids:2x32"
                                    << "input_ids:3x50,attention_mask:3x50,token_type_ids:3x50" << 9.2e-4;
    QTest::newRow("gen/loop_if") << "x:1x1x16" << "x:10x3x16" << "x:17x5x16" << 2e-4;
    QTest::newRow("gen/lstm_gru") << "feats:1x1x40,h0:1x1x96" << "feats:2x20x40,h0:1x2x96" << "feats:3x50x40,h0:1x3x96" << 4.2e-4;
    QTest::newRow("gen/scan_filter") << "xs:1x5" << "xs:20x5" << "xs:33x5" << 1.2e-4;
}

void OpenModelsTest::everyShapeIsRight() {
    QFETCH(QString, min);
    QFETCH(QString, opt);
    QFETCH(QString, max);
    QFETCH(double, atol);
    const QString model = sharedModels() + "/" + QTest::currentDataTag() + "/model.onnx", plan = m_folder.filePath("open.plan");
    const QString open = m_folder.filePath("open.json"), fixed = m_folder.filePath("fixed.json");
    const QStringList quick{"--threads=1", "--builderOptimizationLevel=1"};
    const Finished built = planexec(QStringList{"build", model, "-o", plan, "--minShapes=" + min, "--optShapes=" + opt, "--maxShapes=" + max} + quick, 300);
    QVERIFY2(built.exitCode == 0, built.text().constData());
    for (const QString& shapes : {opt, min, max}) {
        const Finished atShape = planexec({"run", plan, "--shapes=" + shapes, "--exportOutput=" + open}, 300);
        QVERIFY2(atShape.exitCode == 0, atShape.text().constData());
        const Finished alone = planexec(QStringList{"run", model, "--shapes=" + shapes, "--exportOutput=" + fixed} + quick, 300);
        QVERIFY2(alone.exitCode == 0, alone.text().constData());
        const QString problem = difference(outputsOf(open), outputsOf(fixed), 1e-3, atol);
        QVERIFY2(problem.isEmpty(), qPrintable(shapes + ": " + problem));
    }
}

}  // namespace planscope::app_tests

QTEST_GUILESS_MAIN(planscope::app_tests::OpenModelsTest)
#include "open_models_test.moc"
