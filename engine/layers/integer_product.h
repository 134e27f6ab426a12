// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

/// What the kinds that sum products of two inputs say about integers alike: input 0 is the data, input 1 the weights.
namespace planscope::layers {

/// All inputs are Float, or there are two: data of Int8 or UInt8 and weights of Int8. The zero point is one of the data's type, 0
/// for Float. @errors Code::DataType, Code::UnsupportedType, Code::Arity, Code::Attribute
Status checkProductTypes(const LayerView& layer, int zeroPoint);

/// Type of the sums: Int32 for integers, else Float.
DataType productType(const LayerView& layer);

}  // namespace planscope::layers
