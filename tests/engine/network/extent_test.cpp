// SPDX-License-Identifier: Apache-2.0
#include "engine/network/extent.h"

#include <QTest>

using namespace planscope;

class ExtentTest : public QObject {
    Q_OBJECT
private slots:
    void numbersStayNumbers() {
        QCOMPARE(extent::add(3, -5), -2);
        QCOMPARE(extent::subtract(3, 5), -2);
        QCOMPARE(extent::multiply(-3, 5), -15);
        QCOMPARE(extent::divideExactly(-15, 5), -3);
        QCOMPARE(extent::divideDown(7, 2), 3);
        QCOMPARE(extent::divideDown(-7, 2), -4);
        QCOMPARE(extent::divideDown(7, -2), -4);
        QCOMPARE(extent::smaller(7, 2), 2);
        QCOMPARE(extent::larger(7, 2), 7);
        QCOMPARE(extent::volume(Dims{2, 3, 4}), 24);
    }

    void polynomialsAreEqualOrNot() {
        const std::int64_t n = extent::named("batch"), h = extent::named("height");
        QVERIFY(!extent::isNumber(n));
        QVERIFY(n < 0);
        QCOMPARE(n, extent::named("batch"));
        QVERIFY(n != h);
        QCOMPARE(extent::multiply(n, h), extent::multiply(h, n));
        QCOMPARE(extent::subtract(extent::add(n, h), n), h);
        QCOMPARE(extent::subtract(n, n), 0);
        QCOMPARE(extent::multiply(n, 0), 0);
        const std::int64_t sum = extent::multiply(extent::add(n, 1), extent::add(n, -1));
        QCOMPARE(sum, extent::subtract(extent::multiply(n, n), 1));
    }

    void reshapesCancel() {
        const std::int64_t n = extent::named("batch"), s = extent::named("sequence");
        const std::int64_t flat = extent::multiply(n, s);
        QCOMPARE(extent::divideExactly(extent::volume(Dims{n, s, 768}), extent::volume(Dims{n, s, 12})), 64);
        QCOMPARE(extent::divideExactly(extent::multiply(flat, 768), extent::multiply(s, 64)), extent::multiply(n, 12));
        QCOMPARE(extent::divideDown(flat, flat), 1);
        QCOMPARE(extent::divideDown(s, 2), extent::divideDown(s, 2));
        QVERIFY(extent::divideDown(s, 2) != extent::divideDown(s, 4));
    }

    void broadcastTakesTheNumber() {
        const std::int64_t n = extent::named("batch"), s = extent::named("sequence");
        QCOMPARE(extent::broadcast(n, 1), n);
        QCOMPARE(extent::broadcast(1, n), n);
        QCOMPARE(extent::broadcast(n, 7), 7);
        QCOMPARE(extent::broadcast(n, s), extent::broadcast(s, n));
        QVERIFY(extent::mayBroadcast(n, 7));
        QVERIFY(!extent::mayBroadcast(3, 7));
        QVERIFY(extent::mayEqual(Dims{n, 3}, Dims{4, 3}));
        QVERIFY(!extent::mayEqual(Dims{n, 3}, Dims{n, 4}));
        QVERIFY(!extent::mayEqual(Dims{n}, Dims{n, 4}));
    }
};

QTEST_APPLESS_MAIN(ExtentTest)
#include "extent_test.moc"
