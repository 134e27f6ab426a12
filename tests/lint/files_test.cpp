// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/file_rules.h"

#include <QTest>

using namespace planscope::lint;

namespace {

const QString kApache = "// SPDX-License-Identifier: Apache-2.0\n";
const QString kGpl = "// SPDX-License-Identifier: GPL-3.0-or-later\n";

SourceFile fileOfLines(const QString& path, int count) { return makeFile(path, QString("x\n").repeated(count)); }

template <class Rule>
QStringList findingsInTree(Rule rule) {
    QStringList findings;
    for (const SourceFile& file : sourceTree()) findings << rule(file);
    return findings;
}

}  // namespace

class FilesTest : public QObject {
    Q_OBJECT

private slots:
    void licences() {
        QCOMPARE(licenceProblems(makeFile("engine/a.cpp", kApache)), QStringList{});
        QCOMPARE(licenceProblems(makeFile("views/a.cpp", kGpl)), QStringList{});
        QCOMPARE(licenceProblems(makeFile("tests/gui/a.cpp", kGpl)), QStringList{});
        QCOMPARE(licenceProblems(makeFile("engine/a.cpp", kGpl)).join(u' '),
                 QString("engine/a.cpp: is under GPL-3.0-or-later, its folder under Apache-2.0"));
        QCOMPARE(licenceProblems(makeFile("app/a.h", kApache)).size(), 1);
        QCOMPARE(licenceProblems(makeFile("app/a.h", "\n\n\n" + kGpl)).join(u' '), QString("app/a.h: has no SPDX line"));
        QCOMPARE(licenceProblems(makeFile("docs/a.md", "")), QStringList{});
        const QStringList findings = findingsInTree(licenceProblems);
        QVERIFY(isClean(findings));
    }

    void names() {
        QCOMPARE(nameProblems(makeFile("app/layer_manager.cpp", "")).size(), 1);
        QCOMPARE(nameProblems(makeFile("app/Utils.h", "")).size(), 1);
        QCOMPARE(nameProblems(makeFile("app/uncommon.cpp", "")), QStringList{});
        const QStringList findings = findingsInTree(nameProblems);
        QVERIFY(isClean(findings));
    }

    void text() {
        const QString folder = QString("wo") + "rk";
        QCOMPARE(textProblems(makeFile("a.cpp", "\tx")), QStringList{"a.cpp:1: has a tab"});
        QCOMPARE(textProblems(makeFile("a.cpp", "open \"/" + folder + "/x\"")).size(), 1);
        QCOMPARE(textProblems(makeFile("a.cpp", "engine/" + folder + "/x and ../" + folder + "/x")), QStringList{});
        const QStringList findings = findingsInTree(textProblems);
        QVERIFY(isClean(findings));
    }

    void sizes() {
        const SizeExceptions some = parseSizeExceptions(makeFile("t", "# why\nengine/big.cpp | 600 | a table\nengine/small.cpp | 900 |\n"));
        QCOMPARE(sizeProblems(fileOfLines("engine/a.cpp", 500), some), QStringList{});
        QCOMPARE(sizeProblems(fileOfLines("engine/a.cpp", 501), some).join(u' '), QString("engine/a.cpp: has 501 lines, the limit is 500"));
        QCOMPARE(sizeProblems(fileOfLines("engine/a.h", 251), some).size(), 1);
        QCOMPARE(sizeProblems(fileOfLines("engine/passes/a.cpp", 251), some).size(), 1);
        QCOMPARE(sizeProblems(fileOfLines("engine/big.cpp", 600), some), QStringList{});
        QCOMPARE(sizeProblems(fileOfLines("engine/big.cpp", 601), some).size(), 1);
        const std::vector<SourceFile> tree{fileOfLines("engine/big.cpp", 550), fileOfLines("engine/small.cpp", 10)};
        QCOMPARE(staleExceptions(tree, some).size(), 2);

        const SizeExceptions exceptions = parseSizeExceptions(readFile("tests/lint/size_exceptions.txt"));
        QStringList findings = staleExceptions(sourceTree(), exceptions);
        findings << findingsInTree([&](const SourceFile& file) { return sizeProblems(file, exceptions); });
        QVERIFY(isClean(findings));
    }

    void treeWasRead() { QVERIFY(sourceTree().size() > 200); }
};

QTEST_APPLESS_MAIN(FilesTest)
#include "files_test.moc"
