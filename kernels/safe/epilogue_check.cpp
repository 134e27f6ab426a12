// SPDX-License-Identifier: Apache-2.0
#include "kernels/safe/epilogue_check.h"

namespace planscope::kernels::safe {
namespace {

/// All of the axes [first, last) of `to`, or none of them.
bool isWholeOrNone(const View& from, const View& to, int first, int last) {
    const int lead = to.rank - from.rank;
    bool whole = true, none = true;
    for (int i = first; i < last; ++i) {
        const std::int32_t extent = i >= lead ? from.dims[i - lead] : 1;
        whole = whole && extent == to.dims[i];
        none = none && extent == 1;
    }
    return whole || none;
}

}  // namespace

bool fitsEpilogue(const ProgramRecord& program, DataType sumType, const View* inputs, std::uint32_t count, const View& out, int axes) {
    if (program.stepCount == 0) return count == 0 && (sumType == out.type || (sumType == DataType::Float && out.type == DataType::Half));
    if (program.inputCount < 1 || program.inputCount > kProgramInputs || static_cast<std::uint32_t>(program.inputCount) != count + 1) return false;
    View views[kProgramInputs];
    views[0].type = sumType;
    for (std::uint32_t i = 0; i < count; ++i) {
        views[i + 1] = inputs[i];
        if (!fitsBroadcast(inputs[i], out)) return false;
        const int line = out.rank - axes;
        if (!isWholeOrNone(inputs[i], out, line, out.rank)) return false;
        if (!isWholeOrNone(inputs[i], out, 0, line - 1)) return false;
    }
    return fitsProgram(program, views, out.type);
}

}  // namespace planscope::kernels::safe
