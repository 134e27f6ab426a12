// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/matrix_multiply.h"

#include "engine/base/check.h"
#include "engine/devices/cpu/following.h"
#include "engine/devices/cpu/int8_product.h"
#include "engine/devices/cpu/matrix_spec.h"
#include "engine/devices/host_stream.h"
#include "kernels/cpu/matrix_vector.h"
#include "kernels/cpu/row_dots.h"

#include <fmt/format.h>

namespace planscope::devices::cpu::matrix_multiply {
namespace {

namespace onednn = kernels::onednn;

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (Verdict verdict = acceptsMatrixProduct(problem); !verdict.accepted()) return verdict;
    const onednn::MatrixMultiplySpec matrix = matrixSpec(problem);
    return acceptsPostOps(matrix.epilogue, matrix.out.dims);
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo&) {
    const ThreadScope threads(problem.threads);
    std::vector<TacticVariant> out;
    appendVariants(out, FormatSignature::linear(problem), onednn::matrixMultiplyImplementations(matrixSpec(problem)));
    return out;
}

/// oneDNN sees the matrices with axes of its own; the views it gets at run time only matter for their addresses.
Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo&) {
    const ThreadScope threads(problem.threads);
    return makePrimitiveKernel(problem, variant, onednn::makeMatrixMultiply(matrixSpec(problem), variant.algorithm));
}

constexpr TacticDef kFused{"matrix_multiply.cpu.onednn", 1, false, accepts, variants, lower};

Verdict acceptsThen(const Problem& problem, const DeviceInfo& device) {
    if (problem.epilogue.empty()) return reject(Reason::Fusion, "there is no epilogue to run afterwards");
    if (accepts(problem, device).accepted()) return reject(Reason::NotTried, "matrix_multiply.cpu.onednn runs the epilogue inside");
    if (!canFollowWithPointwise(problem, FormatSignature::linear(problem), device))
        return reject(Reason::Fusion, "the vectorised pointwise kernel cannot run the epilogue");
    return acceptsMatrixProduct(withoutEpilogue(problem));
}

std::vector<TacticVariant> variantsThen(const Problem& problem, const DeviceInfo&) {
    const ThreadScope threads(problem.threads);
    std::vector<TacticVariant> out;
    appendVariants(out, FormatSignature::linear(problem),
                   onednn::matrixMultiplyImplementations(matrixSpec(withoutEpilogue(problem))));
    return out;
}

Result<std::unique_ptr<Kernel>> lowerThen(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    const ThreadScope threads(problem.threads);
    const onednn::MatrixMultiplySpec matrix = matrixSpec(withoutEpilogue(problem));
    return makePrimitiveThenPointwise(problem, variant, device, onednn::makeMatrixMultiply(matrix, variant.algorithm));
}

constexpr TacticDef kThenPointwise{"matrix_multiply.cpu.onednn_then_pointwise", 1, false, acceptsThen, variantsThen, lowerThen};

/// Few rows against constant weights of rank 2.
Verdict acceptsRows(const Problem& problem, const DeviceInfo& device) {
    if (Verdict verdict = acceptsMatrixProduct(problem); !verdict.accepted()) return verdict;
    const auto& attrs = problem.attributes<layers::matrix_multiply::Attrs>();
    const ProblemTensor& b = problem.inputs[1];
    if (!b.constant || b.dims.rank != 2) return reject(Reason::Value, "the right matrix is not a constant of two axes");
    if (problem.inputs[0].constant) return reject(Reason::Value, "the left matrix is a constant");
    const bool rowsFirst = attrs.opA == MatrixOperation::None || attrs.opA == MatrixOperation::Vector;
    if (!rowsFirst || attrs.opB == MatrixOperation::Vector)
        return reject(Reason::Attribute, "the left matrix is transposed or the right one is a vector");
    constexpr std::int64_t kMaxRows = 32;
    const std::int64_t rows = problem.outputs[0].dims.volume() / b.dims[attrs.opB == MatrixOperation::None ? 1 : 0];
    if (rows > kMaxRows) return reject(Reason::Shape, fmt::format("meant for up to {} rows, there are {}", kMaxRows, rows));
    if (!InlineEpilogue::make(problem, FormatSignature::linear(problem), device))
        return reject(Reason::Fusion, "the vectorised pointwise kernel cannot run the epilogue");
    return accept();
}

