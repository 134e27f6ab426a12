// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/cast.h"
#include "engine/layers/constant.h"
#include "engine/layers/gather.h"
#include "engine/layers/identity.h"
#include "engine/layers/scale.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/slice.h"
#include "engine/network/names.h"
#include "engine/scope/report.h"
#include "engine/scope/safety/families.h"
#include "engine/scope/words.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace planscope::scope::safety {
namespace {

constexpr std::int64_t kMostBatch = 16, kMostChannels = 4096, kMostSpatial = 4096;

bool isBeyond(const Dims& dims) {
    const ImageExtents e = imageExtents(dims);
    return e.n > kMostBatch || e.c > kMostChannels || e.h > kMostSpatial || e.w > kMostSpatial;
}
constexpr std::string_view kLifted = "batch 16, 4096 channels or 4096 by 4096, which is lifted in 8.6.12";

void scaleExtents(const Subject& s, Emitter& emit) {
    const Dims& dims = s.outputs[0].dims;
    if (dims.isStatic() && isBeyond(dims)) emit.layer(s, toString(dims), fmt::format("{} is beyond {}", toString(dims), kLifted));
}
void scaleInt8(const Subject& s, Emitter& emit) {
    if (s.precision == Precision::Int8) emit.layer(s, "INT8", "the checker of older releases flags a Scale of its own with INT8 input and output");
}

/// Weights and other values that are known before the run.
template <class Check>
void forEachConstant(const Question& question, Check check) {
    for (std::uint32_t t = 0; t < question.network.tensorCount(); ++t) {
        const TensorId id(t);
        const Tensor& tensor = question.network.tensor(id);
        if (tensor.constant && !question.network.producer(id).valid() && !question.network.consumers(id).empty()) check(id, tensor);
    }
}
void constantExtents(const Question& q, Emitter& emit) {
    forEachConstant(q, [&](TensorId id, const Tensor& tensor) {
        if (isBeyond(tensor.dims)) emit.tensor(id, toString(tensor.dims), fmt::format("{} is beyond {}", toString(tensor.dims), kLifted));
    });
}
void finiteValues(const Question& q, Emitter& emit) {
    forEachConstant(q, [&](TensorId id, const Tensor& tensor) {
        if (tensor.type != DataType::Float) return;
        const auto bad = std::ranges::count_if(tensor.constant->floats(), [](float v) { return !std::isfinite(v); });
        if (bad > 0) emit.tensor(id, std::to_string(bad), fmt::format("{} of its values are not finite", bad));
    });
}
bool hasRankZero(const Subject& s) { return s.outputs[0].dims.rank == 0 || s.view.input(0).dims.rank == 0; }
void identityRank(const Subject& s, Emitter& emit) {
    if (hasRankZero(s)) emit.layer(s, "rank 0", "rank 0 needs release 8.6.12");
}
void castTypes(const Subject& s, Emitter& emit) {
    const DataType from = s.view.input(0).type, to = s.outputs[0].type;
    if (from == DataType::Bool || to == DataType::Bool)
        emit.layer(s, fmt::format("{} to {}", toString(from), toString(to)), fmt::format("a cast from {} to {} is not there", toString(from), toString(to)));
}
void shuffleRank(const Subject& s, Emitter& emit) {
    if (s.outputs[0].dims.rank == 0) emit.layer(s, "rank 0", "an output of rank 0 needs release 8.6.12");
}
void shuffleInput(const Subject& s, Emitter& emit) {
    if (s.view.inputCount() > 1) emit.layer(s, "a second input", "its shape comes from a tensor");
}
void gatherData(const Subject& s, Emitter& emit) {
    if (s.view.input(0).dims.rank < 1) emit.layer(s, "rank 0", "its data have rank 0");
}
void gatherRank(const Subject& s, Emitter& emit) {
    if (s.view.input(1).dims.rank == 0 || s.outputs[0].dims.rank == 0) emit.layer(s, "rank 0", "an index or an output of rank 0 needs release 8.6.12");
}
void gatherVector(const Subject& s, Emitter& emit) {
    if (s.view.input(0).dims.rank == 1) emit.layer(s, "rank 1", "data of rank 1 need release 8.6.12");
}
void gatherMode(const Subject& s, Emitter& emit) {
    const GatherMode mode = s.attrs<layers::gather::Attrs>().mode;
    if (mode != GatherMode::Default) emit.layer(s, std::string(toWord(mode)), fmt::format("mode {} is not evidenced in the scope", toWord(mode)));
}
void gatherRange(const Subject& s, Emitter& emit) {
    const auto& attrs = s.attrs<layers::gather::Attrs>();
    const TensorInfo& index = s.view.input(1);
    const Dims& data = s.view.input(0).dims;
    if (attrs.mode == GatherMode::Default && index.constant && index.type == DataType::Int32 && attrs.axis < data.rank) {
        const std::int64_t length = data[attrs.axis];
        if (std::ranges::all_of(index.constant->ints(), [length](std::int32_t i) { return i >= -length && i < length; })) return;
    }
    emit.layer(s, "unproved", "that its indices are inside cannot be proved; beyond, a safety engine gives zeros and says nothing");
}
void sliceMode(const Subject& s, Emitter& emit) {
    const auto& attrs = s.attrs<layers::slice::Attrs>();
    if (attrs.mode != SampleMode::StrictBounds) return emit.layer(s, std::string(toWord(attrs.mode)), fmt::format("mode {} is outside the scope", toWord(attrs.mode)));
    if (s.view.inputCount() > 1) emit.layer(s, "further inputs", "start, size or stride come from a tensor");
}

using enum Confidence;
using enum Level;
constexpr std::uint8_t kBoth = kSafe | kRestricted;
constexpr const LayerKind *kScale = &layers::scale::kind, *kShuffle = &layers::shuffle::kind, *kGather = &layers::gather::kind;
constexpr Rule kRules[] = {
    {"SAFE-SCALE-01", "Scale", "batch above 16, more than 4096 channels or 4096 by 4096, before 8.6.12", "build with 8.6.12", "SEED", Documented, Error, kBoth, onLayers(scaleExtents, kScale), k8612},
    {"SAFE-SCALE-02", "Scale", "INT8 and not fused, before 8.6.12", "build with 8.6.12, or fuse it", "SEED 4138970", Documented, Warning, kSafe, onLayers(scaleInt8, kScale), k8612},
    {"SAFE-CONST-01", "Constant", "batch above 16, more than 4096 channels or 4096 by 4096, before 8.6.12", "build with 8.6.12", "SEED", Documented, Error, kBoth, onWhole(constantExtents), k8612},
    {"SAFE-CONST-02", "Constant", "values that are not finite", "clean them", "own", OwnChoice, Error, kSafe, onWhole(finiteValues)},
    {"SAFE-IDENT-01", "Identity", "rank 0 before 8.6.12", "reshape to rank 1", "SEED", Documented, Error, kBoth, onLayers(identityRank, &layers::identity::kind), k8612},
    {"SAFE-IDENT-02", "Identity", "a cast from or to BOOL", {}, "2.5", OwnChoice, Error, kBoth, onLayers(castTypes, &layers::cast::kind)},
    {"SAFE-SHUF-01", "Shuffle", "an output of rank 0 before 8.6.12", "give it rank 1", "SEED", Documented, Error, kBoth, onLayers(shuffleRank, kShuffle), k8612},
    {"SAFE-SHUF-02", "Shuffle", "a shape from a tensor", "make it static", "H861", Documented, Error, kBoth, onLayers(shuffleInput, kShuffle)},
    {"SAFE-GATHER-01", "Gather", "data of rank 0", {}, "SEED", Documented, Error, kBoth, onLayers(gatherData, kGather)},
    {"SAFE-GATHER-02", "Gather", "an index or an output of rank 0 before 8.6.12", "use rank 1 and reshape", "SEED", Documented, Error, kBoth, onLayers(gatherRank, kGather), k8612},
    {"SAFE-GATHER-03", "Gather", "data of rank 1 before 8.6.12", "use rank 2", "SEED", Inferred, Error, kBoth, onLayers(gatherVector, kGather), k8612},
    {"SAFE-GATHER-04", "Gather", "a mode other than kDEFAULT", "use kDEFAULT", "2.5", OwnChoice, Warning, kBoth, onLayers(gatherMode, kGather)},
    {"SAFE-GATHER-05", "Gather", "indices that are not proved to be inside", "clamp them", "H861", Documented, Advice, kSafe, onLayers(gatherRange, kGather)},
    {"SAFE-SLICE-01", "Slice", "a mode other than kDEFAULT, or values from a tensor", "make it static", "2.5", OwnChoice, Error, kBoth, onLayers(sliceMode, &layers::slice::kind)},
};

}  // namespace

std::span<const Rule> movementRules() { return kRules; }

}  // namespace planscope::scope::safety
