// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/crc32c.h"
#include "engine/plan/plan_file.h"
#include "tests/engine/plan/sample_engine.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

namespace planscope::plan_tests {
namespace {

std::span<const std::byte> bytesOf(std::string_view text) { return std::as_bytes(std::span(text)); }

std::filesystem::path pathIn(const QTemporaryDir& folder, const char* name) {
    return folder.filePath(QString::fromUtf8(name)).toStdString();
}

bool contains(const std::vector<std::byte>& haystack, std::span<const std::byte> needle, int times) {
    int found = 0;
    auto at = haystack.begin();
    while ((at = std::search(at, haystack.end(), needle.begin(), needle.end())) != haystack.end()) ++found, ++at;
    return found == times;
}

}  // namespace

class PlanTest : public QObject {
    Q_OBJECT
private slots:
    void checksumHasTheValuesOfTheRfc();
    void checksumsAreSummedInParts();
    void filesHaveTheBytesOfMemory();
    void everyFieldSurvives();
    void equalEnginesGiveEqualBytes();
    void equalConstantsAreStoredOnce();
    void fileRoundTripMapsWeights();
    void misalignedBytesAreRead();
    void existingFileIsReplaced();
    void failedWriteLeavesNothingBehind();
    void otherVersionIsRefusedWithBothNumbers();
    void missingFileAndFolderAreNamed();
};

void PlanTest::checksumHasTheValuesOfTheRfc() {
    QCOMPARE(plan::crc32c(bytesOf("123456789")), 0xe3069283U);
    QCOMPARE(plan::crc32c(std::vector<std::byte>(32)), 0x8a9136aaU);  // RFC 3720, B.4: 32 bytes of zeroes
    std::vector<std::byte> data(40'000);
    for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::byte>(i * 7 + i / 256);
    for (const std::size_t size : {0U, 1U, 7U, 8U, 9U, 1037U, 12287U, 12288U, 12289U, 24576U, 40'000U})
        QCOMPARE(plan::crc32c(std::span(data).first(size), 17), plan::crc32cPortable(std::span(data).first(size), 17));
}

/// Parts give the sum of the whole, wherever it is cut.
void PlanTest::checksumsAreSummedInParts() {
    const auto whole = bytesOf("123456789, and some more");
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
        QCOMPARE(plan::crc32c(whole.subspan(cut), plan::crc32c(whole.first(cut))), plan::crc32c(whole));
        QCOMPARE(plan::crc32cPortable(whole.subspan(cut), plan::crc32cPortable(whole.first(cut))), plan::crc32c(whole));
    }
}

void PlanTest::filesHaveTheBytesOfMemory() {
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "a.plan");
    QVERIFY(writePlan(path, sampleEngine(), "{}"));
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(std::ranges::equal(std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))), serializePlan(sampleEngine(), "{}")));
    QCOMPARE(planSize(sampleEngine(), "{}"), static_cast<std::uint64_t>(bytes.size()));
}

void PlanTest::everyFieldSurvives() {
    const Engine before = sampleEngine();
    auto bytes = std::make_shared<std::vector<std::byte>>(serializePlan(before, R"({"passes":[]})"));
    const auto loaded = parsePlan(*bytes, bytes, table());
    QVERIFY2(loaded, loaded ? "" : loaded.error().text().c_str());
    const Engine& after = loaded->engine;
    QCOMPARE(loaded->record, std::string(R"({"passes":[]})"));
    QCOMPARE(after.name, before.name);
    QVERIFY(after.version == before.version);
    QCOMPARE(after.deviceId, before.deviceId);
    QCOMPARE(after.deviceFingerprint, before.deviceFingerprint);
    QCOMPARE(after.threads, 2);
    QCOMPARE(after.optimizationLevel, 4);
    QCOMPARE(after.arenaBytes, before.arenaBytes);
    QCOMPARE(after.arenaLowerBound, before.arenaLowerBound);
    QCOMPARE(after.modelHash, before.modelHash);
    QCOMPARE(after.origins.size(), 2U);
    QCOMPARE(after.origins[1].op, std::string("Add"));
    QCOMPARE(after.tensors.size(), before.tensors.size());
    for (std::size_t i = 0; i < after.tensors.size(); ++i) {
        QCOMPARE(after.tensors[i].name, before.tensors[i].name);
        QVERIFY(after.tensors[i].dims == before.tensors[i].dims && after.tensors[i].type == before.tensors[i].type);
        QVERIFY(after.tensors[i].format == before.tensors[i].format);
        QVERIFY(after.tensors[i].placement == before.tensors[i].placement);
        QCOMPARE(after.tensors[i].offset, before.tensors[i].offset);
    }
    QCOMPARE(after.tensors[1].constant->hash(), before.tensors[1].constant->hash());
    QCOMPARE(after.steps.size(), 2U);
    const EngineStep &a = after.steps[0], &b = before.steps[0];
    QCOMPARE(a.name, b.name);
    QVERIFY(a.def == b.def && equalAttrs(*a.def, a.attrs, b.attrs) && a.epilogue == b.epilogue);
    QCOMPARE(a.epilogueInputs, b.epilogueInputs);
    QVERIFY(a.inputs == b.inputs && a.outputs == b.outputs && a.origins == b.origins);
    QCOMPARE(a.tactic, b.tactic);
    QCOMPARE(a.variant.algorithm, b.variant.algorithm);
    QVERIFY(a.variant.formats == b.variant.formats);
    QCOMPARE(a.variant.workspaceBytes, b.variant.workspaceBytes);
    QCOMPARE(a.workspaceOffset, b.workspaceOffset);
    QVERIFY(after.steps[1].epilogue.empty());
    QCOMPARE(after.outputs[0].name, std::string("result"));
    QVERIFY(serializePlan(after, loaded->record) == *bytes);
}

