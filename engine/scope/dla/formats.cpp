// SPDX-License-Identifier: Apache-2.0
// Rules about inputs and outputs of the network that layers on the DLA read and write.
#include "engine/layers/convolution.h"
#include "engine/network/names.h"
#include "engine/scope/dla/facts.h"
#include "engine/scope/dla/families.h"
#include "engine/scope/report.h"
#include "engine/scope/subject.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace planscope::scope::dla {
namespace {

constexpr int kHalfLanes = 16, kInt8Lanes = 32;
constexpr double kNotable = 2;

struct Border {
    TensorId id;
    Format format;
    bool isInput = false;
    std::optional<DataType> given{};  ///< what it is bound as
};
std::optional<DataType> typeAt(const std::vector<DataType>& types, std::size_t i) { return i < types.size() ? std::optional(types[i]) : std::nullopt; }

/// Inputs and outputs that some layer on the DLA reads or writes.
std::vector<Border> bordersOf(const Question& q) {
    std::vector<Border> out;
    if (!q.plan.usesDla) return out;
    std::vector<bool> isTouched(q.network.tensorCount(), false);
    const Subjects subjects(q);
    for (const Subject& subject : subjects.all()) {
        if (!isMeant(subject)) continue;
        for (const auto* list : {&subject.layer.inputs, &subject.layer.outputs})
            for (const TensorId id : *list) isTouched[id.index()] = true;
    }
    for (std::size_t i = 0; i < q.network.inputs().size(); ++i)
        if (isTouched[q.network.inputs()[i].index()]) out.push_back({q.network.inputs()[i], inputFormat(q, i), true, typeAt(q.plan.dla.inputTypes, i)});
    for (std::size_t i = 0; i < q.network.outputs().size(); ++i)
        if (isTouched[q.network.outputs()[i].tensor.index()]) out.push_back({q.network.outputs()[i].tensor, outputFormat(q, i), false, typeAt(q.plan.dla.outputTypes, i)});
    return out;
}

/// The type that crosses: what it is bound as, what the tensor has, or what a build makes of real numbers.
DataType typeOf(const Question& q, const Border& border) {
    const DataType type = border.given.value_or(q.network.tensor(border.id).type);
    if (border.given || type != DataType::Float) return type;
    return q.plan.precision.int8 && rangeOf(q, border.id) ? DataType::Int8 : DataType::Half;
}
/// The formats that the DLA reads and writes: linear with padded rows both ways, packed images in, CHW16 for FP16, CHW32 for INT8.
bool isNative(const Question& q, const Border& border) {
    const DataType type = typeOf(q, border);
    if (type != DataType::Half && type != DataType::Int8) return false;
    if (border.format.layout == Format::Layout::PaddedRows) return true;
    if (isImageFormat(border.format)) return border.isInput;
    return border.format == Format::channelBlocked(type == DataType::Half ? kHalfLanes : kInt8Lanes);
}
std::string_view way(const Border& border) { return border.isInput ? "an input" : "an output"; }

void table(const Question& q, Emitter& emit) {
    if (!q.plan.dla.isStandalone && !q.plan.dla.isDirectIo) return;
    for (const Border& border : bordersOf(q))
        if (!isNative(q, border))
            emit.tensor(border.id, std::string(toString(border.format)), fmt::format("format {} is not allowed for {} of type {}", toString(border.format), way(border), toString(typeOf(q, border))));
}
void imageOutput(const Question& q, Emitter& emit) {
    for (const Border& border : bordersOf(q))
        if (!border.isInput && isImageFormat(border.format)) emit.tensor(border.id, std::string(toString(border.format)), "a packed image cannot be an output");
}
void imageChannels(const Question& q, Emitter& emit) {
    constexpr std::array<std::int64_t, 3> kChannels = {1, 3, 4};
    for (const Border& border : bordersOf(q)) {
        const std::int64_t c = imageExtents(q.network.tensor(border.id).dims).c;
        if (border.isInput && isImageFormat(border.format) && std::ranges::find(kChannels, c) == kChannels.end())
            emit.tensor(border.id, std::to_string(c), fmt::format("a packed image of {} channels; it has 1, 3 or 4", c));
    }
}
void imageReader(const Question& q, Emitter& emit) {
    for (const Border& border : bordersOf(q)) {
        if (!border.isInput || !isImageFormat(border.format)) continue;
        for (const LayerId id : q.network.consumers(border.id))
            if (!q.network.layer(id).is(layers::convolution::kind)) {
                emit.tensor(border.id, std::string(q.network.layer(id).def->kind.name), fmt::format("a packed image is read by {}, which is no convolution", q.network.layer(id).name));
                break;
            }
    }
}
void types(const Question& q, Emitter& emit) {
    for (const Border& border : bordersOf(q)) {
        const DataType type = border.given.value_or(q.network.tensor(border.id).type);
        if (type != DataType::Half && type != DataType::Int8) emit.tensor(border.id, std::string(toString(type)), fmt::format("{} of type {}; the DLA has FP16 and INT8", way(border), toString(type)));
    }
}
void reformat(const Question& q, Emitter& emit) {
    if (!q.plan.allowsGpuFallback || q.plan.dla.isStandalone) return;
    for (const Border& border : bordersOf(q)) {
        const Tensor& tensor = q.network.tensor(border.id);
        if (!isNative(q, border) && tensor.dims.isStatic())
            emit.tensor(border.id, std::string(toString(border.format)), fmt::format("the GPU will reformat it, {} bytes per run", storageBytes(tensor.type, tensor.dims, border.format)));
    }
}
void reformatWithoutGpu(const Question& q, Emitter& emit) {
    if (q.plan.allowsGpuFallback || q.plan.dla.isStandalone || q.plan.dla.isDirectIo) return;
    for (const Border& border : bordersOf(q))
        if (!isNative(q, border)) emit.tensor(border.id, std::string(toString(border.format)), fmt::format("format {} needs a reformat on the GPU, which a build for the DLA alone cannot do", toString(border.format)));
}
void inflated(const Question& q, Emitter& emit) {
    for (const Border& border : bordersOf(q)) {
        const Tensor& tensor = q.network.tensor(border.id);
        const bool isBlocked = border.format == Format::channelBlocked(kHalfLanes) || border.format == Format::channelBlocked(kInt8Lanes);
        if (!border.isInput || !isBlocked || !tensor.dims.isStatic()) continue;
        const std::int64_t c = imageExtents(tensor.dims).c, padded = paddedChannels(tensor.dims, border.format);
        const double times = static_cast<double>(padded) / static_cast<double>(std::max<std::int64_t>(c, 1));
        if (times >= kNotable)
            emit.tensor(border.id, std::to_string(c), fmt::format("{} channels are padded to {}: {} bytes, {:.1f} times what is needed", c, padded, storageBytes(typeOf(q, border), tensor.dims, border.format), times));
    }
}
using enum Confidence;
using enum Level;
constexpr Rule kRules[] = {
    {"DLA-IO-01", "input, output", "a format outside of the table, where none may be converted", "pick one of the table", "TX, IOF", Documented, Error, kDla | kDlaStandalone, onWhole(table)},
    says(Error, "DLA-IO-02", "output", "a packed image", "use dla_linear, CHW16 or CHW32", "IOF", Documented, onWhole(imageOutput)),
    says(Error, "DLA-IO-03", "input", "a packed image of other than 1, 3 or 4 channels", {}, "IOF", Documented, onWhole(imageChannels)),
    says(Error, "DLA-IO-04", "input", "a packed image that is read by no convolution", "use a linear format", "IOF", Documented, onWhole(imageReader)),
    leaves("DLA-IO-05", "input, output", "neither FP16 nor INT8", "cast it outside", "IOF", Documented, onWhole(types)),
    says(Advice, "DLA-IO-06", "input, output", "a format that is not the DLA's, with GPU fallback", "choose a format of the DLA", "FAQ", Documented, onWhole(reformat)),
    says(Error, "DLA-IO-07", "input, output", "a format that needs a reformat, without GPU fallback", "set a format of the DLA and direct I/O", "GH#3438", Documented, onWhole(reformatWithoutGpu)),
    says(Advice, "DLA-IO-08", "input", "CHW16 or CHW32 of few channels", "use linear or a packed image", "IOF", Inferred, onWhole(inflated)),
    says(Warning, "DLA-IO-09", "buffer", "the padding of an input's vectors is not zero", "clear it once", "SEED", Documented, kByRuntime),
    says(Error, "DLA-IO-10", "buffer", "a row pitch that is no multiple of 64 bytes, of 32 for packed images on Xavier", "align it", "IOF", Documented, kByRuntime),
};

}  // namespace

std::span<const Rule> formatRules() { return kRules; }

}  // namespace planscope::scope::dla
