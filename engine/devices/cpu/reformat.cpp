// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/reformat.h"

#include "engine/devices/border_formats.h"
#include "engine/devices/cpu/support.h"
#include "engine/devices/host_stream.h"
#include "engine/network/names.h"
#include "kernels/cpu/onednn/simple_operations.h"
#include "kernels/cpu/reformat.h"

#include <fmt/format.h>

namespace planscope::devices::cpu::reformat {
namespace {

namespace onednn = kernels::onednn;

/// A copy does not look at values: what oneDNN has no type for travels as another type of the same size.
DataType carrier(DataType type) { return type == DataType::Bool ? DataType::UInt8 : type; }

onednn::ReorderSpec specOf(const Problem& problem, const FormatSignature& formats) {
    onednn::ReorderSpec spec{viewOf(problem.inputs[0], formats.inputs[0]), viewOf(problem.outputs[0], formats.outputs[0])};
    spec.in.type = carrier(spec.in.type);
    spec.out.type = carrier(spec.out.type);
    return spec;
}

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (!problem.epilogue.empty()) return reject(Reason::Fusion, "a copy takes no epilogue");
    if (problem.inputs[0].type == DataType::Half || problem.inputs[0].type == DataType::Fp8)
        return reject(Reason::DataType, fmt::format("tensors of {} are not copied", toString(problem.inputs[0].type)));
    return acceptsNonEmpty(problem);
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    const ThreadScope threads(problem.threads);
    const std::vector<Format> formats = usefulFormats(problem.inputs[0].dims, device);
    std::vector<TacticVariant> out;
    for (const Format from : formats)
        for (const Format to : formats) {
            const FormatSignature signature = signatureOf(problem, from, to);
            if (from != to) appendVariants(out, signature, onednn::reorderImplementations(specOf(problem, signature)));
        }
    return out;
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo&) {
    const ThreadScope threads(problem.threads);
    return makePrimitiveKernel(problem, variant, onednn::makeReorder(specOf(problem, variant.formats), variant.algorithm));
}

constexpr TacticDef kOnednn{"reformat.cpu.onednn", 1, false, accepts, variants, lower};

Verdict acceptsVector(const Problem& problem, const DeviceInfo&) {
    if (!problem.epilogue.empty()) return reject(Reason::Fusion, "a copy takes no epilogue");
    if (sizeOf(problem.inputs[0].type) != 4)
        return reject(Reason::DataType, fmt::format("copies elements of 4 bytes, {} has {}", toString(problem.inputs[0].type),
                                                    sizeOf(problem.inputs[0].type)));
    return accept();
}

std::vector<TacticVariant> vectorVariants(const Problem& problem, const DeviceInfo& device) {
    std::vector<Format> formats = borderFormats(problem.inputs[0].dims);
    std::erase_if(formats, [](Format format) { return format.padsRows(); });
    std::vector<TacticVariant> out;
    for (const Format from : formats)
        for (const Format to : formats)
            if (from != to) out.push_back({std::string(nameOf(isaOf(device))), signatureOf(problem, from, to), 0});
    return out;
}

Result<std::unique_ptr<Kernel>> lowerVector(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    return makeHostKernel(problem, variant,
                          [execution = executionOf(problem, device)](std::span<const TensorView> in, std::span<const TensorView> out,
                                                                     void*) noexcept {
                              return kernels::cpu::reformat(in[0], out[0], execution);
                          });
}

constexpr TacticDef kVector{"reformat.cpu.vector", 1, false, acceptsVector, vectorVariants, lowerVector};

constexpr const TacticDef* kTactics[] = {&kVector, &kOnednn};

}  // namespace

extern constinit const TacticList list{layers::reformat::kind, kTactics};

}  // namespace planscope::devices::cpu::reformat
