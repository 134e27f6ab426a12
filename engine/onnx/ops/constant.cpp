// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"

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

Result<Outputs> importConstantOfShape(NodeImport& node) {
    PS_ASSIGN(const Dims dims, node.knownDims(0, "input"));
    ConstantPtr value = Constant::ofFloats({1}, std::array{0.0F});
    if (node.hasAttribute("value")) {
        PS_ASSIGN(value, node.tensorValue("value"));
    }
    PS_CHECK(value->dims().volume() == 1, Code::Attribute, "attribute 'value' must be one number, it has {} elements",
             value->dims().volume());
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

Result<Outputs> importRange(NodeImport& node) {
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

constexpr OnnxOpDef kOps[] = {
    {"", "Constant", {1, kNewestOpset}, importConstant},
    {"", "ConstantOfShape", {9, kNewestOpset}, importConstantOfShape},
    {"", "Range", {11, kNewestOpset}, importRange},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::constant
