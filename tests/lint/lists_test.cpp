// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/list_rules.h"

#include <QTest>

using namespace planscope::lint;

class ListsTest : public QObject {
    Q_OBJECT

private slots:
    void macros() {
        QCOMPARE(macroProblems(makeFile("engine/base/check.h", "#define PS_TRY(x)\n")), QStringList{});
        QCOMPARE(macroProblems(makeFile("engine/base/check.h", "#define PS_MORE(x)\n")),
                 QStringList{"engine/base/check.h:1: defines the macro PS_MORE"});
        QCOMPARE(macroProblems(makeFile("app/a.cpp", "  # define PS_TRY\n")).size(), 1);
        QStringList findings;
        for (const SourceFile& file : sourceTree())
            if (file.isCpp() && !file.isUnder("tests")) findings << macroProblems(file);
        QVERIFY(isClean(findings));
    }

    void order_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("problem");
        QTest::newRow("sorted") << "f(x\n    SOURCES a.cpp b.cpp\n            c.cpp d.cpp\n    LINKS z a)\n" << "";
        QTest::newRow("within a line") << "f(x SOURCES b.cpp a.cpp)\n" << "CMakeLists.txt:1: 'a.cpp' stands out of order";
        QTest::newRow("across lines") << "f(x SOURCES c.cpp d.cpp\n  a.cpp b.cpp)\n" << "CMakeLists.txt:2: 'a.cpp' stands out of order";
        QTest::newRow("two blocks") << "f(x SOURCES m.cpp z.cpp\n  a.cpp\n  b.cpp\n  LINKS y)\n" << "";
        QTest::newRow("twice") << "f(KINDS\n  a\n  a)\n" << "CMakeLists.txt:3: 'a' stands out of order";
        QTest::newRow("families") << "set(onnx_families\n  a c\n  b d)\n" << "CMakeLists.txt:3: 'b' stands out of order";
        QTest::newRow("folder after folder") << "f(x SOURCES y.cpp z.cpp\n  in/a.cpp in/b.cpp)\n" << "";
        QTest::newRow("within a folder") << "f(x SOURCES y.cpp in/b.cpp in/a.cpp)\n" << "CMakeLists.txt:1: 'in/a.cpp' stands out of order";
        QTest::newRow("header last") << "f(x SOURCES b.cpp c.cpp a.h)\n" << "";
        QTest::newRow("next call") << "f(x SOURCES b.cpp)\nf(y SOURCES a.cpp)\ng(z a)\n" << "";
    }

    void order() {
        QFETCH(QString, text);
        QFETCH(QString, problem);
        QCOMPARE(orderProblems(makeFile("CMakeLists.txt", text)).join(u'\n'), problem);
    }

    void orderInTheTree() {
        QStringList findings;
        int lists = 0;
        for (const SourceFile& file : sourceTree()) {
            if (file.fileName() != "CMakeLists.txt" || file.isUnder("tests")) continue;  // a test names its own file first
            findings << orderProblems(file);
            ++lists;
        }
        QVERIFY2(lists > 10, "the source tree was not found");
        QVERIFY(isClean(findings));
    }
};

QTEST_APPLESS_MAIN(ListsTest)
#include "lists_test.moc"
