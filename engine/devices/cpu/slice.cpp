// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/slice.h"

#include "engine/base/check.h"
#include "engine/devices/cpu/following.h"
#include "kernels/cpu/memory_axes.h"
#include "kernels/cpu/slice.h"

#include <algorithm>

namespace planscope::devices::cpu::slice {
namespace {

using layers::slice::Attrs;

std::optional<Attrs> settledOf(const Problem& problem) {
    const std::vector<TensorInfo> infos = problem.anchorInfos();
    return layers::slice::settled(LayerView(*problem.def, problem.attrs, infos));
}

Verdict accepts(const Problem& problem, const DeviceInfo& device) {
    if (problem.inputs[0].dims.rank == 0) return reject(Reason::Shape, "a scalar has no axis to cut");
    const auto settled = settledOf(problem);
    if (!settled) return reject(Reason::Attribute, "start, size and stride must be known before run time");
    const Attrs& attrs = *settled;
    if (attrs.mode != SampleMode::StrictBounds && attrs.mode != SampleMode::Fill)
        return reject(Reason::Attribute, "reads inside the data and fills outside, but does not wrap, clamp or reflect");
    if (attrs.mode == SampleMode::Fill && attrs.fillValue != 0 && problem.inputs[0].type != DataType::Float)
        return reject(Reason::DataType, "fills other types than f32 with zero only");
    const Dims stride = layers::slice::resolvedStride(attrs);
    if (attrs.mode == SampleMode::Fill && std::ranges::any_of(stride, [](std::int64_t s) { return s != 1; }))
        return reject(Reason::Attribute, "fills outside the data only where strides are 1");
    return acceptsFollowing(problem, device);
}

/// Channel formats can be cut inside the data and between blocks of channels.
bool canCut(const Problem& problem, const FormatSignature& formats) {
    const Format format = formats.outputs[0];
    if (format.isLinear()) return true;
    const Attrs attrs = settledOf(problem).value_or(Attrs{});
    const std::int64_t channels = problem.inputs[0].dims[1], size = problem.outputs[0].dims[1], start = attrs.start[1];
    const bool endsClean = size % format.lanes == 0 || start + size == channels;
    return attrs.mode == SampleMode::StrictBounds && layers::slice::resolvedStride(attrs)[1] == 1 && start % format.lanes == 0 &&
           endsClean;
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    std::vector<TacticVariant> out = uniformVariants(problem, device);
    std::erase_if(out, [&](const TacticVariant& variant) { return !canCut(problem, variant.formats); });
    return out;
}

/// Where the output begins in the input's memory, where all of it lies there in one piece.
std::optional<std::uint64_t> viewOffset(const Problem& problem, const TacticVariant& variant) {
    const auto attrs = settledOf(problem);
    if (!attrs || attrs->mode != SampleMode::StrictBounds || problem.inputs[0].constant) return std::nullopt;
    if (std::ranges::any_of(layers::slice::resolvedStride(*attrs), [](std::int64_t s) { return s != 1; })) return std::nullopt;
    const TensorView in = viewOf(problem.inputs[0], variant.formats.inputs[0]), out = viewOf(problem.outputs[0], variant.formats.outputs[0]);
    const kernels::cpu::MemoryAxes from = kernels::cpu::memoryAxes(in), to = kernels::cpu::memoryAxes(out);
    int cut = 0;
    while (cut < from.rank && from.extent[cut] == to.extent[cut]) ++cut;
    if (cut == from.rank) return 0;
    if (to.volume(0, cut) != 1 || from.volume(cut + 1, from.rank) != to.volume(cut + 1, to.rank)) return std::nullopt;
    int axis = 0;
    while (kernels::cpu::memoryAxisOf(in, axis) != cut) ++axis;
    const bool isBlocks = axis == 1 && !kernels::cpu::isPlain(in) && in.format.layout == Format::Layout::ChannelBlocked;
    const std::int64_t start = isBlocks ? attrs->start[axis] / in.format.lanes : attrs->start[axis];
    return static_cast<std::uint64_t>(start * from.volume(cut + 1, from.rank)) * sizeOf(in.type);
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    const auto attrs = settledOf(problem);
    PS_CHECK(attrs, Code::NoTactic, "start, size and stride are not known");
    return makeKernelThenPointwise(
        problem, variant, device,
        [args = kernels::cpu::SliceArgs{attrs->start, layers::slice::resolvedStride(*attrs), attrs->mode}, fill = attrs->fillValue,
         view = viewOffset(problem, variant),
         execution = executionOf(problem, device)](std::span<const TensorView> in, std::span<const TensorView> out) mutable noexcept {
            if (view && out[0].data == in[0].as<std::byte>() + *view) return KernelStatus::Ok;
            const TensorView value{&fill, DataType::Float, Dims{1}, Format::linear()};
            return kernels::cpu::slice(in[0], fill == 0 ? nullptr : &value, out[0], args, execution);
        });
}

constexpr TacticDef kVector{"slice.cpu.vector", 2, false, accepts, variants, lower, nullptr, true, viewOffset};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::slice::kind, kTactics};

}  // namespace planscope::devices::cpu::slice
