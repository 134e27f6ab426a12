// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/matrix_multiply.h"

#include "engine/devices/cpu/matrix_spec.h"
#include "engine/devices/cpu/support.h"
#include "engine/devices/host_stream.h"
#include "kernels/cpu/onednn/epilogue_check.h"

namespace planscope::devices::cpu::matrix_multiply {
namespace {

namespace onednn = kernels::onednn;

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (Verdict verdict = acceptsMatrixProduct(problem); !verdict.accepted()) return verdict;
    const onednn::MatrixMultiplySpec matrix = matrixSpec(problem);
    const std::string refusal = onednn::whyNotPostOps(matrix.epilogue, matrix.out.dims);
    return refusal.empty() ? accept() : reject(Reason::Fusion, refusal);
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

constexpr const TacticDef* kTactics[] = {&kFused, &kThenPointwise};

}  // namespace

extern constinit const TacticList list{layers::matrix_multiply::kind, kTactics};

}  // namespace planscope::devices::cpu::matrix_multiply
