// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/cast.h"

#include "engine/devices/cpu/pointwise_tactic.h"
#include "engine/devices/cpu/support.h"
#include "kernels/cpu/half.h"

namespace planscope::devices::cpu::cast {
namespace {

constexpr TacticDef kVector{"cast.cpu.vector", pointwise_tactic::kVersion, false, pointwise_tactic::accepts,
                            pointwise_tactic::variants, pointwise_tactic::lower};

bool widens(const Problem& problem) { return problem.inputs[0].type == DataType::Half && problem.outputs[0].type == DataType::Float; }
bool rounds(const Problem& problem) { return problem.inputs[0].type == DataType::Float && problem.outputs[0].type == DataType::Half; }

Verdict acceptsHalf(const Problem& problem, const DeviceInfo&) {
    if (!widens(problem) && !rounds(problem)) return reject(Reason::DataType, "casts between f32 and f16 only");
    if (!problem.epilogue.empty()) return reject(Reason::Fusion, "takes no epilogue");
    return accept();
}

/// Elements are converted where they lie, padding lanes too, which stay zero.
std::vector<TacticVariant> halfVariants(const Problem& problem, const DeviceInfo& device) {
    std::vector<TacticVariant> out;
    for (const Format format : usefulFormats(problem.outputs[0].dims, device))
        out.push_back({std::string(nameOf(isaOf(device))), FormatSignature::uniform(problem, format), 0});
    if (problem.inputs[0].constant) out = {{std::string(nameOf(isaOf(device))), FormatSignature::linear(problem), 0}};
    return out;
}

Result<std::unique_ptr<Kernel>> lowerHalf(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    return makeHostKernel(problem, variant,
                          [isWidening = widens(problem), execution = executionOf(problem, device)](
                              std::span<const TensorView> in, std::span<const TensorView> out, void*) noexcept {
                              const auto count = static_cast<std::int64_t>(out[0].bytes() / sizeOf(out[0].type));
                              if (isWidening) kernels::cpu::widenHalf(in[0].as<std::uint16_t>(), out[0].as<float>(), count, execution);
                              else kernels::cpu::roundToHalf(in[0].as<float>(), out[0].as<std::uint16_t>(), count, execution);
                              return KernelStatus::Ok;
                          });
}

constexpr TacticDef kHalf{"cast.cpu.half", 1, false, acceptsHalf, halfVariants, lowerHalf};

constexpr const TacticDef* kTactics[] = {&kHalf, &kVector};

}  // namespace

extern constinit const TacticList list{layers::cast::kind, kTactics};

}  // namespace planscope::devices::cpu::cast
