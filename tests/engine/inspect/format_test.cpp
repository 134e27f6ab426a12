// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/format.h"
#include "engine/inspect/graph_snapshot.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <set>
#include <string>

using namespace planscope::inspect;

class FormatTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void durations_data();
    void durations();
    void bytes_data();
    void bytes();
    void percents();
    void counts();
    void everyCategoryHasItsOwnName();
};

void FormatTest::durations_data() {
    QTest::addColumn<double>("ns");
    QTest::addColumn<QString>("text");
    const auto row = [](double ns, const char* text) { QTest::addRow("%s", text) << ns << QString::fromUtf8(text); };
    row(0, "0 ns");
    row(312, "312 ns");
    row(1.5, "1.50 ns");
    row(999.7, "1.00 µs");
    row(4710, "4.71 µs");
    row(47'120, "47.1 µs");
    row(999'400, "999 µs");
    row(999'600, "1.00 ms");
    row(1'280'000, "1.28 ms");
    row(9'996'000, "10.0 ms");
    row(2.4e9, "2.40 s");
    row(3.6e12, "3600 s");
    row(-1, "–");
    QTest::newRow("nan") << std::nan("") << QStringLiteral("–");
    QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << QStringLiteral("–");
}

void FormatTest::durations() {
    QFETCH(double, ns);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(formatDuration(ns)), text);
}

void FormatTest::bytes_data() {
    QTest::addColumn<quint64>("bytes");
    QTest::addColumn<QString>("text");
    const auto row = [](quint64 bytes, const char* text) { QTest::addRow("%s", text) << bytes << QString(text); };
    row(0, "0 B");
    row(512, "512 B");
    row(1023, "1023 B");
    row(1536, "1.5 KiB");
    row(1048575, "1.0 MiB");
    row(12'897'485, "12.3 MiB");
    row(419'430'400, "400 MiB");
    row(4'294'967'296, "4.0 GiB");
}

void FormatTest::bytes() {
    QFETCH(quint64, bytes);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(formatBytes(bytes)), text);
}

void FormatTest::percents() {
    QCOMPARE(formatPercent(0.123), std::string("12.3 %"));
    QCOMPARE(formatPercent(0), std::string("0.0 %"));
    QCOMPARE(formatPercent(1), std::string("100.0 %"));
    QCOMPARE(formatPercent(-1), std::string("–"));
    QCOMPARE(formatPercent(std::nan("")), std::string("–"));
}

void FormatTest::counts() {
    QCOMPARE(formatCount(950), std::string("950"));
    QCOMPARE(formatCount(0.5), std::string("0.50"));
    QCOMPARE(formatCount(1200), std::string("1.20 k"));
    QCOMPARE(formatCount(3.41e6), std::string("3.41 M"));
    QCOMPARE(formatCount(7.73e9), std::string("7.73 G"));
    QCOMPARE(formatCount(999'999), std::string("1.00 M"));
    QCOMPARE(formatCount(-1200), std::string("-1.20 k"));
}

void FormatTest::everyCategoryHasItsOwnName() {
    std::set<std::string> names;
    for (int i = 0; i < kCategoryCount; ++i) names.insert(toString(static_cast<Category>(i)));
    QCOMPARE(names.size(), static_cast<std::size_t>(kCategoryCount));
}

QTEST_GUILESS_MAIN(FormatTest)
#include "format_test.moc"
