// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/onnx/model_files.h"

#include "engine/onnx/tensor_file.h"
#include "tests/engine/onnx/tensor_protos.h"

#include <QTest>

#include <array>
#include <cstring>
#include <fstream>
#include <limits>
#include <random>

using namespace planscope;
using namespace planscope::onnx_tests;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kSmall =
    "g (float[1, 4] x) => (float[1, 4] y) <float[4, 4] w = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, int64[2] s = {2, 2}> "
    "{ m = MatMul(x, w) r = Reshape(m, s) t = Softmax <axis = 1> (r) y = Flatten(t) }";

Result<onnx::ImportResult> imported(const fs::path& path) { return onnx::importModel(path, {}, {}); }

/// Whether the system says of these addresses that they are the file's.
bool isMappedFrom(const fs::path& file, std::span<const std::byte> bytes) {
    const auto first = reinterpret_cast<std::uintptr_t>(bytes.data());
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        std::size_t used = 0;
        const std::uintptr_t begin = std::stoull(line, &used, 16), end = std::stoull(line.substr(used + 1), nullptr, 16);
        if (begin <= first && first + bytes.size() <= end) return line.ends_with(file.string());
    }
    return false;
}

}  // namespace

class ReaderTest : public QObject {
    Q_OBJECT

private slots:
    void namesWhatIsNoModel_data();
    void namesWhatIsNoModel();
    void refusesFoldersAndPipes();
    void truncationsAreRefused();
    void mutationsNeverCrash();
    void readsTensor_data();
    void readsTensor();
    void refusesTensor_data();
    void refusesTensor();
    void warnsWhereNarrowingLosesValues();
    void externalDataStaysInFolder();
    void namesBecomePrintable();
    void tensorFilesRoundTrip();
};

void ReaderTest::namesWhatIsNoModel_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("sentence");
    const auto raw = [](const char* text, qsizetype size) { return QByteArray(text, size); };
    QTest::newRow("empty") << QByteArray() << "the file is empty";
    QTest::newRow("png") << raw("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) << "this is a PNG picture";
    QTest::newRow("zip") << raw("PK\x03\x04\x14\0\0\0", 8) << "PyTorch";
    QTest::newRow("tflite") << raw("\x1c\0\0\0TFL3\x14\0", 10) << "TensorFlow Lite";
    QTest::newRow("text") << QByteArray("<html>not found</html>\n") << "this is a text file";
    QTest::newRow("lfs") << QByteArray("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n") << "Git LFS pointer";
    QTest::newRow("zeros") << QByteArray(64, '\0') << "not those of an ONNX model";
    QTest::newRow("no graph") << raw("\x08\x08", 2) << "holds no graph";
    QTest::newRow("cut in a number") << raw("\x08\x88", 2) << "cut short within its IR version";
    QTest::newRow("cut in the graph") << raw("\x08\x08\x3a\x64\x0a", 5) << "its graph needs 100 bytes from byte 4 on, 1 follow";
    QTest::newRow("damaged inside") << raw("\x08\x08\x3a\x02\x0a\x64", 6) << "damaged inside";
}

void ReaderTest::namesWhatIsNoModel() {
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, sentence);
    const Files files;
    const auto result = imported(files.write("model.onnx", bytes.toStdString()));
    QVERIFY(!result);
    QVERIFY2(QString::fromStdString(result.error().text()).contains(sentence), result.error().text().c_str());
    QVERIFY(result.error().code == Code::Format);
    QVERIFY(result.error().subject.find("model.onnx") != std::string::npos);
}

void ReaderTest::refusesFoldersAndPipes() {
    const Files files;
    const auto folder = imported(files.folder());
    QVERIFY(!folder && folder.error().code == Code::File);
    QVERIFY(folder.error().message.find("directory") != std::string::npos);
    const auto missing = imported(files.folder() / "gone.onnx");
    QVERIFY(!missing && missing.error().code == Code::File);
    const fs::path pipe = files.folder() / "pipe.onnx";
    QCOMPARE(makePipe(pipe), true);
    const auto waiting = imported(pipe);
    QVERIFY(!waiting && waiting.error().code == Code::File);
}