void PlanTest::equalEnginesGiveEqualBytes() {
    QVERIFY(serializePlan(sampleEngine(), "{}") == serializePlan(sampleEngine(), "{}"));
    Engine changed = sampleEngine();
    changed.steps[0].epilogue.steps[3].beta = 5;
    QVERIFY(serializePlan(sampleEngine()) != serializePlan(changed));
}

void PlanTest::equalConstantsAreStoredOnce() {
    const Engine engine = sampleEngine();
    QVERIFY(engine.tensors[1].constant != engine.tensors[4].constant);
    QVERIFY(contains(serializePlan(engine), engine.tensors[1].constant->bytes(), 1));
}

void PlanTest::fileRoundTripMapsWeights() {
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "a.plan");
    QVERIFY(writePlan(path, sampleEngine()));
    const auto loaded = readPlan(path, table());
    QVERIFY2(loaded, loaded ? "" : loaded.error().text().c_str());
    const auto* const weights = loaded->engine.tensors[1].constant->bytes().data();
    QCOMPARE(reinterpret_cast<std::uintptr_t>(weights) % 64, 0U);
    QCOMPARE(weights, loaded->engine.tensors[4].constant->bytes().data());
    QCOMPARE(loaded->engine.tensors[1].constant->floats()[13], 0.25F);
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray head = file.read(8);
    QVERIFY(looksLikePlan(bytesOf(head.toStdString())));
    QVERIFY(!looksLikePlan(bytesOf("PLAN")));
}

void PlanTest::misalignedBytesAreRead() {
    const std::vector<std::byte> plan = serializePlan(sampleEngine());
    for (const std::size_t shift : {1U, 4U, 8U}) {
        std::vector<std::byte> shifted(plan.size() + shift);
        std::copy(plan.begin(), plan.end(), shifted.begin() + static_cast<std::ptrdiff_t>(shift));
        const auto loaded = parsePlan(std::span(shifted).subspan(shift), nullptr, table());
        QVERIFY(loaded.has_value());
        shifted.assign(shifted.size(), std::byte{0});  // what was loaded must not look at it any more
        QCOMPARE(loaded->engine.tensors[1].constant->floats()[13], 0.25F);
    }
}

void PlanTest::existingFileIsReplaced() {
    const QTemporaryDir folder;
    const auto path = pathIn(folder, "a.plan");
    Engine engine = sampleEngine();
    QVERIFY(writePlan(path, engine));
    engine.name = "second";
    QVERIFY(writePlan(path, engine));
    QCOMPARE(readPlan(path, table())->engine.name, std::string("second"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
}

void PlanTest::failedWriteLeavesNothingBehind() {
    const QTemporaryDir folder;
    const auto taken = pathIn(folder, "folder.plan");
    QVERIFY(std::filesystem::create_directory(taken));
    const Status onFolder = writePlan(taken, sampleEngine());
    QVERIFY(!onFolder && onFolder.error().code == Code::File);
    const Status inNowhere = writePlan(pathIn(folder, "no/such/folder.plan"), sampleEngine());
    QVERIFY(!inNowhere && inNowhere.error().code == Code::File);
    const Status onDevice = writePlan("/dev/full", sampleEngine());
    QVERIFY(!onDevice && onDevice.error().code == Code::File);
    QVERIFY(std::filesystem::exists("/dev/full"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 0);
}

void PlanTest::otherVersionIsRefusedWithBothNumbers() {
    Engine engine = sampleEngine();
    engine.version = {8, 6, 11, 4};
    const auto bytes = serializePlan(engine);
    const auto loaded = parsePlan(bytes, nullptr, table());
    QVERIFY(!loaded);
    QVERIFY(loaded.error().code == Code::Version);
    QCOMPARE(loaded.error().message, std::string("the plan was made by version 8.6.11.4, this is version 8.6.12.1; a plan "
                                                 "runs only on the version that made it"));
}

void PlanTest::missingFileAndFolderAreNamed() {
    const auto missing = readPlan("/no/such/file.plan", table());
    QVERIFY(!missing && missing.error().code == Code::File);
    QVERIFY(missing.error().text().find("/no/such/file.plan") != std::string::npos);
    const auto folder = readPlan("/tmp", table());
    QVERIFY(!folder && folder.error().message == "it is a folder, not a file");
}

}  // namespace planscope::plan_tests

QTEST_APPLESS_MAIN(planscope::plan_tests::PlanTest)
#include "plan_test.moc"
