// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/plugin.h"
#include "engine/layers/shape.h"
#include "engine/network/names.h"
#include "engine/scope/dla/facts.h"
#include "engine/scope/dla/families.h"
#include "engine/scope/dla/kinds.h"
#include "engine/scope/report.h"

#include <algorithm>
#include <fmt/format.h>

namespace planscope::scope::dla {
namespace {

constexpr std::int64_t kMostBatch = 4096, kSureBatch = 64, kMostExtent = 8192, kMostElements = std::int64_t{1} << 31;
constexpr int kLeastRank = 3;

/// Tensors that the layer reads or writes at run time, each once, until one is told of.
template <class Check>
void forEachTensor(const Subject& s, Check isBroken) {
    const Network& network = s.question.network;
    for (const auto* list : {&s.layer.inputs, &s.layer.outputs})
        for (const TensorId id : *list)
            if (!isKnownAtBuild(network, id) && isBroken(network.tensor(id))) return;
}

void precision(const Subject& s, Emitter& emit) {
    const Precision p = precisionOf(s);
    if (p == Precision::Fp32 || p == Precision::Other) {
        const std::string_view word = p == Precision::Fp32 ? "FP32" : "neither";
        emit.layer(s, std::string(word), fmt::format("precision is {}; the DLA computes in FP16 or INT8 only", word));
    }
}
void openExtents(const Subject& s, Emitter& emit) {
    forEachTensor(s, [&](const Tensor& tensor) {
        const auto at = std::ranges::find_if(tensor.dims, [](std::int64_t d) { return d < 0; });
        if (at == tensor.dims.end()) return false;
        emit.layer(s, toString(tensor.dims), fmt::format("dimension {} of {} is dynamic; the DLA needs one fixed value", at - tensor.dims.begin(), tensor.name));
        return true;
    });
}
void openInputs(const Question& q, Emitter& emit) {
    if (!q.plan.usesDla) return;
    for (const TensorId id : q.network.inputs()) {
        const Dims& dims = q.network.tensor(id).dims;
        for (int axis = 1; axis < dims.rank; ++axis)
            if (dims[axis] < 0) {
                emit.tensor(id, toString(dims), fmt::format("dimension {} is a wildcard; only the leading one may be on the DLA", axis));
                break;
            }
    }
}
std::int64_t batchOf(const Subject& s) {
    std::int64_t most = 1;
    forEachTensor(s, [&](const Tensor& tensor) {
        if (tensor.dims.isStatic()) most = std::max(most, imageExtents(tensor.dims).n);
        return false;
    });
    return most;
}
void batch(const Subject& s, Emitter& emit) {
    const std::int64_t n = batchOf(s);
    if (n > kMostBatch) emit.layer(s, std::to_string(n), fmt::format("effective batch {} exceeds {}", n, kMostBatch));
}
void unsureBatch(const Subject& s, Emitter& emit) {
    const std::int64_t n = batchOf(s);
    if (n > kSureBatch && n <= kMostBatch) emit.layer(s, std::to_string(n), fmt::format("effective batch {} is above {}, where the DLA may give wrong results", n, kSureBatch));
}
void extents(const Subject& s, Emitter& emit) {
    forEachTensor(s, [&](const Tensor& tensor) {
        if (!tensor.dims.isStatic()) return false;
        const ImageExtents e = imageExtents(tensor.dims);
        const std::pair<std::string_view, std::int64_t> axes[] = {{"C", e.c}, {"H", e.h}, {"W", e.w}};
        for (const auto& [name, value] : axes)
            if (value < 1 || value > kMostExtent) {
                emit.layer(s, fmt::format("{}={}", name, value), fmt::format("{}={} of {} is outside 1..{}", name, value, tensor.name, kMostExtent));
                return true;
            }
        return false;
    });
}
void rank(const Subject& s, Emitter& emit) {
    forEachTensor(s, [&](const Tensor& tensor) {
        if (tensor.dims.rank >= kLeastRank) return false;
        emit.layer(s, fmt::format("rank {}", tensor.dims.rank), fmt::format("{} of rank {} cannot be mapped to N, C, H and W", tensor.name, tensor.dims.rank));
        return true;
    });
}
void volume(const Subject& s, Emitter& emit) {
    forEachTensor(s, [&](const Tensor& tensor) {
        if (!tensor.dims.isStatic() || tensor.dims.volume() < kMostElements) return false;
        emit.layer(s, std::to_string(tensor.dims.volume()), fmt::format("{} has {} elements, the limit is 2^31 - 1", tensor.name, tensor.dims.volume()));
        return true;
    });
}
void form(const Subject& s, Emitter& emit) {
    if (!hasForm(s)) emit.layer(s, std::string(s.layer.def->kind.name), fmt::format("{} has no form on the DLA", s.layer.def->kind.name));
}
void interiorOutput(const Subject& s, Emitter& emit) {
    const Network& network = s.question.network;
    if (precisionOf(s) != Precision::Int8) return;
    for (const TensorId id : s.layer.outputs)
        if (network.isOutput(id) && !network.consumers(id).empty())
            emit.tensor(id, "an output", "it is an output and is read further on; in INT8 this prevents fusion and adds error");
}
void plugin(const Subject& s, Emitter& emit) { emit.layer(s, "plugin", "a plugin cannot run on the DLA"); }
void shape(const Subject& s, Emitter& emit) { emit.layer(s, "shape", "it computes shapes at run time"); }

using enum Confidence;
using enum Level;
constexpr Rule kRules[] = {
    leaves("DLA-GEN-01", "any layer", "neither FP16 nor INT8", "enable FP16 or INT8 for the layer", "H861, TUT", Documented, onLayers(precision)),
    leaves("DLA-GEN-02", "any layer", "a dynamic dimension", "set min = opt = max, or export static shapes", "L10, H861", Documented, onLayers(openExtents)),
    says(Error, "DLA-GEN-03", "input", "a wildcard that is not the leading dimension", "fix the dimension", "H861", Documented, onWhole(openInputs)),
    leaves("DLA-GEN-04", "any layer", "effective batch above 4096", "reduce the batch, or move dimensions into C, H or W", "L10", Documented, onLayers(batch)),
    says(Warning, "DLA-GEN-05", "any layer", "effective batch above 64", "split it into batches of 64 or fewer", "SEED", Documented, onLayers(unsureBatch)),
    leaves("DLA-GEN-06", "any layer", "C, H or W outside 1..8192", "split or resize the tensor", "L10", Documented, onLayers(extents)),
    leaves("DLA-GEN-07", "any layer", "a tensor of rank below 3", "keep four dimensions with 1x1 images", "own", OwnChoice, onLayers(rank)),
    says(Warning, "DLA-GEN-08", "loadable", "neighbours of different batches", "align the batches", "L10", Documented, kByPlacement),
    says(Error, "DLA-GEN-09", "network", "more than 16 loadables on a core", "merge them, or move small ones to the GPU", "L10", Documented, kByPlacement),
    leaves("DLA-GEN-10", "loadable", "intermediate data that fill the local DRAM pool", "raise the pool, cut the loadable, or tile the input", "H861, L10", Documented, kByPlacement),
    leaves("DLA-GEN-11", "loadable", "weights that fill the global DRAM pool", "raise the pool, split the loadable, or quantize", "H861", Documented, kByPlacement),
    says(Error, "DLA-GEN-12", "any layer", "2^31 elements or more", "shrink the tensor", "H861", Documented, onLayers(volume)),
    leaves("DLA-GEN-13", "any layer", "a kind without a DLA form", "rewrite it", "OPS, H861", Documented, onLayers(form)),
    says(Advice, "DLA-GEN-17", "loadable", "fewer than 3 layers, or less than 1 % of the arithmetic", "run it on the GPU", "own, after FAQ", OwnChoice, kByPlacement),
    says(Warning, "DLA-GEN-18", "network", "more than 8 switches of device", "reorder or move layers", "own, after FAQ", OwnChoice, kByPlacement),
    says(Warning, "DLA-GEN-19", "network", "the default device is the DLA and no layer can run there", "check precision flags and shapes", "GH logs", Documented, kByPlacement),
    says(Warning, "DLA-GEN-21", "output", "INT8, and read inside of a loadable", "drop the output, or make a build for debugging", "SEED", Documented, onLayers(interiorOutput)),
    leaves("DLA-GEN-22", "loadable", "the DLA compiler refuses the combination", "shrink or split it", "N85", Documented, kByPlacement),
    leaves("DLA-GEN-23", "PluginV2", "a plugin on the DLA", "run it on the GPU", "H861", Documented, onLayers(plugin, &layers::plugin::kind)),
    leaves("DLA-GEN-24", "Shape", "shapes computed at run time", "make the shapes static", "OPS", Documented, onLayers(shape, &layers::shape::kind)),
    says(Advice, "DLA-GEN-26", "loadable", "a working set above the SRAM pool", "raise the SRAM pool up to the share of the hardware", "L10, G84", Documented, kByPlacement),
    says(Advice, "DLA-GEN-27", "network", "estimated traffic of GPU and DLA above 80 % of the memory's", "stagger them, or lower the traffic", "own, after FAQ", OwnChoice, kByPlacement),
};

}  // namespace

std::span<const Rule> generalRules() { return kRules; }

}  // namespace planscope::scope::dla