void ReaderTest::truncationsAreRefused() {
    const Files files;
    const std::string model = modelOf(13, kSmall);
    QCOMPARE(problemsOf(imported(files.write("model.onnx", model))), std::string("ok"));
    int whole = 0;
    for (std::size_t size = 0; size < model.size(); ++size)
        whole += problemsOf(imported(files.write("model.onnx", model.substr(0, size)))) == "ok";
    QCOMPARE(whole, 2);  // the cuts between the three operator sets of the model take nothing away that it uses
}

void ReaderTest::mutationsNeverCrash() {
    const Files files;
    std::string model = modelOf(13, kSmall);
    const fs::path bundled = fs::path(PLANSCOPE_SOURCE_DIR) / "resources/models/digits_classifier.onnx";
    std::mt19937 random(5);
    int refused = 0;
    for (int round = 0; round < 2000; ++round) {
        if (round == 1000 && fs::exists(bundled)) model = readBytes(bundled);
        std::string mutated = model;
        const int flips = 1 + static_cast<int>(random() % 8);
        // Weights are most of a large model, structure is what can go wrong: half of the flips hit the head.
        const std::size_t reach = round % 2 == 0 ? mutated.size() : std::min<std::size_t>(mutated.size(), 2048);
        for (int i = 0; i < flips; ++i) mutated[random() % reach] ^= static_cast<char>(1U << random() % 8);
        refused += problemsOf(imported(files.write("model.onnx", mutated))) != "ok";
    }
    QVERIFY(refused > 500);
}

void ReaderTest::readsTensor_data() {
    QTest::addColumn<int>("onnxType");
    QTest::addColumn<bool>("raw");
    QTest::addColumn<int>("type");
    for (const TensorCase& row : tensorCases())
        for (const bool raw : {false, true})
            QTest::newRow(qPrintable(QString("%1 %2").arg(row.name, raw ? "raw" : "typed"))) << row.onnxType << raw << static_cast<int>(row.type);
}

void ReaderTest::readsTensor() {
    QFETCH(const int, onnxType);
    QFETCH(const bool, raw);
    QFETCH(const int, type);
    const Files files;
    const auto tensor = onnx::readTensorFile(files.write("t.pb", tensorBytes({.onnxType = onnxType, .raw = raw})));
    QVERIFY2(tensor, tensor ? "" : tensor.error().text().c_str());
    QCOMPARE(static_cast<int>(tensor->value->type()), type);
    QVERIFY(tensor->value->dims() == Dims{3});
    // All cases hold 0, 1 and 2; for Bool 2 means true.
    if (tensor->value->type() == DataType::Float) QCOMPARE(tensor->value->floats()[2], 2.0F);
    else if (tensor->value->type() == DataType::Half) QCOMPARE(tensor->value->as<std::uint16_t>()[2], std::uint16_t{0x4000});
    else QCOMPARE((*tensor->value->toIntegers())[2], tensor->value->type() == DataType::Bool ? 1 : 2);
}

void ReaderTest::refusesTensor_data() {
    QTest::addColumn<int>("onnxType");
    QTest::addColumn<QList<qlonglong>>("dims");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("string") << 8 << QList<qlonglong>{3} << "data type STRING is not supported";
    QTest::newRow("complex") << 14 << QList<qlonglong>{3} << "data type COMPLEX64 is not supported";
    QTest::newRow("bfloat16") << 16 << QList<qlonglong>{3} << "data type BFLOAT16 is not supported";
    QTest::newRow("unknown") << 77 << QList<qlonglong>{3} << "data type 77 is unknown";
    QTest::newRow("too short") << 1 << QList<qlonglong>{4} << "holds 12 bytes, its dimensions need 16";
    QTest::newRow("negative") << 1 << QList<qlonglong>{-3} << "negative dimension -3";
    QTest::newRow("overflow") << 1 << QList<qlonglong>{1LL << 40, 1LL << 40} << "more elements than 64 bits can count";
    QTest::newRow("too large") << 1 << QList<qlonglong>{1LL << 16, 1LL << 16} << "the limit is 2^31 - 1";
    QTest::newRow("rank") << 1 << QList<qlonglong>(9, 1) << "9 dimensions, the limit is 8";
}

