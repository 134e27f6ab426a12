// SPDX-License-Identifier: Apache-2.0
#include "engine/quantization/calibration_cache.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <bit>

namespace planscope::quantization {

class CalibrationCacheTest : public QObject {
    Q_OBJECT
private slots:
    void readsWhatTensorRtWrites() {
        const auto cache = parseCalibrationCache("TRT-8601-EntropyCalibration2\ndata: 3c008912\n(Unnamed Layer* 8) [Constant]_output: 39137939\r\na:b:0: 3f800000\n");
        QVERIFY2(cache, cache ? "" : cache.error().text().c_str());
        QCOMPARE(cache->version, 8601);
        QCOMPARE(cache->algorithm, std::string("EntropyCalibration2"));
        QCOMPARE(cache->scales.size(), std::size_t{3});
        QCOMPARE(std::bit_cast<std::uint32_t>(cache->scales.at("data")), 0x3c008912U);
        QCOMPARE(cache->scales.at("a:b:0"), 1.0F);
    }

    void printsWhatItReads() {
        CalibrationCache cache{cacheVersion(), "MinMaxCalibration", {{"y", 0.125F}, {"x:0", std::bit_cast<float>(0x3c008912U)}, {"zero", 0.0F}}};
        const auto text = printCalibrationCache(cache);
        QVERIFY(text);
        QCOMPARE(QByteArray::fromStdString(*text), QByteArray("TRT-8612-MinMaxCalibration\nx:0: 3c008912\ny: 3e000000\nzero: 00000000\n"));
        const auto back = parseCalibrationCache(*text);
        QVERIFY(back && back->scales == cache.scales && back->algorithm == cache.algorithm && back->version == cache.version);
        const Scales scales = scalesOf(*back);
        QVERIFY(scales.find("y") && scales.find("y")->scale == 0.125F && !scales.find("zero"));
    }

    void namesWithLineEndsCannotBeWritten() {
        const auto text = printCalibrationCache({cacheVersion(), "MinMaxCalibration", {{"a\nb", 1.0F}}});
        QVERIFY(!text);
        QCOMPARE(QByteArray::fromStdString(text.error().message), QByteArray("tensor 'a?b' has a name that a calibration cache cannot hold"));
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("sentence");
        const auto row = [](const char* name, const char* text, const char* sentence) { QTest::newRow(name) << QByteArray(text) << QByteArray(sentence); };
        const char* const head = "the first line of a calibration cache is like 'TRT-8612-EntropyCalibration2', this is '";
        row("nothing", "", (std::string(head) + "'").c_str());
        row("something else", "PK\003\004", (std::string(head) + "PK?" "?'").c_str());
        row("no version", "TRT--EntropyCalibration2\n", (std::string(head) + "TRT--EntropyCalibration2'").c_str());
        row("another algorithm", "TRT-8612-Best\n", "the calibration algorithm 'Best' is not known");
        row("no colon", "TRT-8612-EntropyCalibration2\nx\n", "line 2 is not 'tensor: scale', it is 'x'");
        row("no name", "TRT-8612-EntropyCalibration2\n: 3f800000\n", "line 2 is not 'tensor: scale', it is ': 3f800000'");
        row("few digits", "TRT-8612-EntropyCalibration2\nx: 3f8000\n", "line 2: the scale of 'x' must be eight hexadecimal digits, it is '3f8000'");
        row("no digits", "TRT-8612-EntropyCalibration2\nx: 3f80000g\n", "line 2: the scale of 'x' must be eight hexadecimal digits, it is '3f80000g'");
        row("negative", "TRT-8612-EntropyCalibration2\n\nx: bf800000\n", "line 3: the scale of 'x' must be a number from 0, it is -1");
        row("infinite", "TRT-8612-EntropyCalibration2\nx: 7f800000\n", "line 2: the scale of 'x' must be a number from 0, it is inf");
        row("twice", "TRT-8612-EntropyCalibration2\nx: 3f800000\nx: 40000000\n", "line 3: tensor 'x' has two scales, 1 and 2");
    }

    void refuses() {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, sentence);
        const auto cache = parseCalibrationCache(text.toStdString());
        QVERIFY(!cache);
        QCOMPARE(QByteArray::fromStdString(cache.error().message), sentence);
    }

    /// Every cut and every changed byte of a cache is read or refused.
    void damagedCachesAreHarmless() {
        const std::string text = *printCalibrationCache({cacheVersion(), "EntropyCalibration2", {{"a", 0.5F}, {"b:0", 3.0F}}});
        for (std::size_t i = 0; i < text.size(); ++i) {
            parseCalibrationCache(text.substr(0, i));
            for (int byte = 0; byte < 256; ++byte) {
                std::string damaged = text;
                damaged[i] = static_cast<char>(byte);
                const auto cache = parseCalibrationCache(damaged);
                for (const auto& [name, scale] : cache ? cache->scales : std::map<std::string, float, std::less<>>{}) QVERIFY(scale >= 0);
            }
        }
    }

    void filesThatAreNone() {
        const QTemporaryDir folder;
        for (const QString& path : {folder.path(), folder.filePath("none")}) {
            const auto cache = readCalibrationCache(path.toStdString());
            QVERIFY(!cache && cache.error().code == Code::File);
            QVERIFY(QString::fromStdString(cache.error().text()).contains(path));
        }
    }

    void dynamicRanges() {
        Scales scales = scalesOf({8612, "EntropyCalibration2", {{"x", 1.0F}}});
        QVERIFY(setDynamicRange(scales, "x", -2, 1.27F));
        QCOMPARE(scales.find("x")->scale, 2 / 127.0F);
        QVERIFY(scales.find("x")->source == ScaleSource::DynamicRange);
        for (const auto& [min, max] : {std::pair(0.0F, 0.0F), std::pair(1.0F, -1.0F), std::pair(-1.0F, std::numeric_limits<float>::infinity())})
            QVERIFY(!setDynamicRange(scales, "y", min, max));
        QVERIFY(!scales.find("y"));
    }
};

}  // namespace planscope::quantization

QTEST_GUILESS_MAIN(planscope::quantization::CalibrationCacheTest)
#include "calibration_cache_test.moc"