/// Packing is about as slow as the memory is when it is touched for the first time.
std::vector<TacticVariant> rowsVariants(const Problem& problem, const DeviceInfo& device) {
    constexpr double kNsPerFloat = 2;
    std::vector<TacticVariant> out = linearVariant(problem, device);
    for (TacticVariant& variant : out) variant.preparationNs = kNsPerFloat * static_cast<double>(problem.inputs[1].dims.volume());
    return out;
}

struct RowsRun {
    kernels::cpu::MatrixVectorPlan plan;
    InlineEpilogue epilogue;
    int threads;

    KernelStatus operator()(std::span<const TensorView> in, std::span<const TensorView> out, void*) noexcept {
        return plan.run(in[0], out[0], epilogue.bound(in), threads);
    }
};

Result<std::unique_ptr<Kernel>> lowerRows(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    const auto& attrs = problem.attributes<layers::matrix_multiply::Attrs>();
    const TensorView bias = problem.anchorInputCount() > 2 ? viewOf(problem.inputs[2]) : TensorView{};
    auto plan = kernels::cpu::MatrixVectorPlan::make(viewOf(problem.inputs[1]), attrs.opB, bias.data ? &bias : nullptr, isaOf(device));
    auto epilogue = InlineEpilogue::make(problem, variant.formats, device);
    PS_CHECK(plan && epilogue, Code::NoTactic, "the kernel for few rows cannot run this product");
    const std::size_t bytes = plan->residentBytes();
    return makeHostKernel(problem, variant, RowsRun{std::move(*plan), std::move(*epilogue), problem.threads}, bytes);
}

constexpr TacticDef kRows{"matrix_multiply.cpu.rows", 1, false, acceptsRows, rowsVariants, lowerRows};

/// The same against [N,K].
Verdict acceptsDots(const Problem& problem, const DeviceInfo& device) {
    if (Verdict verdict = acceptsRows(problem, device); !verdict.accepted()) return verdict;
    if (problem.attributes<layers::matrix_multiply::Attrs>().opB != MatrixOperation::Transpose)
        return reject(Reason::Attribute, "the rows of the right matrix are not what is multiplied");
    return accept();
}

struct DotsRun {
    kernels::cpu::RowDotsPlan plan;
    InlineEpilogue epilogue;
    int threads;

    KernelStatus operator()(std::span<const TensorView> in, std::span<const TensorView> out, void*) noexcept {
        return plan.run(in[0], out[0], epilogue.bound(in), threads);
    }
};

Result<std::unique_ptr<Kernel>> lowerDots(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    const TensorView bias = problem.anchorInputCount() > 2 ? viewOf(problem.inputs[2]) : TensorView{};
    auto plan = kernels::cpu::RowDotsPlan::make(viewOf(problem.inputs[1]), bias.data ? &bias : nullptr, isaOf(device));
    auto epilogue = InlineEpilogue::make(problem, variant.formats, device);
    PS_CHECK(plan && epilogue, Code::NoTactic, "the kernel for products of rows cannot run this product");
    return makeHostKernel(problem, variant, DotsRun{*plan, std::move(*epilogue), problem.threads}, 0);
}

constexpr TacticDef kDots{"matrix_multiply.cpu.dots", 1, false, acceptsDots, linearVariant, lowerDots};

constexpr TacticDef kIntegers{"matrix_multiply.cpu.int8", 1, false, int8_product::acceptsMatrices, int8_product::variants, int8_product::lower};

constexpr const TacticDef* kTactics[] = {&kDots, &kRows, &kFused, &kThenPointwise, &kIntegers};

}  // namespace

extern constinit const TacticList list{layers::matrix_multiply::kind, kTactics};

}  // namespace planscope::devices::cpu::matrix_multiply
