// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/dla/placement/placement.h"
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"

#include <QTest>

#include <algorithm>

namespace planscope::dla {
namespace {

std::vector<Note> notesOf(const std::string& text, bool isInt8 = false, const char* target = "drive-orin", Format format = Format::linear()) {
    auto network = parseNetwork("network n\n" + text, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    scope::Question question{*network, *findTarget(target)};
    question.plan.precision = {.fp16 = true, .int8 = isInt8};
    question.plan.usesDla = true;
    question.plan.allowsGpuFallback = true;
    question.plan.inputFormats = {format};
    return place(question).notes;
}

std::string swap(const std::string& name, const std::string& from, const std::string& to, const std::string& axes) {
    return "layer " + name + " shuffle(" + from + ") {firstTranspose=[" + axes + "]} -> " + to + "\n";
}

/// A U-Net of one step down and up, of volumes.
std::string unet(const std::string& type, const std::string& middle) {
    return "input x " + type + "[1,4,4,4,4]\nconst w f32[4,4,3,3,3] random=1\nlayer c convolution(x, w) {prePadding=[1,1,1], postPadding=[1,1,1]} -> u\n"
           "layer p pooling(u) {window=[2,2,2], stride=[2,2,2]} -> v\n" + middle + "layer j concatenation(u, r) {axis=1} -> y\noutput y\n";
}
const std::string kUp = "layer r resize(v) {scales=[1,1,2,2,2]} -> r\n";

}  // namespace

class DlaBehaviourTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void notes_data();
    void notes();
    void adviceFitsItsModelOnly();
};

void DlaBehaviourTest::notes_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("sentences");
    const auto row = [](const char* name, const std::string& text, const QStringList& sentences) { QTest::newRow(name) << QString::fromStdString(text) << sentences; };
    const std::string in = "input x f32[1,4,3,2]\n", out = "output y\n", relu = "layer e activation(u) {kind=relu} -> y\n";
    row("softmax of a vector", "input x f32[1,64,1,1]\nlayer a softmax(x) {axis=1} -> y\noutput y\n", {QStringLiteral("runs in mode 1 (accurate), since 1x64x1x1 has no extent above 1 beside axis 1 and the batch")});
    row("softmax of an image", "input x f32[1,64,2,1]\nlayer a softmax(x) {axis=1} -> y\noutput y\n", {QStringLiteral("runs in mode 2 (approximate), since 1x64x2x1 has extents above 1 beside axis 1 and the batch")});
    row("identity transpose", in + swap("a", "x", "u", "0,1,2,3") + relu + out, {QStringLiteral("changes nothing; the compiler removes it")});
    row("identity reshape", in + "layer a shuffle(x) {hasReshape=true, reshape=[1,4,3,2]} -> u\n" + relu + out, {QStringLiteral("changes nothing; the compiler removes it")});
    row("two transposes", in + swap("a", "x", "u", "0,2,3,1") + swap("b", "u", "y", "0,1,3,2") + out,
        {QStringLiteral("and b stay two transposes, which the compiler does not merge; one transpose by 0x2x1x3 in the model does the same")});
    row("there and back", in + swap("a", "x", "u", "0,2,3,1") + swap("b", "u", "y", "0,3,1,2") + out,
        {QStringLiteral("and b stay two transposes, which the compiler does not merge; together they change nothing: remove both in the model")});
    row("one transpose", in + swap("a", "x", "u", "0,2,3,1") + relu + out, {});
    row("transposes of the GPU", "input x f32[4,4]\n" + swap("a", "x", "u", "1,0") + swap("b", "u", "y", "1,0") + out, {});
    row("a reshape that is one", in + "layer a shuffle(x) {hasReshape=true, reshape=[1,2,6,2]} -> u\n" + relu + out, {});
}

void DlaBehaviourTest::notes() {
    QFETCH(QString, text);
    QFETCH(QStringList, sentences);
    QStringList got;
    for (const Note& note : notesOf(text.toStdString())) got.append(QString::fromStdString(note.sentence));
    QCOMPARE(got, sentences);
}

void DlaBehaviourTest::adviceFitsItsModelOnly() {
    const auto isAdvised = [](const std::vector<Note>& notes) { return std::ranges::any_of(notes, [](const Note& n) { return n.sentence.find("3656116") != std::string::npos && n.subject == "x"; }); };
    QVERIFY(isAdvised(notesOf(unet("f32", kUp), true)));
    QVERIFY(!isAdvised(notesOf(unet("f32", kUp), false)));
    QVERIFY(!isAdvised(notesOf(unet("f32", kUp), true, "a10")));
    QVERIFY(!isAdvised(notesOf(unet("f32", "layer r activation(u) {kind=relu} -> r\n"), true)));
    const std::string flat = "input x f32[1,4,4,4]\nconst w f32[4,4,3,3] random=1\nlayer c convolution(x, w) {prePadding=[1,1], postPadding=[1,1]} -> u\n"
                             "layer p pooling(u) {window=[2,2], stride=[2,2]} -> v\nlayer r resize(v) {scales=[1,1,2,2]} -> r\nlayer j concatenation(u, r) {axis=1} -> y\noutput y\n";
    QVERIFY(!isAdvised(notesOf(flat, true)));
    QVERIFY(isAdvised(notesOf(unet("f32", kUp), true, "drive-orin", Format::channelBlocked(32))));  // the type counts as well
}

}  // namespace planscope::dla

QTEST_APPLESS_MAIN(planscope::dla::DlaBehaviourTest)
#include "behaviour_test.moc"
