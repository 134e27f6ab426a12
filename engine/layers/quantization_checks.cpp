// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/quantization_checks.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"

#include <cmath>

namespace planscope::layers {
namespace {

Status checkScaleValues(const Constant& scale) {
    const auto values = scale.floats();
    for (std::size_t i = 0; i < values.size(); ++i) {
        PS_CHECK(values[i] > 0, Code::Value, "scale {} is {}, every scale must be greater than 0", i, values[i]);
        PS_CHECK(std::isfinite(values[i]), Code::Value, "scale {} is {}, every scale must be finite", i, values[i]);
    }
    return {};
}

/// One number, or a list with an element per entry of the axis.
Status checkParameter(const LayerView& layer, int input, std::string_view what, int axis) {
    const Dims &x = layer.input(0).dims, &dims = layer.input(input).dims;
    PS_CHECK(dims.rank <= 1, Code::Shape, "the {} is {}, one number or a list is expected", what, toString(dims));
    if (extent::volume(dims) == 1) return {};
    PS_TRY(checkAxis(axis, x.rank));
    PS_CHECK(extent::mayEqual(dims[0], x[axis]),
             Code::Shape,
             "the {} has {} elements, 1 or {} are expected for axis {} of {}",
             what,
             dims[0],
             x[axis],
             axis,
             toString(x));
    return {};
}

}  // namespace

Status checkQuantizer(const LayerView& layer, int axis, DataType quantised) {
    PS_TRY(checkFloat(layer, 1));
    PS_TRY(checkParameter(layer, 1, "scale", axis));
    if (const Constant* const scale = layer.input(1).constant) PS_TRY(checkScaleValues(*scale));
    if (layer.inputCount() < 3) return {};
    PS_TRY(checkType(layer, 2, quantised));
    return checkParameter(layer, 2, "zero point", axis);
}

kernels::reference::QuantizeArgs quantizerOf(std::span<const TensorView> inputs, int axis) {
    return {.scale = inputs[1], .zeroPoint = inputs.size() > 2 ? &inputs[2] : nullptr, .axis = axis};
}

}  // namespace planscope::layers
