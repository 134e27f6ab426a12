// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/planexec_process.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

namespace planscope::app_tests {

class PlaceCliTest : public QObject {
    Q_OBJECT
private slots:
    void placesWithAndWithoutFallback();
    void writesJson();
    void devicesOfLayersAreTaken();
    void dlaScopeIsAsked();
    void rulesOfTheDlaArePrinted();
    void badUsageIsOneSentence_data();
    void badUsageIsOneSentence();

private:
    QString model() const { return sampleModels() + "/digits_classifier.onnx"; }
    QJsonObject placed(const QStringList& more) const {
        return QJsonDocument::fromJson(planexec(QStringList{"place", model(), "--fp16", "--quiet", "--format", "json"} + more).out.toUtf8()).object();
    }
};

void PlaceCliTest::placesWithAndWithoutFallback() {
    const Finished loose = planexec({"place", model(), "--fp16", "--allowGPUFallback"}), strict = planexec({"place", model(), "--fp16"});
    QVERIFY2(loose.exitCode == 0 && loose.out.contains("layers: ") && loose.out.contains("no DLA was asked"), loose.text().constData());
    const QStringList direct{"scope", model(), "--scope", "dla", "--fp16", "--inputIOFormats", "fp16:chw16", "--outputIOFormats", "fp16:chw16"};
    const Finished bound = planexec(direct);
    QVERIFY2(strict.out.contains("DLA-IO-05") && !bound.out.contains("DLA-IO-05"), bound.text().constData());  // bound as FP16
    QVERIFY2(strict.out.contains("DLA-IO-07      image") && !bound.out.contains("DLA-IO-07      image"), bound.text().constData());
    QVERIFY2(strict.exitCode == 1 && strict.out.contains("error   DLA-IO-07"), strict.text().constData());
}

void PlaceCliTest::writesJson() {
    const QJsonObject json = placed({"--allowGPUFallback"});
    QVERIFY(json["layersOnDla"].toInt() > 0);
    QCOMPARE(json["layers"].toArray().size(), json["layersOnDla"].toInt() + json["layersOnGpu"].toInt());
    QVERIFY(json["loadables"].toArray().size() > 0 && json["accepted"].toBool());
}

void PlaceCliTest::devicesOfLayersAreTaken() {
    const QJsonObject all = placed({"--allowGPUFallback"});
    QString first;
    for (const QJsonValue& layer : all["layers"].toArray())
        if (first.isEmpty() && layer.toObject()["device"].toString() == "DLA") first = layer.toObject()["name"].toString();
    QVERIFY(!first.isEmpty());
    const QJsonObject fewer = placed({"--allowGPUFallback", "--layerDeviceTypes", "'" + first + "':GPU"});
    QVERIFY(fewer["layersOnDla"].toInt() < all["layersOnDla"].toInt());
}

void PlaceCliTest::dlaScopeIsAsked() {
    const Finished finished = planexec({"scope", model(), "--scope", "dla", "--fp16", "--dlaPools", "dlaSRAM:3"});
    QVERIFY2(finished.exitCode == 1 && finished.out.contains("error   DLA-MEM-01     pool dlaSRAM of 3145728 bytes must be a power of two"), finished.text().constData());
    const Finished xavier = planexec({"scope", model(), "--scope", "dla", "--fp16", "--target", "xavier"});
    QVERIFY2(xavier.out.contains("warning DLA-GEN-25"), xavier.text().constData());
}

void PlaceCliTest::rulesOfTheDlaArePrinted() {
    const Finished finished = planexec({"rules", "--scope", "dla"});
    QVERIFY2(finished.exitCode == 0 && finished.out.contains("| DLA-CONV-12 |") && finished.out.contains("| CUDLA-10 |"), finished.text().constData());
}

void PlaceCliTest::badUsageIsOneSentence_data() {
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<QString>("words");
    QTest::newRow("core") << QStringList{"--useDLACore", "2"} << QStringLiteral("--useDLACore");
    QTest::newRow("pool") << QStringList{"--dlaPools", "workspace:1"} << QStringLiteral("'workspace' is no pool; there are dlaSRAM, dlaLocalDRAM and dlaGlobalDRAM");
    QTest::newRow("size") << QStringList{"--dlaPools", "dlaSRAM:much"} << QStringLiteral("takes a size in MiB, given 'much'");
    QTest::newRow("device") << QStringList{"--layerDeviceTypes", "a:TPU"} << QStringLiteral("'TPU' is no device of layer 'a'; there are GPU and DLA");
    QTest::newRow("cache") << QStringList{"--saveCache", "x"} << QStringLiteral("--saveCache goes with --translate");
}

void PlaceCliTest::badUsageIsOneSentence() {
    QFETCH(QStringList, more);
    QFETCH(QString, words);
    const Finished finished = planexec(QStringList{"place", model()} + more);
    QCOMPARE(finished.exitCode, 2);
    QVERIFY2(finished.err.contains(words.toUtf8()), finished.text().constData());
}

}  // namespace planscope::app_tests

QTEST_GUILESS_MAIN(planscope::app_tests::PlaceCliTest)
#include "place_cli_test.moc"
