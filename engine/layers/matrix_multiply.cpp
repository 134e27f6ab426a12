// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/matrix_multiply.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "engine/layers/integer_product.h"
#include "engine/layers/program_builder.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/matrix_multiply.h"
#include "kernels/reference/pointwise.h"

#include <utility>

namespace planscope::layers::matrix_multiply {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::opA>("opA", "how the left operand is read"),
    attrField<&Attrs::opB>("opB", "how the right operand is read"),
    attrField<&Attrs::inputZeroPoint>("inputZeroPoint", "the integer that stands for 0 in an i8 or u8 left operand"),
};

/// One operand: its batch axes, and its matrix as it enters the product.
struct Operand {
    Dims batch;
    std::int64_t rows, columns;
};

Operand operandOf(const Dims& dims, MatrixOperation operation, bool isLeft) {
    const bool isVector = operation == MatrixOperation::Vector;
    Operand out{{}, 1, 1};
    for (int i = 0; i < dims.rank - (isVector ? 1 : 2); ++i) out.batch.push(dims[i]);
    const std::int64_t last = dims[dims.rank - 1], before = isVector ? 1 : dims[dims.rank - 2];
    out.rows = before;
    out.columns = last;
    if (operation == MatrixOperation::Transpose || (isVector && !isLeft)) std::swap(out.rows, out.columns);
    return out;
}

Status checkRank(const LayerView& layer, int i, MatrixOperation operation) {
    const int least = operation == MatrixOperation::Vector ? 1 : 2, rank = layer.input(i).dims.rank;
    PS_CHECK(rank >= least,
             Code::Shape,
             "input {} has rank {}, operation {} needs at least {}",
             i,
             rank,
             word(operation),
             least);
    return {};
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 3));
    const auto& attrs = layer.attrs<Attrs>();
    PS_TRY(checkProductTypes(layer, attrs.inputZeroPoint));
    PS_TRY(checkRank(layer, 0, attrs.opA));
    PS_TRY(checkRank(layer, 1, attrs.opB));
    const Operand a = operandOf(layer.input(0).dims, attrs.opA, true),
                  b = operandOf(layer.input(1).dims, attrs.opB, false);
    PS_CHECK(extent::mayEqual(a.columns, b.rows),
             Code::Shape,
             "{} and {} cannot be multiplied: the summed axes have {} and {} elements",
             toString(layer.input(0).dims),
             toString(layer.input(1).dims),
             a.columns,
             b.rows);
    return within("batch axes", broadcast(a.batch, b.batch)).map([](const Dims&) {});
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Resolved product = resolve(layer);
    const int matrixAxes =
        (attrs.opA == MatrixOperation::Vector ? 0 : 1) + (attrs.opB == MatrixOperation::Vector ? 0 : 1);
    PS_CHECK(product.batch.rank + matrixAxes <= kMaxRank,
             Code::Limit,
             "the output has rank {}, the limit is {}",
             product.batch.rank + matrixAxes,
             kMaxRank);
    Dims dims = product.batch;
    if (attrs.opA != MatrixOperation::Vector) dims.push(product.rows);
    if (attrs.opB != MatrixOperation::Vector) dims.push(product.columns);
    if (layer.inputCount() == 3) PS_TRY(checkBroadcasts(layer, 2, dims));
    return std::vector<TensorType>{{productType(layer), dims}};
}

double flops(const LayerView& layer, std::span<const TensorType> outputs) {
    const double perElement = 2.0 * static_cast<double>(resolve(layer).depth) + (layer.inputCount() == 3 ? 1 : 0);
    return perElement * static_cast<double>(outputs[0].dims.volume());
}

PointwiseProgram addBias() {
    ProgramBuilder builder;
    const std::int8_t product = builder.input(DataType::Float), bias = builder.input(DataType::Float);
    builder.add({PointwiseOp::Sum, DataType::Float, product, bias, -1, 0, 0});
    return builder.program();
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    const KernelStatus status =
        kernels::reference::matrixMultiply(inputs[0], inputs[1], outputs[0], {.a = attrs.opA, .b = attrs.opB, .inputZeroPoint = attrs.inputZeroPoint});
    if (status != KernelStatus::Ok || inputs.size() < 3) return status;
    const TensorView operands[] = {outputs[0], inputs[2]};
    return kernels::reference::pointwise(addBias(), operands, outputs[0]);
}

}  // namespace

Resolved resolve(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Operand a = operandOf(layer.input(0).dims, attrs.opA, true),
                  b = operandOf(layer.input(1).dims, attrs.opB, false);
    return {broadcast(a.batch, b.batch).value_or(a.batch), a.rows, b.columns, a.columns};
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::MatrixMultiply,
    .doc = "Products of matrices with broadcast batch axes and an optional bias.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::matrix_multiply
