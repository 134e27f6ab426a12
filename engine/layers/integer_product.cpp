// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/integer_product.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/network/names.h"

namespace planscope::layers {
namespace {

bool isInteger(const LayerView& layer) {
    return layer.input(0).type == DataType::Int8 || layer.input(0).type == DataType::UInt8;
}

}  // namespace

Status checkProductTypes(const LayerView& layer, int zeroPoint) {
    if (!isInteger(layer)) {
        for (int i = 0; i < layer.inputCount(); ++i) PS_TRY(checkFloat(layer, i));
        PS_CHECK(zeroPoint == 0, Code::Attribute, "inputZeroPoint is {}, values of f32 have none", zeroPoint);
        return {};
    }
    PS_TRY(checkType(layer, 1, DataType::Int8));
    PS_CHECK(layer.inputCount() == 2, Code::Arity, "sums of integers take no bias, there are {} inputs", layer.inputCount());
    const DataType type = layer.input(0).type;
    const int low = type == DataType::Int8 ? -128 : 0;
    PS_CHECK(zeroPoint >= low && zeroPoint <= low + 255,
             Code::Attribute,
             "inputZeroPoint is {}, an element of {} cannot be that",
             zeroPoint,
             toString(type));
    return {};
}

DataType productType(const LayerView& layer) {
    return isInteger(layer) ? DataType::Int32 : DataType::Float;
}

}  // namespace planscope::layers
