// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/safe/program_check.h"

namespace planscope::kernels::safe {

/// Whether an epilogue over sums of `sumType` can hang on `out`: its further inputs are whole along a line or repeat along it, and
/// are there for every image or for one.
/// @param inputs  of the epilogue without input 0
/// @param axes    of the output that make a line
bool fitsEpilogue(const ProgramRecord& program, DataType sumType, const View* inputs, std::uint32_t count, const View& out, int axes);

}  // namespace planscope::kernels::safe
