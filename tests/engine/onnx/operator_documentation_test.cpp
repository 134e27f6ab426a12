// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/onnx/operator_documentation.h"

#include "engine/network/constant.h"
#include "engine/onnx/op_table.h"

#include <QFile>
#include <QTest>

#include <algorithm>

using namespace planscope;

class OperatorDocumentationTest : public QObject {
    Q_OBJECT

private slots:
    void docsAreUpToDate();
    void rowsDoNotOverlap();
};

void OperatorDocumentationTest::docsAreUpToDate() {
    QFile file(QStringLiteral(PLANSCOPE_SOURCE_DIR "/docs/onnx_support.md"));
    QVERIFY2(file.open(QIODevice::ReadOnly), "docs/onnx_support.md is missing; make it with onnx_operator_docs");
    QVERIFY2(file.readAll() == QByteArray::fromStdString(onnx_tests::operatorDocumentation()),
             "docs/onnx_support.md is out of date; run: onnx_operator_docs > docs/onnx_support.md");
}

/// Every operator set of an operator has at most one importer, whatever the order of the tables.
void OperatorDocumentationTest::rowsDoNotOverlap() {
    std::vector<const onnx::OnnxOpDef*> rows;
    for (const onnx::OnnxOpTable* const table : onnx::operatorTables())
        for (const onnx::OnnxOpDef& row : table->rows) rows.push_back(&row);
    for (const onnx::OnnxOpDef* const a : rows) {
        QVERIFY(a->opsets.first >= 1 && a->opsets.first <= a->opsets.last);
        for (const onnx::OnnxOpDef* const b : rows) {
            if (a == b || a->op != b->op || a->domain != b->domain) continue;
            QVERIFY2(a->opsets.last < b->opsets.first || b->opsets.last < a->opsets.first, std::string(a->op).c_str());
        }
    }
}

QTEST_GUILESS_MAIN(OperatorDocumentationTest)
#include "operator_documentation_test.moc"
