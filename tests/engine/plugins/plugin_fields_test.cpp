// SPDX-License-Identifier: Apache-2.0
#include "engine/plugins/fields.h"

#include <QTest>

using namespace planscope;
using namespace planscope::plugins;

class PluginFieldsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textRoundTrips_data();
    void textRoundTrips();
    void brokenTextIsRefused_data();
    void brokenTextIsRefused();
    void fieldsAreLent();
};

void PluginFieldsTest::textRoundTrips_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("count");
    QTest::newRow("none") << "" << 0;
    QTest::newRow("integer") << "axis=-1" << 1;
    QTest::newRow("largest integers") << "low=-9223372036854775808, high=9223372036854775807" << 2;
    QTest::newRow("number without fraction") << "slope=1.0" << 1;
    QTest::newRow("all digits") << "slope=0.1234567890123456, tiny=5e-324" << 2;
    QTest::newRow("lists") << "sizes=[1,2,3], scales=[0.5,2.0]" << 2;
    QTest::newRow("empty list") << "sizes=[]" << 1;
    QTest::newRow("infinite") << "bounds=[-inf,inf]" << 1;
    QTest::newRow("text") << "mode=\"linear, \\\"quoted\\\" and \\\\\"" << 1;
    QTest::newRow("odd name") << "\"a b\"=1" << 1;
}

void PluginFieldsTest::textRoundTrips() {
    QFETCH(QString, text);
    QFETCH(int, count);
    const auto fields = parseFields(text.toStdString());
    QVERIFY2(fields, fields ? "" : fields.error().text().c_str());
    QCOMPARE(static_cast<int>(fields->size()), count);
    QCOMPARE(QString::fromStdString(printFields(*fields)), text);
}

void PluginFieldsTest::brokenTextIsRefused_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    QTest::newRow("no value") << "a=" << "a number is expected at column 3, found the end of the line";
    QTest::newRow("no equals sign") << "a 1" << "'=' is expected at column 3, found '1'";
    QTest::newRow("twice") << "a=1, a=2" << "field 'a' is given twice";
    QTest::newRow("open list") << "a=[1,2" << "',' is expected at column 7, found the end of the line";
    QTest::newRow("too large") << "a=9223372036854775808" << "an integer of 64 bits is expected at column 3, found '9223372036854775808'";
}

void PluginFieldsTest::brokenTextIsRefused() {
    QFETCH(QString, text);
    QFETCH(QString, message);
    const auto fields = parseFields(text.toStdString());
    QVERIFY(!fields);
    QCOMPARE(QString::fromStdString(fields.error().message), message);
}

void PluginFieldsTest::fieldsAreLent() {
    const auto fields = parseFields("sizes=[4,5], mode=\"abc\", slope=0.5");
    QVERIFY(fields);
    const std::vector<Field> lent = borrowFields(*fields);
    QCOMPARE(lent.size(), std::size_t{3});
    QVERIFY(lent[0].type == FieldType::Integers && lent[0].count == 2);
    QCOMPARE(static_cast<const std::int64_t*>(lent[0].data)[1], std::int64_t{5});
    QVERIFY(lent[1].type == FieldType::Text && lent[1].count == 3);
    QCOMPARE(static_cast<const char*>(lent[1].data), "abc");
    QVERIFY(lent[2].type == FieldType::Numbers && *static_cast<const double*>(lent[2].data) == 0.5);

    FieldCollector collector;
    for (const Field& field : lent) {
        if (field.type == FieldType::Integers) collector.integers(field.name, static_cast<const std::int64_t*>(field.data), field.count);
        if (field.type == FieldType::Numbers) collector.numbers(field.name, static_cast<const double*>(field.data), field.count);
        if (field.type == FieldType::Text) collector.text(field.name, static_cast<const char*>(field.data));
    }
    QVERIFY(collector.take() == *fields);
}

QTEST_APPLESS_MAIN(PluginFieldsTest)
#include "plugin_fields_test.moc"
