// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"

namespace planscope {

/// `given`, where an extent that is open is the number that a body declares for it.
Dims declaredNumbers(Dims given, const Dims& declared);

/// Types and dims of the outputs of a body whose inputs are given these types, in the order of Network::outputs(). Extents that are
/// decided while the body runs are extent::kAnonymous: their codes mean nothing outside.
/// @errors Code::Arity, Code::DataType naming the input; those of the body's layers on such inputs
Result<std::vector<TensorType>> inferBody(const Network& body, std::span<const TensorType> inputs);

/// Arithmetic and memory traffic of one run of a body; open extents count nothing.
Work workOf(const Network& body);

/// The bodies of a layer, in the order of its kind's fields.
std::vector<const Network*> bodiesOf(const LayerDef& def, const Attrs& attrs);

}  // namespace planscope
