// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/shuffle.h"

#include "engine/base/check.h"
#include "engine/devices/cpu/following.h"
#include "kernels/cpu/transpose.h"

namespace planscope::devices::cpu::shuffle {
namespace {

using layers::shuffle::Attrs;

Dims permuted(const Dims& dims, const Dims& order) {
    if (order.rank == 0) return dims;
    Dims out = dims;
    for (int i = 0; i < dims.rank; ++i) out[i] = dims[static_cast<int>(order[i])];
    return out;
}

/// [N,C,spatial...] to [N,spatial...,C]: what ChannelLast memory already is.
bool movesChannelsLast(const Dims& order) {
    if (order.rank < 3 || order.rank > 5 || order[0] != 0 || order[order.rank - 1] != 1) return false;
    for (int i = 1; i + 1 < order.rank; ++i)
        if (order[i] != i + 1) return false;
    return true;
}

bool movesChannelsFirst(const Dims& order) {
    if (order.rank < 3 || order.rank > 5 || order[0] != 0 || order[1] != order.rank - 1) return false;
    for (int i = 2; i < order.rank; ++i)
        if (order[i] != i - 1) return false;
    return true;
}

/// Only extents of 1 change places, so that every element stays where it is.
bool movesOnlyOnes(const Dims& permutation, const Dims& dims) {
    std::int64_t last = -1;
    for (const std::int64_t axis : permutation) {
        if (dims[static_cast<int>(axis)] == 1) continue;
        if (axis < last) return false;
        last = axis;
    }
    return true;
}

/// A shuffle as at most two transposes of Linear memory; an empty permutation is none.
struct Moves {
    Dims from, firstPermutation;  ///< before the reshape
    Dims to, secondPermutation;   ///< extents after the reshape, and what then happens to them

    int count() const { return (firstPermutation.rank > 0) + (secondPermutation.rank > 0); }
};

/// A channel-last border makes the transpose next to it disappear.
Moves movesOf(const Problem& problem, const FormatSignature& formats) {
    const auto& attrs = problem.attributes<Attrs>();
    const Dims& in = problem.inputs[0].dims;
    Moves moves{in, attrs.firstTranspose, problem.outputs[0].dims, attrs.secondTranspose};
    for (int i = 0; i < attrs.secondTranspose.rank; ++i)
        moves.to[static_cast<int>(attrs.secondTranspose[i])] = problem.outputs[0].dims[i];
    const bool startsPermuted = !formats.inputs[0].isLinear();
    if (startsPermuted) moves.from = permuted(in, attrs.firstTranspose);
    if (startsPermuted || movesOnlyOnes(moves.firstPermutation, moves.from)) moves.firstPermutation = {};
    if (!formats.outputs[0].isLinear() || movesOnlyOnes(moves.secondPermutation, moves.to)) moves.secondPermutation = {};
    return moves;
}

std::size_t bytesOf(const Problem& problem) {
    return storageBytes(problem.inputs[0].type, problem.inputs[0].dims, Format::linear());
}

Verdict accepts(const Problem& problem, const DeviceInfo& device) { return acceptsFollowing(problem, device); }

void add(std::vector<TacticVariant>& to, const Problem& problem, const FormatSignature& formats, const DeviceInfo& device) {
    if (!FollowingPointwise::make(problem, formats, device)) return;
    constexpr const char* kNames[] = {"copy", "transpose", "transpose_twice"};
    const int moves = movesOf(problem, formats).count();
    to.push_back({kNames[moves], formats, moves == 2 ? bytesOf(problem) : 0});
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    const auto& attrs = problem.attributes<Attrs>();
    const bool first = movesChannelsLast(attrs.firstTranspose) && !problem.inputs[0].constant;
    const bool second = movesChannelsFirst(attrs.secondTranspose);
    const Format linear = Format::linear(), last = Format::channelLast();
    std::vector<TacticVariant> out;
    if (first && second) add(out, problem, signatureOf(problem, last, last), device);
    if (first) add(out, problem, signatureOf(problem, last, linear), device);
    if (second) add(out, problem, signatureOf(problem, linear, last), device);
    add(out, problem, FormatSignature::linear(problem), device);
    return out;
}

KernelStatus move(const void* from, const Dims& dims, const Dims& permutation, void* to, DataType type,
                  const kernels::cpu::Execution& execution) noexcept {
    const Dims flat{dims.volume()};
    const bool copies = permutation.rank == 0;
    const TensorView source{const_cast<void*>(from), type, copies ? flat : dims, Format::linear()};
    const TensorView target{to, type, copies ? flat : permuted(dims, permutation), Format::linear()};
    return kernels::cpu::transpose(source, target, copies ? Dims{0} : permutation, execution);
}

struct ShuffleRun {
    Moves moves;
    FollowingPointwise following;
    kernels::cpu::Execution execution;

    KernelStatus operator()(std::span<const TensorView> in, std::span<const TensorView> out, void* workspace) noexcept {
        const KernelStatus status = moveAll(in[0], out[0], workspace);
        return status == KernelStatus::Ok ? following.run(in, out[0]) : status;
    }
    KernelStatus moveAll(const TensorView& in, const TensorView& out, void* workspace) noexcept {
        if (moves.count() == 0 && in.data == out.data) return KernelStatus::Ok;
        if (moves.secondPermutation.rank == 0)
            return move(in.data, moves.from, moves.firstPermutation, out.data, in.type, execution);
        if (moves.firstPermutation.rank == 0)
            return move(in.data, moves.to, moves.secondPermutation, out.data, in.type, execution);
        const KernelStatus status = move(in.data, moves.from, moves.firstPermutation, workspace, in.type, execution);
        if (status != KernelStatus::Ok) return status;
        return move(workspace, moves.to, moves.secondPermutation, out.data, in.type, execution);
    }
};

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    auto following = FollowingPointwise::make(problem, variant.formats, device);
    PS_CHECK(following, Code::NoTactic, "the vectorised pointwise kernel cannot run the epilogue here");
    return makeHostKernel(problem, variant, ShuffleRun{movesOf(problem, variant.formats), std::move(*following), executionOf(problem, device)});
}

/// A reshape leaves every byte where it is.
std::vector<std::optional<std::uint64_t>> inPlace(const Problem& problem, const TacticVariant& variant) {
    std::vector<std::optional<std::uint64_t>> out(problem.inputs.size());
    if (movesOf(problem, variant.formats).count() == 0 && !problem.inputs[0].constant) out[0] = 0;
    return out;
}

constexpr TacticDef kVector{"shuffle.cpu.vector", 2, false, accepts, variants, lower, inPlace, true};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::shuffle::kind, kTactics};

}  // namespace planscope::devices::cpu::shuffle
