// SPDX-License-Identifier: Apache-2.0
// Large models: time per node, and memory for weights that lie in a file of their own.
#include "tests/engine/onnx/model_files.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <fmt/format.h>

#include <fstream>

using namespace planscope;
using namespace planscope::onnx_tests;

class ImportSpeedTest : public QObject {
    Q_OBJECT

private slots:
    void manyNodes_data();
    void manyNodes();
    void externalWeightsAreMapped();
};

namespace {

constexpr int kNodes = 10'000;
constexpr std::int64_t kWeightBytes = std::int64_t{600} << 20;

/// Memory of the process itself: pages of mapped files, which the system can drop, do not count.
std::int64_t ownBytes() {
    std::ifstream file("/proc/self/status");
    std::string word;
    std::int64_t kibibytes = 0;
    while (file >> word)
        if (word == "RssAnon:") file >> kibibytes;
    return kibibytes * 1024;
}

/// A chain of additions and activations; every fourth step computes a shape, as exporters write it.
std::string longGraph() {
    std::string body;
    for (int i = 0; i < kNodes / 4; ++i) {
        const std::string x = i == 0 ? "x" : fmt::format("t{}", i - 1);
        body += fmt::format("a{0} = Relu({1}) s{0} = Shape(a{0}) r{0} = Reshape(a{0}, s{0}) {2} = Add(r{0}, w) ", i, x,
                            i == kNodes / 4 - 1 ? "y" : fmt::format("t{}", i));
    }
    return "g (float[N,8] x) => (float[N,8] y) <float[8] w = {1,2,3,4,5,6,7,8}> { " + body + "}";
}

}  // namespace

void ImportSpeedTest::manyNodes_data() {
    QTest::addColumn<bool>("open");
    QTest::newRow("shapes known") << false;
    QTest::newRow("shapes open") << true;
}

void ImportSpeedTest::manyNodes() {
    QFETCH(const bool, open);
    const Files files;
    const auto path = files.write("model.onnx", modelOf(17, longGraph()));
    QElapsedTimer timer;
    timer.start();
    const auto result = onnx::importModel(path, {.keepOpen = open}, {});
    const qint64 elapsed = timer.elapsed();
    QVERIFY2(problemsOf(result) == "ok", problemsOf(result).c_str());
    QCOMPARE(result->info.nodeCount, static_cast<std::size_t>(kNodes));
    qInfo("%d nodes in %lld ms", kNodes, static_cast<long long>(elapsed));
    QVERIFY2(elapsed < 2000, fmt::format("{} ms", elapsed).c_str());
}

void ImportSpeedTest::externalWeightsAreMapped() {
    const Files files;
    const auto model = files.write("model.onnx", modelWithExternalWeight("weights.bin", kWeightBytes / 4 / 1024, 1024));
    QFile weights(QString::fromStdString((files.folder() / "weights.bin").string()));
    QVERIFY(weights.open(QIODevice::WriteOnly) && weights.resize(kWeightBytes));  // sparse: takes no room on the disk
    weights.close();
    const std::int64_t before = ownBytes();
    QVERIFY(before > 0);
    const auto result = onnx::importModel(model, {}, {});
    QVERIFY2(problemsOf(result) == "ok", problemsOf(result).c_str());
    const std::int64_t grown = ownBytes() - before;
    QVERIFY2(grown < kWeightBytes / 10, fmt::format("{} MiB of {} MiB", grown >> 20, kWeightBytes >> 20).c_str());
}

QTEST_GUILESS_MAIN(ImportSpeedTest)
#include "import_speed_test.moc"
