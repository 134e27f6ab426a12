// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/convolution.h"
#include "engine/layers/matrix_multiply.h"
#include "engine/safe_plan/lowering.h"

namespace planscope::safe_plan {
namespace {

using kernels::safe::kChannelLanes;
using kernels::safe::KernelId;

std::vector<float> weightsOf(const Constant& constant) {
    if (constant.type() != DataType::Int8) return realsOf(constant);
    const auto bytes = constant.as<std::int8_t>();
    return {bytes.begin(), bytes.end()};
}

/// [K,C/groups,R,S] as kernels/safe/records.h wants it.
ConstantPtr packFilters(const Constant& constant, int groups) {
    const Dims& d = constant.dims();
    const std::vector<float> from = weightsOf(constant);
    const std::int64_t maps = d[0] / groups, channels = d[1], taps = d[2] * d[3];
    if (maps == 1 && channels == 1) return Constant::ofFloats({groups * taps}, from);
    const std::int64_t blocks = (maps + kChannelLanes - 1) / kChannelLanes;
    std::vector<float> to(static_cast<std::size_t>(groups * blocks * channels * taps * kChannelLanes));
    for (std::int64_t g = 0; g < groups; ++g)
        for (std::int64_t k = 0; k < maps; ++k)
            for (std::int64_t i = 0; i < channels * taps; ++i) {
                const std::int64_t at = ((g * blocks + k / kChannelLanes) * channels * taps + i) * kChannelLanes + k % kChannelLanes;
                to[static_cast<std::size_t>(at)] = from[static_cast<std::size_t>((g * maps + k) * channels * taps + i)];
            }
    return Constant::ofFloats({static_cast<std::int64_t>(to.size())}, to);
}

/// A right operand with strides as [ceil(columns/16)][depth][16].
ConstantPtr packColumns(const Constant& constant, std::int64_t depth, std::int64_t columns, std::int64_t depthStep, std::int64_t columnStep) {
    const std::vector<float> from = weightsOf(constant);
    const std::int64_t blocks = (columns + kChannelLanes - 1) / kChannelLanes;
    std::vector<float> to(static_cast<std::size_t>(blocks * depth * kChannelLanes));
    for (std::int64_t k = 0; k < columns; ++k)
        for (std::int64_t i = 0; i < depth; ++i)
            to[static_cast<std::size_t>((k / kChannelLanes * depth + i) * kChannelLanes + k % kChannelLanes)] =
                from[static_cast<std::size_t>(i * depthStep + k * columnStep)];
    return Constant::ofFloats({static_cast<std::int64_t>(to.size())}, to);
}

/// A constant bias as Float.
Result<std::uint32_t> biasOf(Draft& draft, std::uint32_t tensor) {
    const ConstantPtr constant = draft.tensors[tensor].constant;
    PS_CHECK(constant, Code::NoTactic, "the bias is not a constant");
    if (constant->type() == DataType::Float) return tensor;
    return draft.addConstant(Constant::ofFloats(constant->dims(), realsOf(*constant)));
}

void addEpilogue(const Task& task, kernels::safe::ProgramRecord& record, DraftStep& step) {
    if (!task.hasEpilogue()) return;
    record = recordOf(*task.epilogue);
    step.inputs.insert(step.inputs.end(), task.epilogueInputs.begin(), task.epilogueInputs.end());
}

struct Strides {
    std::int64_t row, depth;
};

Strides stridesOf(MatrixOperation operation, const Dims& dims) {
    if (operation == MatrixOperation::Transpose) return {1, dims[dims.rank - 1]};
    return {dims[dims.rank - 1], 1};
}

/// Elements between neighbours of each batch axis of the output; 0 where the operand repeats.
void setBatchStrides(const Dims& operand, const Dims& batch, std::int32_t* strides) {
    std::int64_t step = operand[operand.rank - 1] * operand[operand.rank - 2];
    for (int i = operand.rank - 3; i >= 0; --i) {
        if (operand[i] != 1) strides[i + batch.rank - (operand.rank - 2)] = static_cast<std::int32_t>(step);
        step *= operand[i];
    }
}

/// Whether the third input can start the sums: one constant number per column.
bool isColumnBias(const Draft& draft, std::uint32_t tensor, std::int64_t columns) {
    const DraftTensor& bias = draft.tensors[tensor];
    return bias.constant && bias.dims.volume() == columns && (bias.dims.rank == 0 || bias.dims[bias.dims.rank - 1] == columns);
}

/// The product without a bias, then bias and all the rest as steps of their own.
Status lowerWithAddition(Draft& draft, const Task& task) {
    PS_CHECK(!task.hasEpilogue(), Code::NoTactic, "the bias is added by a step of its own");
    Task product = task;
    product.inputs.pop_back();
    product.output = draft.addIntermediate(task.name + " (product)", DataType::Float, task.result.dims);
    PS_TRY(lowerMatrix(draft, product));
    PointwiseProgram sum;
    sum.steps[0] = {.op = PointwiseOp::Input, .a = 0};
    sum.steps[1] = {.op = PointwiseOp::Input, .a = 1};
    sum.steps[2] = {.op = PointwiseOp::Sum, .a = 0, .b = 1};
    sum.stepCount = 3;
    sum.inputCount = 2;
    return addProgram(draft, task.name + " (bias)", sum, {product.output, task.inputs[2]}, task.output);
}

}  // namespace

Status lowerConvolution(Draft& draft, const Task& task) {
    const auto& attrs = task.view.attrs<layers::convolution::Attrs>();
    const ConstantPtr weights = draft.tensors[task.inputs[1]].constant;
    PS_CHECK(weights, Code::NoTactic, "the weights are not constant");
    PS_CHECK(weights->dims().rank == 4, Code::NoTactic, "only convolutions over two axes have a safe kernel, this one has {}", weights->dims().rank - 2);
    const layers::Window window = layers::convolution::resolve(task.view);
    kernels::safe::ConvolutionRecord record{};
    record.groups = attrs.groups;
    for (int i = 0; i < 2; ++i) {
        record.kernel[i] = static_cast<std::int32_t>(window.kernel[i]);
        record.stride[i] = static_cast<std::int32_t>(window.stride[i]);
        record.dilation[i] = static_cast<std::int32_t>(window.dilation[i]);
        record.before[i] = static_cast<std::int32_t>(window.prePadding[i]);
    }
    record.inputZero = attrs.inputZeroPoint;
    record.isInteger = weights->type() == DataType::Int8;
    record.hasBias = task.inputs.size() > 2;
    DraftStep step{KernelId::Convolution, task.name, {task.inputs[0], draft.addConstant(packFilters(*weights, attrs.groups))}, {task.output}, {}};
    if (record.hasBias) {
        PS_ASSIGN(const std::uint32_t bias, biasOf(draft, task.inputs[2]));
        step.inputs.push_back(bias);
    }
    addEpilogue(task, record.epilogue, step);
    step.parameters = bytesOf(record);
    return draft.addStep(std::move(step));
}

Status lowerMatrix(Draft& draft, const Task& task) {
    const auto& attrs = task.view.attrs<layers::matrix_multiply::Attrs>();
    PS_CHECK(attrs.opA != MatrixOperation::Vector && attrs.opB != MatrixOperation::Vector, Code::NoTactic, "products with vectors have no safe kernel");
    const layers::matrix_multiply::Resolved product = layers::matrix_multiply::resolve(task.view);
    if (task.inputs.size() > 2 && !isColumnBias(draft, task.inputs[2], product.columns)) return lowerWithAddition(draft, task);
    PS_CHECK(product.batch.rank <= 6, Code::NoTactic, "products of rank {} have no safe kernel", product.batch.rank + 2);
    const Dims &a = task.view.input(0).dims, &b = task.view.input(1).dims;
    kernels::safe::MatrixRecord record{};
    record.rows = static_cast<std::int32_t>(product.rows);
    record.columns = static_cast<std::int32_t>(product.columns);
    record.depth = static_cast<std::int32_t>(product.depth);
    record.batchRank = product.batch.rank;
    for (int i = 0; i < product.batch.rank; ++i) record.batch[i] = static_cast<std::int32_t>(product.batch[i]);
    setBatchStrides(a, product.batch, record.aBatch);
    setBatchStrides(b, product.batch, record.bBatch);
    const Strides left = stridesOf(attrs.opA, a), right = stridesOf(attrs.opB, b);
    record.aRow = static_cast<std::int32_t>(left.row), record.aDepth = static_cast<std::int32_t>(left.depth);
    record.bDepth = static_cast<std::int32_t>(right.row), record.bColumn = static_cast<std::int32_t>(right.depth);
    record.isInteger = task.view.input(1).type == DataType::Int8;
    record.inputZero = attrs.inputZeroPoint;
    record.hasBias = task.inputs.size() > 2;
    DraftStep step{KernelId::Matrix, task.name, {task.inputs[0], task.inputs[1]}, {task.output}, {}};
    const ConstantPtr weights = draft.tensors[task.inputs[1]].constant;
    if (weights && b.volume() == product.depth * product.columns) {
        record.bIsPacked = 1;
        for (std::int32_t& stride : record.bBatch) stride = 0;
        step.inputs[1] = draft.addConstant(packColumns(*weights, product.depth, product.columns, right.row, right.depth));
    }
    if (record.hasBias) {
        PS_ASSIGN(const std::uint32_t bias, biasOf(draft, task.inputs[2]));
        step.inputs.push_back(bias);
    }
    addEpilogue(task, record.epilogue, step);
    step.parameters = bytesOf(record);
    return draft.addStep(std::move(step));
}

}  // namespace planscope::safe_plan
