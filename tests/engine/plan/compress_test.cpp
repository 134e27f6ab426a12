// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/compress.h"

#include <QtTest>

namespace planscope::plan_tests {

class CompressTest : public QObject {
    Q_OBJECT
private slots:
    void everyTextComesBack_data() {
        QTest::addColumn<std::string>("text");
        const auto row = [](const char* name, std::string text) { QTest::newRow(name) << text; };
        row("empty", "");
        row("short", "abc");
        row("all zero", std::string(100'000, '\0'));
        row("overlapping", "abababababababababab");
        row("literals of 15 and 270", std::string("0123456789abcde") + std::string(270, 'x'));
        std::string noise, rows;
        std::uint32_t state = 1;
        for (int i = 0; i < 70'000; ++i) noise += static_cast<char>((state = state * 1664525U + 1013904223U) >> 24);
        for (int i = 0; i < 5000; ++i) rows += "{\"tactic\":\"convolution.cpu.onednn\",\"medianNs\":" + std::to_string(i * 37) + "},";
        row("noise", noise);
        row("noise twice, farther than offsets reach", noise + noise);
        row("rows", rows);
    }
    void everyTextComesBack() {
        QFETCH(std::string, text);
        const auto bytes = plan::compress(text);
        const auto back = plan::decompress(bytes);
        QVERIFY2(back, back ? "" : back.error().text().c_str());
        QVERIFY(*back == text);
        QVERIFY(bytes == plan::compress(text));
        QVERIFY(bytes.size() <= 16 + text.size() + text.size() / 200);
        if (text.starts_with("{")) QVERIFY(bytes.size() * 5 < text.size());
    }

    /// Nothing but an error, or another text of the announced length, comes of damage.
    void damageIsNoticedOrHarmless() {
        std::string text;
        for (int i = 0; i < 40; ++i) text += "layer " + std::to_string(i * i) + " refused, ";
        const auto good = plan::compress(text);
        for (std::size_t cut = 0; cut < good.size(); ++cut) {
            const auto short_ = plan::decompress(std::span(good).first(cut));
            QVERIFY(!short_ && (short_.error().code == Code::Format || short_.error().code == Code::Limit));
        }
        for (std::size_t i = 0; i < good.size(); ++i)
            for (int bit = 0; bit < 8; ++bit) {
                auto bad = good;
                bad[i] ^= static_cast<std::byte>(1 << bit);
                const auto back = plan::decompress(bad);
                QVERIFY(back ? back->size() == text.size() : !back.error().message.empty());
            }
    }
};

}  // namespace planscope::plan_tests

QTEST_GUILESS_MAIN(planscope::plan_tests::CompressTest)
#include "compress_test.moc"
