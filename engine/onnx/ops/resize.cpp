// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/resize.h"

#include "engine/base/check.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/shape_arithmetic.h"

#include <algorithm>
#include <cmath>

namespace planscope::onnx::ops::resize {
namespace {

using Resize = layers::resize::Attrs;

template <class E>
struct Word {
    std::string_view word;
    E value;
};

constexpr Word<ResizeMode> kModes[] = {
    {"nearest", ResizeMode::Nearest}, {"linear", ResizeMode::Linear}, {"bilinear", ResizeMode::Linear}, {"cubic", ResizeMode::Cubic}};

constexpr Word<ResizeCoordinate> kCoordinates[] = {
    {"align_corners", ResizeCoordinate::AlignCorners},
    {"asymmetric", ResizeCoordinate::Asymmetric},
    {"half_pixel", ResizeCoordinate::HalfPixel},
    {"pytorch_half_pixel", ResizeCoordinate::PytorchHalfPixel},
    {"tf_half_pixel_for_nn", ResizeCoordinate::TfHalfPixelForNn},
};

constexpr Word<ResizeRound> kRounds[] = {
    {"ceil", ResizeRound::Ceil},
    {"floor", ResizeRound::Floor},
    {"round_prefer_ceil", ResizeRound::HalfUp},
    {"round_prefer_floor", ResizeRound::HalfDown},
};

template <class E, std::size_t n>
Result<E> readWord(NodeImport& node, std::string_view name, std::string_view fallback, const Word<E> (&words)[n]) {
    PS_ASSIGN(const std::string_view text, node.text(name, fallback));
    for (const Word<E>& row : words)
        if (row.word == text) return row.value;
    return fail(Code::UnsupportedFeature, fmt::format("attribute '{}' is '{}', which is not supported", name, text));
}

Result<std::vector<float>> knownScales(const NodeImport& node, int i) {
    PS_ASSIGN(const ConstantPtr value, node.known(i, "scales"));
    PS_CHECK(value->type() == DataType::Float, Code::DataType, "input 'scales' is of type {}, f32 is expected", toString(value->type()));
    return std::vector<float>(value->floats().begin(), value->floats().end());
}

Status checkScales(std::span<const float> scales) {
    for (const float scale : scales)
        PS_CHECK(std::isfinite(scale) && scale > 0, Code::Value, "scale {} is not possible, scales are greater than 0", scale);
    return {};
}

/// A resize layer; extents or scales that are not known are its second input.
struct ResizeLayer {
    std::vector<TensorId> inputs;
    Resize attrs;
};

Result<Outputs> finishResize(NodeImport& node, ResizeLayer layer) {
    PS_TRY(checkScales(layer.attrs.scales));
    return node.finish(layers::resize::def, std::move(layer.inputs), Attrs::of(std::move(layer.attrs)));
}

bool isComputed(const NodeImport& node, int i) { return !node.tensor(*node.input(i)).constant; }

/// An input that exporters leave in place with no elements counts as absent.
bool isGiven(const NodeImport& node, int i) { return node.has(i) && node.dims(*node.input(i)).volume() != 0; }

/// The axes that scales or sizes are given for.
Result<Integers> readAxes(NodeImport& node, int rank) {
    PS_ASSIGN(const Integers* const listed, node.list("axes"));
    Integers axes = listed ? *listed : Integers{};
    for (int i = 0; !listed && i < rank; ++i) axes.push_back(i);
    PS_TRY(axisMask(axes, rank));
    return axes;
}

Status readScales(NodeImport& node, const Integers& axes, ResizeLayer& layer) {
    const int rank = node.dims(layer.inputs[0]).rank;
    if (isComputed(node, 2)) {
        PS_CHECK(!node.hasAttribute("axes"), Code::UnsupportedFeature, "scales of some axes that are computed at run time are not supported");
        layer.inputs.push_back(*node.input(2));
        return {};
    }
    PS_ASSIGN(const std::vector<float> scales, knownScales(node, 2));
    PS_CHECK(scales.size() == axes.size(), Code::Shape, "{} scales are given for {} axes", scales.size(), axes.size());
    layer.attrs.scales.assign(static_cast<std::size_t>(rank), 1.0F);
    for (std::size_t i = 0; i < axes.size(); ++i)
        layer.attrs.scales[static_cast<std::size_t>(*resolveAxis(axes[i], rank))] = scales[i];
    return {};
}

Status readSizes(NodeImport& node, const Integers& axes, ResizeLayer& layer) {
    PS_ASSIGN(const ShapeValues sizes, integers(node, 3, "sizes"));
    PS_CHECK(sizes.size() == axes.size(), Code::Shape, "{} sizes are given for {} axes", sizes.size(), axes.size());
    ShapeValues extents = shapeOf(node, layer.inputs[0]);
    for (std::size_t i = 0; i < axes.size(); ++i)
        extents[static_cast<std::size_t>(*resolveAxis(axes[i], static_cast<int>(extents.size())))] = sizes[i];
    if (areNumbers(extents)) {
        PS_ASSIGN(layer.attrs.outputDims, codesOf(extents));
        return {};
    }
    PS_ASSIGN(const TensorId list, listOf(node, extents));
    layer.inputs.push_back(list);
    return {};
}

/// Target extents or scales of operator sets 11 and newer.
Status readTarget(NodeImport& node, ResizeLayer& layer) {
    PS_ASSIGN(const Integers axes, readAxes(node, node.dims(layer.inputs[0]).rank));
    const bool hasScales = isGiven(node, 2), hasSizes = isGiven(node, 3);
    PS_CHECK(hasScales != hasSizes, Code::Arity, "either 'scales' or 'sizes' must be given, {}", hasScales ? "both are" : "none is");
    return hasScales ? readScales(node, axes, layer) : readSizes(node, axes, layer);
}

Result<Outputs> importResize11(NodeImport& node) {
    node.ignore({"extrapolation_value"});  // only of tf_crop_and_resize, which is refused
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const int antialias, node.integer("antialias", 0));
    PS_CHECK(antialias == 0, Code::UnsupportedFeature, "antialiasing is not supported");
    PS_ASSIGN(const std::string_view policy, node.text("keep_aspect_ratio_policy", "stretch"));
    PS_CHECK(policy == "stretch", Code::UnsupportedFeature, "attribute 'keep_aspect_ratio_policy' is '{}', which is not supported", policy);
    ResizeLayer layer{{x}, {}};
    Resize& attrs = layer.attrs;
    PS_ASSIGN(attrs.mode, readWord(node, "mode", "nearest", kModes));
    PS_ASSIGN(attrs.coordinateTransformation, readWord(node, "coordinate_transformation_mode", "half_pixel", kCoordinates));
    PS_ASSIGN(attrs.nearestRounding, readWord(node, "nearest_mode", "round_prefer_floor", kRounds));
    PS_ASSIGN(attrs.cubicCoefficient, node.number("cubic_coeff_a", -0.75F));
    PS_ASSIGN(const int excludeOutside, node.integer("exclude_outside", 0));
    attrs.excludeOutside = excludeOutside != 0;
    PS_TRY(readTarget(node, layer));
    return finishResize(node, std::move(layer));
}

/// Upsample and the first Resize: asymmetric coordinates, rounded down. Source: ONNX operator schemas, Upsample-9, Resize-10.
Result<ResizeLayer> asymmetric(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    ResizeLayer out{{x}, {}};
    PS_ASSIGN(out.attrs.mode, readWord(node, "mode", "nearest", kModes));
    out.attrs.coordinateTransformation = ResizeCoordinate::Asymmetric;
    out.attrs.nearestRounding = ResizeRound::Floor;
    return out;
}

Result<Outputs> finishScaled(NodeImport& node, ResizeLayer layer, std::vector<float> scales) {
    const int rank = node.dims(layer.inputs[0]).rank;
    PS_CHECK(scales.size() == static_cast<std::size_t>(rank), Code::Shape, "{} scales are given for rank {}", scales.size(), rank);
    layer.attrs.scales = std::move(scales);
    return finishResize(node, std::move(layer));
}

Result<Outputs> importScalesInput(NodeImport& node) {
    PS_ASSIGN(ResizeLayer layer, asymmetric(node));
    PS_ASSIGN(const TensorId input, node.input(1));
    if (isComputed(node, 1)) {
        layer.inputs.push_back(input);
        return finishResize(node, std::move(layer));
    }
    PS_ASSIGN(std::vector<float> scales, knownScales(node, 1));
    return finishScaled(node, std::move(layer), std::move(scales));
}

Result<Outputs> importUpsample7(NodeImport& node) {
    PS_ASSIGN(ResizeLayer layer, asymmetric(node));
    PS_ASSIGN(std::vector<float> scales, node.numbers("scales"));
    return finishScaled(node, std::move(layer), std::move(scales));
}

constexpr OnnxOpDef kOps[] = {
    {"", "Resize", {10, 10}, importScalesInput},
    {"", "Resize", {11, kNewestOpset}, importResize11, "no antialiasing, no tf_crop_and_resize, no aspect ratio policy; scales and sizes may be computed at run time"},
    {"", "Upsample", {7, 8}, importUpsample7},
    {"", "Upsample", {9, 9}, importScalesInput},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::resize
