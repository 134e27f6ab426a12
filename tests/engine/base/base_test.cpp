// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/base/diagnostics.h"
#include "engine/base/hash.h"

#include <QFile>
#include <QTest>

#include <array>

using namespace planscope;

namespace {

Result<int> half(int value) {
    PS_CHECK(value % 2 == 0, Code::Value, "{} is odd", value);
    return value / 2;
}

Result<int> quarter(int value) {
    PS_ASSIGN(const int once, half(value));
    PS_TRY(half(once));
    return half(once);
}

}  // namespace

class BaseTest : public QObject {
    Q_OBJECT

private slots:
    void errorsTravel();
    void contextIsAddedInFront();
    void hintFollowsTheSentence();
    void hashDependsOnEveryByte();
    void hashOfManyBytesDependsOnEveryByte();
    void diagnosticsCountErrors();
    void errorCodesPageIsUpToDate();
};

void BaseTest::errorsTravel() {
    QCOMPARE(quarter(8).value(), 2);
    const auto odd = quarter(6);
    QVERIFY(!odd);
    QCOMPARE(odd.error().message, std::string("3 is odd"));
    QVERIFY(odd.error().kind() == ErrorKind::User);
}

void BaseTest::contextIsAddedInFront() {
    const auto inner = within("layer 'a'", half(3));
    const auto outer = within("file 'm.onnx'", inner);
    QCOMPARE(outer.error().text(), std::string("file 'm.onnx', layer 'a': 3 is odd"));
    QCOMPARE(within("unused", half(4)).value(), 2);
}

void BaseTest::hintFollowsTheSentence() {
    const Error error{Code::File, "file 'x'", "it is empty", "Copy it again."};
    QCOMPARE(error.text(), std::string("file 'x': it is empty. Copy it again."));
    QVERIFY(error.kind() == ErrorKind::Environment);
}

/// Long ranges are hashed in several chains, with a rest.
void BaseTest::hashOfManyBytesDependsOnEveryByte() {
    std::vector<std::byte> bytes(64 * 1024 + 45);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 31 + i / 256);
    const std::uint64_t before = hashBytes(bytes);
    for (std::size_t i = 0; i < bytes.size(); i += i < 200 || i > bytes.size() - 200 ? 1 : 97) {
        bytes[i] ^= std::byte{1};
        QVERIFY2(hashBytes(bytes) != before, qPrintable(QString::number(i)));
        bytes[i] ^= std::byte{1};
    }
    QCOMPARE(hashBytes(bytes), before);
    std::vector<std::byte> swapped = bytes;  // words of different chains
    std::swap_ranges(swapped.begin(), swapped.begin() + 8, swapped.begin() + 8);
    QVERIFY(hashBytes(swapped) != before && hashBytes(std::span(bytes).first(bytes.size() - 1)) != before);
}

void BaseTest::hashDependsOnEveryByte() {
    std::array<std::byte, 37> bytes{};
    const std::uint64_t zeros = hashBytes(bytes);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = std::byte{1};
        QVERIFY2(hashBytes(bytes) != zeros, qPrintable(QString::number(i)));
        bytes[i] = std::byte{0};
    }
    QVERIFY(hashBytes(std::span(bytes).first(36)) != zeros);
    QVERIFY(Hasher().add(std::string_view("ab")).add(std::string_view("c")).value() !=
            Hasher().add(std::string_view("a")).add(std::string_view("bc")).value());
}

void BaseTest::diagnosticsCountErrors() {
    Diagnostics diagnostics;
    diagnostics.warn("n", "only a warning");
    QVERIFY(!diagnostics.hasErrors());
    diagnostics.add({Severity::Error, {Code::Shape, {}, "wrong", {}}, "n"});
    QCOMPARE(diagnostics.errorCount(), std::size_t(1));
    QCOMPARE(diagnostics.items().size(), std::size_t(2));
}

void BaseTest::errorCodesPageIsUpToDate() {
    QFile page(QStringLiteral(PLANSCOPE_SOURCE_DIR "/docs/error_codes.md"));
    if (qEnvironmentVariableIsSet("PLANSCOPE_ACCEPT")) {
        QVERIFY(page.open(QIODevice::WriteOnly));
        page.write(QByteArray::fromStdString(errorCodesPage()));
        page.close();
    }
    QVERIFY2(page.open(QIODevice::ReadOnly), "docs/error_codes.md is missing; run with PLANSCOPE_ACCEPT=1 to write it");
    QCOMPARE(QString::fromUtf8(page.readAll()), QString::fromStdString(errorCodesPage()));
}

QTEST_GUILESS_MAIN(BaseTest)
#include "base_test.moc"
