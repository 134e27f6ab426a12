// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"
#include "engine/scope/difference.h"

#include <QtTest>

namespace planscope::scope {

class DifferenceTest : public QObject {
    Q_OBJECT
private slots:
    void namesWhatWasRelaxed();
    void nothingChangesForPlainNetworks();
};

void DifferenceTest::namesWhatWasRelaxed() {
    const auto network = parseNetwork("network n\ninput x f32[]\nlayer a activation(x) {kind=relu} -> y\nlayer b activation(y) {kind=elu} -> z\noutput z\n", layers::table());
    QVERIFY(network);
    Question question{*network, *findTarget("drive-orin")};
    question.plan.precision.fp16 = true;
    question.plan.isSafety = true;
    const Difference since = differenceSince(k8611, question, kSafe | kRestricted);
    QVERIFY(!since.relaxed.empty() && since.added.empty());
    for (const Finding& finding : since.relaxed) QVERIFY2(finding.rule->until == k8612, std::string(finding.rule->id).c_str());
    const auto isAbout = [](std::string_view rule, std::string_view subject) { return [=](const Finding& f) { return f.rule->id == rule && f.subject == subject; }; };
    QVERIFY(std::ranges::any_of(since.relaxed, isAbout("SAFE-ACT-01", "a")) && std::ranges::any_of(since.relaxed, isAbout("SAFE-ACT-01", "b")));
    QVERIFY(differenceSince(k8612, question, kSafe).relaxed.empty());
    question.release = k8611;  // and the other way round
    const Difference back = differenceSince(k8612, question, kSafe | kRestricted);
    QVERIFY(back.relaxed.empty() && back.added.size() == since.relaxed.size());
}

void DifferenceTest::nothingChangesForPlainNetworks() {
    const auto network = parseNetwork("network n\ninput x f32[1,8,4,4]\nlayer a activation(x) {kind=relu} -> y\noutput y\n", layers::table());
    QVERIFY(network);
    const Question question{*network, *findTarget("drive-orin")};
    const Difference since = differenceSince(k8611, question, kSafe | kRestricted);
    QVERIFY(since.relaxed.empty() && since.added.empty());
}

}  // namespace planscope::scope

QTEST_APPLESS_MAIN(planscope::scope::DifferenceTest)
#include "difference_test.moc"
