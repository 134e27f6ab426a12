// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/safe/program_check.h"

namespace planscope::kernels::safe {
namespace {

/// Lines of the output along which every input is whole or repeats.
struct PointwiseWalk {
    int outerAxes = 0;
    std::int64_t lines = 1, length = 1;
    std::int64_t strides[kProgramInputs][kMostAxes] = {};
    bool repeats[kProgramInputs] = {};
};

/// Whether axis `axis` continues what `input` does behind it.
inline bool continues(const std::int64_t* strides, bool repeats, int axis, std::int64_t length) {
    return repeats ? strides[axis] == 0 : strides[axis] == length;
}

inline PointwiseWalk pointwiseWalk(const Call& call) {
    const View& out = call.outputs[0];
    PointwiseWalk walk;
    walk.outerAxes = out.rank;
    for (std::uint32_t i = 0; i < call.inputCount; ++i) {
        broadcastStrides(call.inputs[i], out, walk.strides[i]);
        walk.repeats[i] = true;
    }
    for (int axis = out.rank - 1; axis >= 0; --axis) {
        bool fits = true;
        for (std::uint32_t i = 0; i < call.inputCount; ++i) {
            if (walk.length == 1 && out.dims[axis] != 1) walk.repeats[i] = walk.strides[i][axis] == 0;
            fits = fits && (out.dims[axis] == 1 || continues(walk.strides[i], walk.repeats[i], axis, walk.length));
        }
        if (!fits) break;
        walk.length *= out.dims[axis];
        walk.outerAxes = axis;
    }
    for (int axis = 0; axis < walk.outerAxes; ++axis) walk.lines *= out.dims[axis];
    return walk;
}

}  // namespace
}  // namespace planscope::kernels::safe
