// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/int8_isa.h"

namespace planscope::kernels::cpu {

/// The quick form of a quantizer whose value, in steps, is a sum of products.
/// @param quantizer  bounds, step, inverse and zero point
/// @param magnitude  most that the absolute values of the terms sum up to, in steps, where their sum is within a byte's range
/// @param reach      most that the sum is in steps
/// @param isExact    all factors are powers of two, and the terms are one product and one other value
QuickSteps quickStepsOf(const RequantizeRows& quantizer, double magnitude, double reach, bool isExact);

/// A factor as the quick form takes it. @param steps  steps per unit
float quickFactor(const QuickSteps& quick, double steps);

/// What is added, likewise.
float quickAddend(const QuickSteps& quick, double steps);

}  // namespace planscope::kernels::cpu
