// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/inspect/inspector_fields.h"
#include "kernels/api/pointwise.h"

namespace planscope::inspect {

/// The fields with which TensorRT's inspector describes a PointWise layer: arguments, literals and one line of its small
/// expression language per operation, "const auto var0 = pwgen::iSum(arg0, arg1);". Steps follow in evaluation order.
JsonFields programFields(const PointwiseProgram& program);

}  // namespace planscope::inspect
