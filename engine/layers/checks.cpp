// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/checks.h"

#include "engine/base/check.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"

#include <cmath>

namespace planscope::layers {
namespace {

std::string arityText(int least, int most) {
    if (least == most) return fmt::format("{} input{}", least, least == 1 ? "" : "s");
    if (most == INT32_MAX) return fmt::format("at least {} input{}", least, least == 1 ? "" : "s");
    return fmt::format("{} to {} inputs", least, most);
}

/// Codes of open extents are elements of a field of 2^61 - 1.
constexpr std::int64_t kBelowCodes = -(std::int64_t{1} << 61);

Status checkInput(const LayerView& layer, int i) {
    const TensorInfo& in = layer.input(i);
    PS_CHECK(in.type != DataType::Fp8, Code::UnsupportedType, "input {} is fp8, which is not supported", i);
    return within(fmt::format("input {}", i), checkedVolume(in.dims)).map([](std::int64_t) {});
}

}  // namespace

Status checkInputs(const LayerView& layer, int least, int most) {
    PS_CHECK(layer.inputCount() >= least && layer.inputCount() <= most,
             Code::Arity,
             "{} takes {}, got {}",
             layer.def().kind.name,
             arityText(least, most),
             layer.inputCount());
    for (int i = 0; i < layer.inputCount(); ++i) PS_TRY(checkInput(layer, i));
    return {};
}

bool mayReach(std::int64_t extent, std::int64_t least) {
    return !extent::isNumber(extent) || extent >= least;
}

bool mayBeMultiple(std::int64_t extent, std::int64_t divisor) {
    return !extent::isNumber(extent) || extent % divisor == 0;
}

Result<std::int64_t> checkedVolume(const Dims& dims) {
    std::int64_t volume = 1;
    bool fits = true;
    for (const std::int64_t e : dims) {
        const bool isOpen = e <= -extent::kNumbers && e > kBelowCodes;
        if (isOpen) continue;
        PS_CHECK(e >= 0, Code::Shape, "the shape {} has the negative extent {}", toString(dims), e);
        fits = fits && !__builtin_mul_overflow(volume, e, &volume);
    }
    PS_CHECK(
        fits && volume <= kMaxElements, Code::Limit, "the shape {} has more than 2^31 - 1 elements", toString(dims));
    return volume;
}

Status checkFloat(const LayerView& layer, int i) {
    const DataType type = layer.input(i).type;
    PS_CHECK(type != DataType::Half,
             Code::UnsupportedType,
             "input {} is f16, which {} does not handle yet",
             i,
             layer.def().kind.name);
    return checkType(layer, i, DataType::Float);
}

Status checkType(const LayerView& layer, int i, DataType type) {
    PS_CHECK(layer.input(i).type == type,
             Code::DataType,
             "input {} must be {}, got {}",
             i,
             toString(type),
             toString(layer.input(i).type));
    return {};
}

Status checkSameType(const LayerView& layer, int a, int b) {
    PS_CHECK(layer.input(a).type == layer.input(b).type,
             Code::DataType,
             "inputs {} and {} must have one type, got {} and {}",
             a,
             b,
             toString(layer.input(a).type),
             toString(layer.input(b).type));
    return {};
}

Status checkAxis(int axis, int rank) {
    PS_CHECK(axis >= 0 && axis < rank, Code::Attribute, "axis {} is outside rank {}", axis, rank);
    return {};
}

Status checkAxes(std::uint32_t axes, int rank) {
    PS_CHECK(axes != 0, Code::Attribute, "axes is 0: at least one axis is needed");
    PS_CHECK((axes >> rank) == 0, Code::Attribute, "axes {:#x} names an axis outside rank {}", axes, rank);
    return {};
}

Status checkList(std::string_view name, const Dims& list, int length, std::int64_t least) {
    PS_CHECK(list.rank == 0 || list.rank == length,
             Code::Attribute,
             "{} has {} entries, expected {}",
             name,
             list.rank,
             length);
    for (const std::int64_t value : list)
        PS_CHECK(value >= least && value <= kMaxWindowValue,
                 Code::Attribute,
                 "{} holds {}, which is outside [{}, {}]",
                 name,
                 value,
                 least,
                 kMaxWindowValue);
    return {};
}

Status checkPermutation(std::string_view name, const Dims& order, int rank) {
    if (order.rank == 0) return {};
    PS_CHECK(order.rank == rank, Code::Attribute, "{} has {} entries, expected {}", name, order.rank, rank);
    std::uint32_t seen = 0;
    for (const std::int64_t axis : order) {
        PS_CHECK(
            axis >= 0 && axis < rank, Code::Attribute, "{} names axis {}, which is outside rank {}", name, axis, rank);
        PS_CHECK((seen >> axis & 1U) == 0, Code::Attribute, "{} names axis {} twice", name, axis);
        seen |= 1U << axis;
    }
    return {};
}

Status checkFinite(std::string_view name, float value) {
    PS_CHECK(std::isfinite(value), Code::Attribute, "{} is {}, a finite number is needed", name, value);
    return {};
}

Status checkBroadcasts(const LayerView& layer, int i, const Dims& target) {
    const Dims& from = layer.input(i).dims;
    const int lead = target.rank - from.rank;
    bool fits = lead >= 0;
    for (int k = 0; fits && k < from.rank; ++k) fits = from[k] == 1 || extent::mayEqual(from[k], target[k + lead]);
    PS_CHECK(fits,
             Code::Shape,
             "input {} ({}) does not broadcast to {}",
             i,
             toString(from),
             toString(target));
    return {};
}

Result<Dims> broadcast(const Dims& a, const Dims& b) {
    Dims out = Dims::filled(std::max(a.rank, b.rank), 1);
    for (int i = 1; i <= out.rank; ++i) {
        const std::int64_t x = i <= a.rank ? a[a.rank - i] : 1, y = i <= b.rank ? b[b.rank - i] : 1;
        PS_CHECK(extent::mayBroadcast(x, y),
                 Code::Shape,
                 "{} and {} do not broadcast: axis {} is {} and {}",
                 toString(a),
                 toString(b),
                 out.rank - i,
                 extentText(x),
                 extentText(y));
        out[out.rank - i] = extent::broadcast(x, y);
    }
    return out;
}

}  // namespace planscope::layers
