// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/fill.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"
#include "engine/onnx/ops/shape_arithmetic.h"

#include <cmath>
#include <cstring>

namespace planscope::onnx::ops::constant {
namespace {

/// Larger constants than this are refused where a few bytes of a file ask for them.
constexpr std::int64_t kMaxGeneratedBytes = std::int64_t{1} << 31;

Result<Outputs> importConstant(NodeImport& node) {
    if (node.hasAttribute("value")) {
        PS_ASSIGN(ConstantPtr value, node.tensorValue("value"));
        return node.finishConstant(std::move(value));
    }
    if (node.hasAttribute("value_float")) {
        PS_ASSIGN(const float value, node.number("value_float", 0));
        return node.finishConstant(Constant::ofFloats({}, std::array{value}));
    }
    if (node.hasAttribute("value_int")) {
        PS_ASSIGN(const int value, node.integer("value_int"));
        return node.finishConstant(Constant::ofInts({}, std::array{value}));
    }
    if (node.hasAttribute("value_floats")) {
        PS_ASSIGN(const std::vector<float> values, node.numbers("value_floats"));
        return node.finishConstant(Constant::ofFloats({static_cast<std::int64_t>(values.size())}, values));
    }
    if (node.hasAttribute("value_ints")) {
        PS_ASSIGN(const Integers* const values, node.list("value_ints"));
        const std::vector<std::int32_t> narrow(values->begin(), values->end());
        return node.finishConstant(Constant::ofInts({static_cast<std::int64_t>(narrow.size())}, narrow));
    }
    PS_CHECK(!node.node().attributes.empty(), Code::Attribute, "attribute 'value' is missing");
    return fail(Code::UnsupportedFeature, fmt::format("a constant given as '{}' is not supported", node.node().attributes.front().name));
}

Result<std::int64_t> generatedVolume(const Dims& dims, DataType type) {
    std::int64_t volume = 1;
    for (const std::int64_t d : dims) {
        PS_CHECK(d >= 0, Code::Shape, "the shape {} has a negative dimension", toString(dims));
        PS_CHECK(!__builtin_mul_overflow(volume, d, &volume), Code::Limit, "the constant {} has more elements than 64 bits can count",
                 toString(dims));
    }
    PS_CHECK(volume < kMaxGeneratedBytes / static_cast<std::int64_t>(sizeOf(type)), Code::Limit,
             "the constant {} would need {} elements, more than 2 GiB", toString(dims), volume);
    return volume;
}

ConstantPtr repeated(const Constant& value, const Dims& dims, std::int64_t volume) {
    const std::size_t size = sizeOf(value.type());
    std::vector<std::byte> bytes(static_cast<std::size_t>(volume) * size);
    for (std::size_t at = 0; at < bytes.size(); at += size) std::memcpy(bytes.data() + at, value.bytes().data(), size);
    return Constant::own(value.type(), dims, std::move(bytes));
}

/// A layer that writes one value everywhere once the extents are known.
Result<Outputs> finishFilled(NodeImport& node, const ShapeValues& extents, const ConstantPtr& value) {
    const DataType type = value->type();
    PS_ASSIGN(const TensorId list, listOf(node, extents));
    const TensorId start = node.constant("value", value);
    if (type != DataType::Float && type != DataType::Int32) {
        PS_ASSIGN(const TensorId wide, castTo(node, start, DataType::Float));  // exact for all types that are left
        const ConstantPtr number = node.tensor(wide).constant;
        PS_ASSERT(number, "the value of a constant is not known");
        return node.finish(layers::fill::def, {list}, Attrs::of(layers::fill::Attrs{.operation = FillOperation::Linspace, .dims = {}, .alpha = number->floats()[0], .beta = 0, .type = type}));
    }
    const std::vector<std::int32_t> zeros(extents.size(), 0);
    const TensorId delta = node.constant("delta", Constant::ofInts({static_cast<std::int64_t>(zeros.size())}, zeros));
    PS_ASSIGN(const TensorId typedDelta, castTo(node, delta, type));
    return node.finish(layers::fill::def, {list, start, typedDelta}, Attrs::of(layers::fill::Attrs{.operation = FillOperation::Linspace, .dims = {}, .alpha = 0, .beta = 1, .type = type}));
}

Result<Outputs> importConstantOfShape(NodeImport& node) {
    PS_ASSIGN(const ShapeValues extents, integers(node, 0, "input"));
    ConstantPtr value = Constant::ofFloats({1}, std::array{0.0F});
    if (node.hasAttribute("value")) {
        PS_ASSIGN(value, node.tensorValue("value"));
    }
    PS_CHECK(value->dims().volume() == 1, Code::Attribute, "attribute 'value' must be one number, it has {} elements",
             value->dims().volume());
    if (!areNumbers(extents)) return finishFilled(node, extents, value);
    PS_ASSIGN(const Dims dims, codesOf(extents));
    PS_ASSIGN(const std::int64_t volume, generatedVolume(dims, value->type()));
    return node.finishConstant(repeated(*value, dims, volume));
}

template <class T>
std::vector<T> sequence(double start, double delta, std::int64_t count) {
    std::vector<T> out;
    out.reserve(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) out.push_back(static_cast<T>(start + static_cast<double>(i) * delta));
    return out;
}

/// A range whose limits are all known.
Result<Outputs> finishKnownRange(NodeImport& node) {
    PS_ASSIGN(const double start, node.knownScalar(0, "start"));
    PS_ASSIGN(const double limit, node.knownScalar(1, "limit"));
    PS_ASSIGN(const double delta, node.knownScalar(2, "delta"));
    PS_CHECK(std::isfinite(start) && std::isfinite(limit) && std::isfinite(delta), Code::Value, "a range from {} to {} in steps of {} has no end",
             start, limit, delta);
    PS_CHECK(delta != 0, Code::Value, "the step of the range is 0");
    const double exact = std::max(0.0, std::ceil((limit - start) / delta));
    PS_CHECK(exact < static_cast<double>(kMaxGeneratedBytes / 4), Code::Limit, "the range would have {} elements", exact);
    const auto count = static_cast<std::int64_t>(exact);
    const DataType type = node.tensor(*node.input(0)).type;
    if (type == DataType::Int32) return node.finishConstant(Constant::ofInts({count}, sequence<std::int32_t>(start, delta, count)));
    PS_CHECK(type == DataType::Float, Code::UnsupportedType, "a range of type {} is not supported", toString(type));
    return node.finishConstant(Constant::ofFloats({count}, sequence<float>(start, delta, count)));
}

/// ceil((limit - start) / delta), at least 0: the number of elements.
Result<TensorId> integerCount(NodeImport& node) {
    PS_ASSIGN(const ShapeValue start, integer(node, 0, "start"));
    PS_ASSIGN(const ShapeValue limit, integer(node, 1, "limit"));
    PS_ASSIGN(const ShapeValue delta, integer(node, 2, "delta"));
    PS_CHECK(!delta.isNumber(0), Code::Value, "the step of the range is 0");
    const ShapeValue down = delta.isNumber(1) ? start - limit : dividedDown(start - limit, delta);
    const ShapeValue count = delta.isNumber(1) ? larger(limit - start, 0) : larger(ShapeValue(0) - down, 0);
    return listOf(node, std::span(&count, 1));
}

Result<TensorId> realCount(NodeImport& node) {
    using layers::elementwise::ElementwiseKind;
    PS_ASSIGN(const TensorId distance, elementwiseStep(node, ElementwiseKind::Sub, *node.input(1), *node.input(0)));
    PS_ASSIGN(const TensorId steps, elementwiseStep(node, ElementwiseKind::Div, distance, *node.input(2)));
    PS_ASSIGN(const TensorId whole, unaryStep(node, layers::unary::UnaryKind::Ceil, steps));
    PS_ASSIGN(const TensorId zero, scalar(node, DataType::Float, 0));
    PS_ASSIGN(const TensorId count, elementwiseStep(node, ElementwiseKind::Max, whole, zero));
    PS_ASSIGN(const TensorId integer, castTo(node, count, DataType::Int32));
    return reshaped(node, integer, ShapeValues{1});
}

Result<Outputs> importRange(NodeImport& node) {
    for (int i = 0; i < 3; ++i) PS_TRY(node.input(i).map([](TensorId) {}));
    const bool isKnown = node.knownScalar(0, "start") && node.knownScalar(1, "limit") && node.knownScalar(2, "delta");
    if (isKnown) return finishKnownRange(node);
    const DataType type = node.tensor(*node.input(0)).type;
    PS_CHECK(type == DataType::Float || type == DataType::Int32, Code::UnsupportedType, "a range of type {} is not supported", toString(type));
    PS_ASSIGN(const TensorId count, type == DataType::Int32 ? integerCount(node) : realCount(node));
    return node.finish(layers::fill::def, {count, *node.input(0), *node.input(2)},
                       Attrs::of(layers::fill::Attrs{.operation = FillOperation::Linspace, .dims = {}, .alpha = 0, .beta = 1, .type = type}));
}

constexpr OnnxOpDef kOps[] = {
    {"", "Constant", {1, kNewestOpset}, importConstant, "no strings, no sparse values"},
    {"", "ConstantOfShape", {9, kNewestOpset}, importConstantOfShape},
    {"", "Range", {11, kNewestOpset}, importRange},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::constant
