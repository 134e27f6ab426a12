// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/pointwise_types.h"
#include "engine/layers/program_builder.h"

#include <QTest>

namespace planscope::layers {
namespace {

std::string refusal(const PointwiseProgram& program, std::initializer_list<DataType> inputs) {
    const Status status = checkProgram(program, std::span(inputs.begin(), inputs.size()));
    return status ? "accepted" : status.error().text();
}

}  // namespace

/// Programs that did not come through the text form: plans and patches can hold anything.
class PointwiseTypesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyOperationHasAType();
    void wellFormedIsAccepted();
    void malformedIsRefused();
};

void PointwiseTypesTest::everyOperationHasAType() {
    const DataType types[] = {DataType::Float, DataType::Int32, DataType::Bool};
    for (int i = static_cast<int>(PointwiseOp::Exp); i < kPointwiseOpCount; ++i) {
        const auto op = static_cast<PointwiseOp>(i);
        bool any = false;
        for (const DataType type : types) {
            const DataType operands[] = {op == PointwiseOp::Select ? DataType::Bool : type, type, type};
            any = any ||
                  resultType(op, std::span(operands).first(static_cast<std::size_t>(operandCount(op)))).has_value();
        }
        QVERIFY2(any, std::to_string(i).c_str());
    }
}

void PointwiseTypesTest::wellFormedIsAccepted() {
    ProgramBuilder builder;
    const std::int8_t x = builder.input(DataType::Float), y = builder.input(DataType::Float);
    const std::int8_t less = builder.add({PointwiseOp::Less, DataType::Bool, x, y, -1, 0, 0});
    const std::int8_t whole = builder.add({PointwiseOp::Cast, DataType::Int32, less, -1, -1, 0, 0});
    builder.add({PointwiseOp::Neg, DataType::Int32, whole, -1, -1, 0, 0});
    QCOMPARE(refusal(builder.program(), {DataType::Float, DataType::Float}), std::string("accepted"));
}

void PointwiseTypesTest::malformedIsRefused() {
    ProgramBuilder builder;
    const std::int8_t x = builder.input(DataType::Float);
    builder.add({PointwiseOp::Relu, DataType::Float, x, -1, -1, 0, 0});
    const PointwiseProgram good = builder.program();
    QCOMPARE(refusal(good, {}), std::string("the program reads 1 inputs, the layer has 0"));
    QCOMPARE(refusal(good, {DataType::Int32}), std::string("step 0: its type must be i32, got f32"));

    PointwiseProgram program = good;
    program.stepCount = 0;
    QCOMPARE(refusal(program, {DataType::Float}), std::string("the program has 0 steps, 1 to 40 are possible"));
    program.stepCount = 41;
    QCOMPARE(refusal(program, {DataType::Float}), std::string("the program has 41 steps, 1 to 40 are possible"));
    program = good;
    program.steps[1].a = 1;
    QCOMPARE(refusal(program, {DataType::Float}), std::string("step 1: operand 1 is not an earlier step"));
    program.steps[1].a = -1;
    QCOMPARE(refusal(program, {DataType::Float}), std::string("step 1: operand -1 is not an earlier step"));
    program = good;
    program.steps[0].a = 5;
    QCOMPARE(refusal(program, {DataType::Float}), std::string("step 0: input 5 does not exist"));
    program = good;
    program.steps[1].op = static_cast<PointwiseOp>(200);
    QCOMPARE(refusal(program, {DataType::Float}), std::string("step 1: operation 200 does not exist"));
    program = good;
    program.steps[1].type = DataType::Bool;
    QCOMPARE(refusal(program, {DataType::Float}), std::string("step 1: its type must be f32, got bool"));
    program.steps[1].type = DataType::Fp8;
    QCOMPARE(refusal(program, {DataType::Float}), std::string("step 1: its type is not supported"));
}

}  // namespace planscope::layers

QTEST_GUILESS_MAIN(planscope::layers::PointwiseTypesTest)
#include "pointwise_types_test.moc"
