// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/cast.h"
#include "engine/layers/elementwise.h"
#include "engine/layers/reduce.h"
#include "engine/layers/scale.h"
#include "engine/layers/unary.h"
#include "engine/network/names.h"
#include "engine/scope/dla/facts.h"
#include "engine/scope/dla/families.h"
#include "engine/scope/dla/kinds.h"
#include "engine/scope/report.h"
#include "engine/scope/words.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace planscope::scope::dla {
namespace {

using enum layers::elementwise::ElementwiseKind;
using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

constexpr std::int64_t kLargeConstant = std::int64_t{1} << 20, kLargeWeights = std::int64_t{4} << 20;
constexpr int kStoredBytes = 4, kImageRank = 4;

ElementwiseKind kindOf(const Subject& s) { return s.attrs<layers::elementwise::Attrs>().kind; }
bool isKnown(const Subject& s, int input) { return isKnownAtBuild(s.question.network, s.layer.inputs[static_cast<std::size_t>(input)]); }

/// All its values are equal; for what is not known as real numbers: it has one element.
bool hasOneValue(const TensorInfo& tensor) {
    if (!tensor.constant || tensor.type != DataType::Float) return tensor.dims.isStatic() && tensor.dims.volume() == 1;
    const auto values = tensor.constant->floats();
    return std::ranges::all_of(values, [&](float v) { return v == values[0]; });
}

void operation(const Subject& s, Emitter& emit) {
    constexpr std::array kKinds = {Sum, Sub, Prod, Max, Min, Div, Pow, Equal, Greater, Less};
    if (std::ranges::find(kKinds, kindOf(s)) == kKinds.end()) emit.layer(s, std::string(toWord(kindOf(s))), fmt::format("{} is not on the DLA", toWord(kindOf(s))));
}
void newOperation(const Subject& s, Emitter& emit) {
    const bool isNew = kindOf(s) == Div || kindOf(s) == Pow || isComparison(s.layer);
    if (isNew && s.isBefore(k8612)) emit.layer(s, std::string(toWord(kindOf(s))), fmt::format("{} needs release 8.6.12", toWord(kindOf(s))));
}
/// N,C,H,W, or N or 1,C,1,1, or N or 1,1,1,1.
bool isOperandShape(const Dims& dims, const Dims& full) {
    const ImageExtents e = imageExtents(dims), f = imageExtents(full);
    if (dims.volume() == 1) return true;
    const bool isBatch = e.n == f.n || e.n == 1;
    if (!isBatch || e.h != 1 || e.w != 1) return dims.volume() == full.volume();
    return e.c == f.c || e.c == 1;
}
/// `dims` as if it had the rank of `full`.
Dims aligned(const Dims& dims, const Dims& full) {
    Dims out = full;
    for (int i = 0; i < full.rank; ++i) {
        const int from = i - (full.rank - dims.rank);
        out[i] = from < 0 ? 1 : dims[from];
    }
    return out;
}
void broadcast(const Subject& s, Emitter& emit) {
    const Dims &a = s.view.input(0).dims, &b = s.view.input(1).dims, &full = s.outputs[0].dims;
    if (!full.isStatic() || !a.isStatic() || !b.isStatic()) return;
    const bool hasFull = a.volume() == full.volume() || b.volume() == full.volume();
    if (!hasFull || !isOperandShape(aligned(a, full), full) || !isOperandShape(aligned(b, full), full))
        emit.layer(s, fmt::format("{}, {}", toString(a), toString(b)), fmt::format("{} and {} broadcast other than by NC11 or N111", toString(a), toString(b)));
}
void ranges(const Subject& s, Emitter& emit) {
    if (precisionOf(s) != Precision::Int8 || isKnown(s, 0) || isKnown(s, 1)) return;
    const auto a = rangeOf(s.question, s.layer.inputs[0]), b = rangeOf(s.question, s.layer.inputs[1]);
    if (a && b && *a != *b) emit.layer(s, fmt::format("{}, {}", *a, *b), fmt::format("INT8 ranges {} and {} differ; the larger one is used", *a, *b));
}
void divisor(const Subject& s, Emitter& emit) {
    if (kindOf(s) == Div && !isKnown(s, 1) && precisionOf(s) != Precision::Int8) emit.layer(s, std::string(toString(precisionOf(s))), "the divisor must be INT8 or a constant");
}
void constantOperand(const Subject& s, Emitter& emit) {
    if (kindOf(s) != Div && kindOf(s) != Pow) return;
    for (int i = 0; i < 2; ++i)
        if (isKnown(s, i) && !hasOneValue(s.view.input(i))) return emit.layer(s, toString(s.view.input(i).dims), fmt::format("its constant of {} has different values", toString(s.view.input(i).dims)));
}
void power(const Subject& s, Emitter& emit) {
    const bool isFine = precisionOf(s) == Precision::Int8 && isKnown(s, 0) != isKnown(s, 1);
    if (kindOf(s) == Pow && !isFine) emit.layer(s, std::string(toString(precisionOf(s))), "Pow needs one INT8 tensor and one constant");
}
void elementwiseAxes(const Subject& s, Emitter& emit) {
    const int rank = s.outputs[0].dims.rank;
    if (rank < 3) emit.layer(s, fmt::format("rank {}", rank), fmt::format("rank {} has no two spatial axes", rank));
}
void difference(const Subject& s, Emitter& emit) {
    if (isXavier(s.question) && kindOf(s) == Sub) emit.layer(s, "sub", "it becomes a Scale and a Sum");
}
void largeConstant(const Subject& s, Emitter& emit) {
    for (int i = 0; i < 2; ++i) {
        const Dims& dims = s.view.input(i).dims;
        if (!isKnown(s, i) || !dims.isStatic() || dims.volume() <= kLargeConstant) continue;
        emit.layer(s, std::to_string(dims.volume()), fmt::format("its constant is stored in {} bytes, {} per element", dims.volume() * kStoredBytes, kStoredBytes));
    }
}

bool isComparing(const Subject& s) { return isComparison(s.layer); }
void comparedPrecision(const Subject& s, Emitter& emit) {
    if (isComparing(s) && precisionOf(s) != Precision::Int8) emit.layer(s, std::string(toString(precisionOf(s))), "a comparison needs INT8 inputs and INT8 precision");
}
/// The one cast that reads the result; null where there are others.
const Layer* readingCast(const Subject& s) {
    const Network& network = s.question.network;
    const auto& consumers = network.consumers(s.layer.outputs[0]);
    if (consumers.size() != 1 || network.isOutput(s.layer.outputs[0]) || !network.layer(consumers[0]).is(layers::cast::kind)) return nullptr;
    return &network.layer(consumers[0]);
}
void comparedReader(const Subject& s, Emitter& emit) {
    if (!isComparing(s)) return;
    const Layer* const cast = readingCast(s);
    const DataType to = cast ? s.question.network.tensor(cast->outputs[0]).type : DataType::Bool;
    if (to != DataType::Half && to != DataType::Int8) emit.layer(s, std::string(toString(to)), "its result must go to exactly one cast to FP16 or INT8 and nowhere else");
}
void comparedDevice(const Subject& s, Emitter& emit) {
    if (!isComparing(s)) return;
    const bool isSet = explicitDevice(s) == Device::Dla && s.isPrecisionAsked && s.precision == Precision::Int8;
    if (!isSet) emit.layer(s, "default", "device DLA and precision INT8 must be set on it and on the cast behind it, else both go to the GPU");
}
void comparedConstant(const Subject& s, Emitter& emit) {
    if (!isComparing(s)) return;
    for (int i = 0; i < 2; ++i)
        if (isKnown(s, i) && (s.view.input(i).type != DataType::Float || !hasOneValue(s.view.input(i))))
            return emit.layer(s, toString(s.view.input(i).dims), "its constant must be FP32 with one value");
}
void comparedFallback(const Subject& s, Emitter& emit) {
    if (isComparing(s) && s.question.plan.allowsGpuFallback && explicitDevice(s) == Device::Dla)
        emit.layer(s, "explicit", "with its device set, the build may fail even with GPU fallback; take the device off then");
}

using ScaleAttrs = layers::scale::Attrs;
void scalePower(const Subject& s, Emitter& emit) {
    constexpr int kPower = 3;
    if (s.view.inputCount() <= kPower) return;
    const Constant* const values = s.view.input(kPower).constant;
    const bool isOne = values && values->type() == DataType::Float && std::ranges::all_of(values->floats(), [](float v) { return v == 1; });
    if (!isOne) emit.layer(s, "power", "it has a power that is not 1");
}
void scaleMode(const Subject& s, Emitter& emit) {
    constexpr std::array kModes = {ScaleMode::Uniform, ScaleMode::Channel, ScaleMode::Elementwise};
    const ScaleMode mode = s.attrs<ScaleAttrs>().mode;
    if (std::ranges::find(kModes, mode) == kModes.end()) emit.layer(s, std::to_string(static_cast<int>(mode)), "its mode is not on the DLA");
}
void scaleAxis(const Subject& s, Emitter& emit) {
    const ScaleAttrs& attrs = s.attrs<ScaleAttrs>();
    const int rank = s.view.input(0).dims.rank;
    if (attrs.mode == ScaleMode::Channel && attrs.channelAxis != rank - 3)
        emit.layer(s, fmt::format("axis {}", attrs.channelAxis), fmt::format("channel axis {} is not the third from last of {}", attrs.channelAxis, toString(s.view.input(0).dims)));
}
void scaleWeights(const Subject& s, Emitter& emit) {
    const Dims& dims = s.view.input(1).dims;
    if (s.attrs<ScaleAttrs>().mode != ScaleMode::Elementwise || !dims.isStatic()) return;
    const std::int64_t bytes = dims.volume() * kStoredBytes;
    if (bytes > kLargeWeights) emit.layer(s, std::to_string(bytes), fmt::format("weights per element add {} bytes to the loadable", bytes));
}

UnaryKind unaryOf(const Subject& s) { return s.attrs<layers::unary::Attrs>().kind; }
bool isTrigonometric(const Subject& s) { return unaryOf(s) == UnaryKind::Sin || unaryOf(s) == UnaryKind::Cos || unaryOf(s) == UnaryKind::Atan; }
void unaryKind(const Subject& s, Emitter& emit) {
    if (unaryOf(s) != UnaryKind::Abs && !isTrigonometric(s)) emit.layer(s, std::string(toWord(unaryOf(s))), fmt::format("unary operation {} is not on the DLA", toWord(unaryOf(s))));
}
void unaryTarget(const Subject& s, Emitter& emit) {
    if (isTrigonometric(s) && (s.isBefore(k8612) || isXavier(s.question))) emit.layer(s, std::string(toWord(unaryOf(s))), fmt::format("{} needs Orin and release 8.6.12", toWord(unaryOf(s))));
}
void unaryInput(const Subject& s, Emitter& emit) {
    if (isOrin(s.question) && isTrigonometric(s) && precisionOf(s) != Precision::Int8)
        emit.layer(s, std::string(toString(precisionOf(s))), fmt::format("the input of {} must be INT8", toWord(unaryOf(s))));
}

using ReduceAttrs = layers::reduce::Attrs;
void reduceKind(const Subject& s, Emitter& emit) {
    const ReduceKind kind = s.attrs<ReduceAttrs>().kind;
    if (kind != ReduceKind::Max) emit.layer(s, std::string(toWord(kind)), fmt::format("reduction {} is not on the DLA, which has the maximum only", toWord(kind)));
}
void reduceAxes(const Subject& s, Emitter& emit) {
    const int leading = s.view.input(0).dims.rank - 3;
    const std::uint32_t axes = s.attrs<ReduceAttrs>().axes;
    if (leading > 0 && (axes & ((1U << leading) - 1)) != 0) emit.layer(s, fmt::format("{:#x}", axes), "it reduces the batch");
}
void reduceTarget(const Subject& s, Emitter& emit) {
    if (s.attrs<ReduceAttrs>().kind == ReduceKind::Max && (s.isBefore(k8612) || isXavier(s.question))) emit.layer(s, "max", "the maximum needs Orin and release 8.6.12");
}
void reduceRank(const Subject& s, Emitter& emit) {
    const int rank = s.view.input(0).dims.rank;
    if (rank != kImageRank) emit.layer(s, fmt::format("rank {}", rank), fmt::format("rank {}, it must be 4", rank));
}

using enum Confidence;
using enum Level;
constexpr const LayerKind *kElementwise = &layers::elementwise::kind, *kScale = &layers::scale::kind, *kUnary = &layers::unary::kind, *kReduce = &layers::reduce::kind;
constexpr Rule kRules[] = {
    leaves("DLA-EW-01", "ElementWise", "an operation that the DLA lacks", "rewrite it", "SEED, H861", Documented, onLayers(operation, kElementwise)),
    leaves("DLA-EW-02", "ElementWise", "Div, Pow or a comparison before 8.6.12", "rewrite it", "SEED", Documented, onLayers(newOperation, kElementwise), k8612),
    leaves("DLA-EW-03", "ElementWise", "broadcasting other than NC11 and N111", "expand it by Resize or Concat, or reshape", "SEED; shapes recalled", Recalled, onLayers(broadcast, kElementwise)),
    says(Warning, "DLA-EW-04", "ElementWise", "INT8 ranges of the inputs differ", "make the ranges equal", "H861", Documented, onLayers(ranges, kElementwise)),
    leaves("DLA-EW-05", "ElementWise", "a divisor that is neither INT8 nor a constant", "multiply by the reciprocal", "guide", Recalled, onLayers(divisor, kElementwise)),
    leaves("DLA-EW-06", "ElementWise", "Div or Pow with a constant of different values", "use a Scale per channel", "guide", Recalled, onLayers(constantOperand, kElementwise)),
    leaves("DLA-EW-07", "ElementWise", "Pow of other than one INT8 tensor and one constant", "multiply instead", "guide", Recalled, onLayers(power, kElementwise)),
    leaves("DLA-EW-08", "ElementWise", "no two spatial axes", "keep four dimensions", "G84", Documented, onLayers(elementwiseAxes, kElementwise)),
    says(Advice, "DLA-EW-09", "ElementWise", "Sub on Xavier", {}, "G84", Documented, onLayers(difference, kElementwise)),
    says(Advice, "DLA-EW-10", "ElementWise", "a constant of more than 2^20 elements", "fold it into a convolution or a Scale", "own, after LSTAT", OwnChoice, onLayers(largeConstant, kElementwise)),
    leaves("DLA-CMP-01", "ElementWise", "a comparison that is not in INT8", "quantize", "L10, guide", Recalled, onLayers(comparedPrecision, kElementwise)),
    leaves("DLA-CMP-02", "ElementWise", "a comparison that goes elsewhere than to one cast to FP16 or INT8", "add the cast", "L10", Documented, onLayers(comparedReader, kElementwise)),
    says(Warning, "DLA-CMP-03", "ElementWise", "a comparison whose device and precision are not set", "set both, on the cast as well", "guide", Recalled, onLayers(comparedDevice, kElementwise)),
    leaves("DLA-CMP-04", "ElementWise", "a comparison with a constant other than FP32 of one value", {}, "guide", Recalled, onLayers(comparedConstant, kElementwise)),
    says(Warning, "DLA-CMP-05", "ElementWise", "a comparison with its device set, and GPU fallback", "do not set the device", "guide", Recalled, onLayers(comparedFallback, kElementwise)),
    leaves("DLA-SCALE-01", "Scale", "a power", "drop it, or use Pow", "G84", Documented, onLayers(scalePower, kScale)),
    leaves("DLA-SCALE-02", "Scale", "a mode that the DLA lacks", {}, "G84", Documented, onLayers(scaleMode, kScale)),
    leaves("DLA-SCALE-03", "Scale", "channels that are not the third axis from last", "transpose", "own", Inferred, onLayers(scaleAxis, kScale)),
    says(Advice, "DLA-SCALE-04", "Scale", "weights per element of more than 4 MiB", "scale per channel", "own, after LSTAT", OwnChoice, onLayers(scaleWeights, kScale)),
    leaves("DLA-UN-01", "Unary", "none of abs, sin, cos and atan", "rewrite it", "SEED, GH#4486", Documented, onLayers(unaryKind, kUnary)),
    leaves("DLA-UN-02", "Unary", "sin, cos or atan before 8.6.12, or on Xavier", "approximate it", "SEED", Documented, onLayers(unaryTarget, kUnary)),
    leaves("DLA-UN-03", "Unary", "sin, cos or atan of other than INT8", "quantize the input", "guide", Recalled, onLayers(unaryInput, kUnary)),
    leaves("DLA-RED-01", "Reduce", "other than the maximum", "chain average pooling, or convolve", "SEED, ORINM", Documented, onLayers(reduceKind, kReduce)),
    leaves("DLA-RED-02", "Reduce", "axes other than C, H and W", "restrict it to C, H and W", "SEED", Documented, onLayers(reduceAxes, kReduce)),
    leaves("DLA-RED-03", "Reduce", "the maximum before 8.6.12, or on Xavier", "chain maximum pooling", "SEED", Documented, onLayers(reduceTarget, kReduce)),
    leaves("DLA-RED-04", "Reduce", "rank other than 4", "reshape", "guide", Recalled, onLayers(reduceRank, kReduce)),
};

}  // namespace

std::span<const Rule> arithmeticRules() { return kRules; }

}  // namespace planscope::scope::dla
