// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/layers/layer_documentation.h"

#include <QFile>
#include <QTest>

namespace planscope::layer_tests {

class LayerDocumentationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void docsAreUpToDate();
};

void LayerDocumentationTest::docsAreUpToDate() {
    QFile file(QStringLiteral(PLANSCOPE_DOCS_DIR "/layers.md"));
    QVERIFY2(file.open(QIODevice::ReadOnly), "docs/layers.md is missing; make it with layer_docs");
    QVERIFY2(file.readAll() == QByteArray::fromStdString(layerDocumentation()),
             "docs/layers.md is out of date; run: layer_docs > docs/layers.md");
}

}  // namespace planscope::layer_tests

QTEST_GUILESS_MAIN(planscope::layer_tests::LayerDocumentationTest)
#include "layer_documentation_test.moc"
