// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/matrix_multiply.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"

namespace planscope::onnx::ops::matrix {
namespace {

using layers::elementwise::ElementwiseKind;

MatrixOperation operationOf(const NodeImport& node, TensorId x) {
    return node.dims(x).rank == 1 ? MatrixOperation::Vector : MatrixOperation::None;
}

Result<Outputs> importMatMul(NodeImport& node) {
    PS_ASSIGN(const TensorId a, node.input(0));
    PS_ASSIGN(const TensorId b, node.input(1));
    return node.finish(layers::matrix_multiply::def, {a, b},
                       Attrs::of(layers::matrix_multiply::Attrs{.opA = operationOf(node, a), .opB = operationOf(node, b)}));
}

/// `factor` times x, at once where the value is known.
Result<TensorId> scaled(NodeImport& node, TensorId x, float factor) {
    if (factor == 1.0F) return x;
    const ConstantPtr value = node.tensor(x).constant;
    if (!value || value->type() != DataType::Float) {
        PS_ASSIGN(const TensorId number, scalar(node, node.tensor(x).type, factor));
        return elementwiseStep(node, ElementwiseKind::Prod, x, number);
    }
    std::vector<float> values(value->floats().begin(), value->floats().end());
    for (float& v : values) v *= factor;
    return node.constant("scaled", Constant::ofFloats(value->dims(), values));
}

Status checkMatrix(const NodeImport& node, TensorId x, std::string_view what) {
    const Dims dims = node.dims(x);
    PS_CHECK(dims.rank == 2, Code::Shape, "input {} must be a matrix, its shape {} has rank {}", what, toString(dims), dims.rank);
    return {};
}

Result<Outputs> importGemm(NodeImport& node) {
    node.ignore({"broadcast"});  // before operator set 7; the layer broadcasts anyhow
    PS_ASSIGN(const TensorId a, node.input(0));
    PS_ASSIGN(const TensorId b, node.input(1));
    PS_TRY(checkMatrix(node, a, "A"));
    PS_TRY(checkMatrix(node, b, "B"));
    PS_ASSIGN(const float alpha, node.number("alpha", 1));
    PS_ASSIGN(const float beta, node.number("beta", 1));
    PS_ASSIGN(const int transA, node.integer("transA", 0));
    PS_ASSIGN(const int transB, node.integer("transB", 0));
    PS_ASSIGN(const TensorId weights, scaled(node, b, alpha));
    std::vector<TensorId> inputs{a, weights};
    if (node.has(2) && beta != 0.0F) {
        PS_ASSIGN(const TensorId bias, scaled(node, *node.input(2), beta));
        inputs.push_back(bias);
    }
    const auto operation = [](int transposed) { return transposed != 0 ? MatrixOperation::Transpose : MatrixOperation::None; };
    return node.finish(layers::matrix_multiply::def, inputs,
                       Attrs::of(layers::matrix_multiply::Attrs{.opA = operation(transA), .opB = operation(transB)}));
}

constexpr OnnxOpDef kOps[] = {
    {"", "Gemm", {1, kNewestOpset}, importGemm},
    {"", "MatMul", {1, kNewestOpset}, importMatMul},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::matrix
