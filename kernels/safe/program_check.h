// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/safe/call.h"
#include "kernels/safe/records.h"

namespace planscope::kernels::safe {

/// Whether a program can run: its steps refer to earlier ones, operations fit the types, Input steps have the types of the views, and
/// the result that of the output.
/// @param inputs  views of the program's inputs; null data
bool fitsProgram(const ProgramRecord& program, const View* inputs, DataType output);

/// Whether `from` broadcasts to `to`, aligned at the right.
bool fitsBroadcast(const View& from, const View& to);

/// Elements between neighbours of each axis of `to` in memory of `from`; 0 where it repeats. @pre fitsBroadcast(from, to)
void broadcastStrides(const View& from, const View& to, std::int64_t* strides);

}  // namespace planscope::kernels::safe