void ReaderTest::refusesTensor() {
    QFETCH(const int, onnxType);
    QFETCH(const QList<qlonglong>, dims);
    QFETCH(const QString, sentence);
    const Files files;
    const auto tensor =
        onnx::readTensorFile(files.write("t.pb", tensorBytes({.onnxType = onnxType, .raw = true, .dims = {dims.begin(), dims.end()}})));
    QVERIFY(!tensor);
    QVERIFY2(QString::fromStdString(tensor.error().message).contains(sentence), tensor.error().message.c_str());
}

void ReaderTest::warnsWhereNarrowingLosesValues() {
    const Files files;
    const auto warnings = [&](std::string_view graph) {
        const auto result = imported(files.write("model.onnx", modelOf(13, graph)));
        return result ? result->diagnostics.items().size() : 99;
    };
    const auto sliceTo = [](const char* end) {
        return std::string("g (float[4] x) => (float[4] y) <int64[1] s = {0}, int64[1] e = {") + end + "}> { y = Slice(x, s, e) }";
    };
    QCOMPARE(warnings(sliceTo("9223372036854775807")), 0U);
    QCOMPARE(warnings(sliceTo("3000000000")), 1U);
    QCOMPARE(warnings("g (float[1] x) => (float[1] y) <double[1] d = {1e300}> { c = Cast <to = 1> (d) y = Add(x, c) }"), 1U);
    QCOMPARE(warnings("g (float[1] x) => (float[1] y) <double[1] d = {1e30}> { c = Cast <to = 1> (d) y = Add(x, c) }"), 0U);
}

void ReaderTest::externalDataStaysInFolder() {
    const Files files;
    const std::array values{0.5F, 1.5F, 2.5F};
    std::string bytes(16, '\0');
    std::memcpy(bytes.data() + 4, values.data(), sizeof(values));
    files.write("weights.bin", bytes);
    const Files elsewhere;
    elsewhere.write("secret.bin", bytes);
    fs::create_symlink(elsewhere.folder() / "secret.bin", files.folder() / "link.bin");
    fs::create_symlink(elsewhere.folder(), files.folder() / "sub");
    const auto read = [&](const std::string& location, const std::string& offset) {
        return onnx::readTensorFile(files.write("t.pb", tensorBytes({.onnxType = 1, .raw = true, .location = location, .offset = offset})));
    };
    const auto aligned = read("weights.bin", "4");
    QVERIFY2(aligned, aligned ? "" : aligned.error().text().c_str());
    QCOMPARE(aligned->value->floats()[2], 2.5F);
    QVERIFY(isMappedFrom(files.folder() / "weights.bin", aligned->value->bytes()));
    const auto misaligned = read("./weights.bin", "2");  // these bytes are copied
    QVERIFY(misaligned && !isMappedFrom(files.folder() / "weights.bin", misaligned->value->bytes()));
    for (const char* const location : {"link.bin", "sub/secret.bin", "../secret.bin", "sub/../weights.bin", "/etc/hostname", "", "."})
        QVERIFY2(!read(location, "0"), location);
    QVERIFY(!read("weights.bin", "5"));
    QVERIFY(!read("weights.bin", "18446744073709551615"));
    QVERIFY(!read("weights.bin", "-4"));
    QVERIFY(read("link.bin", "0").error().code == Code::ExternalData);
}

void ReaderTest::namesBecomePrintable() {
    const Files files;
    const auto tensor = onnx::readTensorFile(files.write("t.pb", tensorBytes({.onnxType = 1, .raw = true, .name = "a\xff\n\xc3\xa4"})));
    QVERIFY(tensor);
    QCOMPARE(tensor->name, std::string("a\\xff\\x0a\xc3\xa4"));
}

void ReaderTest::tensorFilesRoundTrip() {
    const Files files;
    const std::array values{-0.0F, std::numeric_limits<float>::quiet_NaN(), 3.0F, 1e-42F};
    const ConstantPtr written = Constant::ofFloats({2, 1, 2}, values);
    QVERIFY(onnx::writeTensorFile(files.folder() / "t.pb", "name", *written));
    const auto read = onnx::readTensorFile(files.folder() / "t.pb");
    QVERIFY(read);
    QCOMPARE(read->name, std::string("name"));
    QCOMPARE(read->value->hash(), written->hash());
    QVERIFY(onnx::writeTensorFile(files.folder() / "gone" / "t.pb", "name", *written).error().code == Code::File);
}

QTEST_GUILESS_MAIN(ReaderTest)
#include "reader_test.moc"
