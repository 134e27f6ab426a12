// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/include_rules.h"

#include <QTest>

using namespace planscope::lint;

namespace {

const SourceFile kTable = makeFile("table", "a:\na/inner: a\nb: a\n<Q: b -b/plain\n");

}  // namespace

class IncludesTest : public QObject {
    Q_OBJECT

private slots:
    void judgesIncludes_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("problem");
        QTest::newRow("own folder") << "a/x.cpp" << "#include \"a/y.h\"" << "";
        QTest::newRow("own subfolder") << "b/x.cpp" << "#include \"b/deep/y.h\"" << "";
        QTest::newRow("allowed") << "b/x.cpp" << "#include \"a/y.h\"" << "";
        QTest::newRow("upwards") << "a/x.cpp" << "#include \"b/y.h\"" << "a/x.cpp:1: a may not include from b";
        QTest::newRow("into a subfolder with its own row") << "a/x.cpp" << "#include \"a/inner/y.h\"" << "a/x.cpp:1: a may not include from a/inner";
        QTest::newRow("spaces do not hide it") << "a/x.cpp" << "  #  include \"b/y.h\"" << "a/x.cpp:1: a may not include from b";
        QTest::newRow("folder without a row") << "c/x.cpp" << "#include \"a/y.h\"" << "c/x.cpp:1: its folder has no row in cmake/allowed_includes.txt";
        QTest::newRow("package allowed") << "b/x.cpp" << "#include <QString>" << "";
        QTest::newRow("package elsewhere") << "a/x.cpp" << "#include <QString>" << "a/x.cpp:1: <Q…> is for b -b/plain";
        QTest::newRow("package taken out") << "b/plain/x.cpp" << "#include <QString>" << "b/plain/x.cpp:1: <Q…> is for b -b/plain";
        QTest::newRow("standard library") << "a/x.cpp" << "#include <vector>" << "";
    }

    void judgesIncludes() {
        QFETCH(QString, path);
        QFETCH(QString, line);
        QFETCH(QString, problem);
        QCOMPARE(forbiddenIncludes(makeFile(path, line), parseIncludeTable(kTable)).join(u'\n'), problem);
    }

    void refusesUntidyTables() {
        QCOMPARE(parseIncludeTable(makeFile("table", "b: a\na:\n")).problems, QStringList{"'a' stands out of order"});
        QCOMPARE(parseIncludeTable(makeFile("table", "nonsense\n")).problems.first(), QString("'nonsense' is not a row"));
    }

    void treeKeepsToTheTable() {
        const IncludeTable table = parseIncludeTable(readFile("cmake/allowed_includes.txt"));
        QCOMPARE(table.problems, QStringList{});
        QVERIFY(table.folders.size() > 10);
        QStringList problems;
        int checked = 0;
        for (const SourceFile& file : sourceTree()) {
            if (!file.isCpp() || !(file.isUnder("app") || file.isUnder("engine") || file.isUnder("kernels") || file.isUnder("views"))) continue;
            problems << forbiddenIncludes(file, table);
            ++checked;
        }
        QVERIFY2(checked > 100, "the source tree was not found");
        QVERIFY(isClean(problems));
    }
};

QTEST_APPLESS_MAIN(IncludesTest)
#include "includes_test.moc"
