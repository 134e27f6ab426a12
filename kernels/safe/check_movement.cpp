// SPDX-License-Identifier: Apache-2.0
#include "kernels/api/reduce_kind.h"
#include "kernels/safe/check_rules.h"
#include "kernels/safe/checks.h"
#include "kernels/safe/pointwise_walk.h"
#include "kernels/safe/records.h"

namespace planscope::kernels::safe {
namespace {

/// Every element that a copy reads or writes is within `elements`.
bool staysWithin(std::int64_t first, const std::int64_t* strides, const CopyRecord& r, std::int64_t elements) {
    std::int64_t low = first, high = first;
    for (int i = 0; i < r.rank; ++i) {
        if (!isWithin(strides[i], -kMostElements, kMostElements)) return false;
        const std::int64_t reach = (std::int64_t{r.extent[i]} - 1) * strides[i];
        (reach < 0 ? low : high) += reach;
        if (!isWithin(low, 0, elements - 1) || !isWithin(high, 0, elements - 1)) return false;
    }
    return isWithin(low, 0, elements - 1) && isWithin(high, 0, elements - 1);
}

bool fitsCopy(const CopyRecord& r, const View& in, const View& out) {
    if (!isWithin(r.rank, 1, kMostAxes) || !isFlag(r.fills)) return false;
    std::int64_t moved = 1;
    for (int i = 0; i < r.rank; ++i) moved = product(moved, r.extent[i]);
    if (moved == 0 || in.type != out.type) return false;
    return staysWithin(r.from, r.fromStride, r, in.elements) && staysWithin(r.to, r.toStride, r, out.elements);
}

bool fitsWindow(const PoolingRecord& r, const View& in, const View& out, int axis) {
    constexpr std::int32_t kMost = 65536;
    if (!isWithin(r.window[axis], 1, kMost) || !isWithin(r.stride[axis], 1, kMost) || !isWithin(r.before[axis], 0, kMost) || !isWithin(r.after[axis], 0, kMost))
        return false;
    return product(out.dims[axis + 2], r.stride[axis]) != 0 && in.dims[axis + 2] >= 1;
}

bool fitsLines(const LineRecord& r, const View& in, std::int64_t outElements) {
    return product(r.outer, r.length, r.inner) == in.elements && outElements != 0;
}

}  // namespace

Checked checkPointwise(const Call& call) {
    const auto* r = recordOf<ProgramRecord>(call);
    if (!r || call.outputCount != 1 || call.inputCount > kProgramInputs || static_cast<std::uint32_t>(r->inputCount) != call.inputCount) return {};
    for (std::uint32_t i = 0; i < call.inputCount; ++i)
        if (!fitsBroadcast(call.inputs[i], call.outputs[0])) return {};
    if (!fitsProgram(*r, call.inputs, call.outputs[0].type)) return {};
    return accepted(static_cast<std::uint64_t>(r->stepCount) * 1024);
}

Checked checkCopy(const Call& call) {
    const auto* records = recordOf<CopyRecord>(call, call.inputCount);
    if (!records || call.inputCount < 1 || call.outputCount != 1) return {};
    for (std::uint32_t i = 0; i < call.inputCount; ++i)
        if (!fitsCopy(records[i], call.inputs[i], call.outputs[0])) return {};
    return accepted(0);
}

Checked checkPooling(const Call& call) {
    const auto* r = recordOf<PoolingRecord>(call);
    if (!r || !isOneToOne(call) || !isFlag(r->isAverage) || !isFlag(r->countsPadding)) return {};
    const View& in = call.inputs[0];
    const View& out = call.outputs[0];
    if (!isRealType(in.type) && !(isByte(in.type) && !r->isAverage)) return {};
    if (in.rank != 4 || out.rank != 4 || in.dims[0] != out.dims[0] || in.dims[1] != out.dims[1]) return {};
    if (!fitsWindow(*r, in, out, 0) || !fitsWindow(*r, in, out, 1)) return {};
    return accepted((2 * static_cast<std::uint64_t>(in.dims[3]) + static_cast<std::uint64_t>(out.dims[3])) * 4);
}

Checked checkSoftmax(const Call& call) {
    const auto* r = recordOf<LineRecord>(call);
    if (!r || !isOneToOne(call) || !isRealType(call.inputs[0].type) || call.outputs[0].elements != call.inputs[0].elements) return {};
    if (!isFlag(r->flag) || !fitsLines(*r, call.inputs[0], call.outputs[0].elements)) return {};
    return accepted(static_cast<std::uint64_t>(r->length) * 4);
}

Checked checkReduce(const Call& call) {
    const auto* r = recordOf<LineRecord>(call);
    if (!r || !isOneToOne(call) || !isRealType(call.inputs[0].type)) return {};
    if (!isWithin(r->flag, 0, static_cast<int>(ReduceKind::Avg)) || !fitsLines(*r, call.inputs[0], call.outputs[0].elements)) return {};
    if (product(r->outer, r->inner) != call.outputs[0].elements) return {};
    return accepted(static_cast<std::uint64_t>(r->length) * 4);
}

Checked checkGather(const Call& call) {
    const auto* r = recordOf<GatherRecord>(call);
    if (!r || call.inputCount != 2 || call.outputCount != 1 || call.inputs[1].type != DataType::Int32) return {};
    if (call.inputs[0].type != call.outputs[0].type || product(r->outer, r->length, r->inner) != call.inputs[0].elements) return {};
    if (product(r->outer, call.inputs[1].elements, r->inner) != call.outputs[0].elements) return {};
    return accepted(0);
}

Checked checkResize(const Call& call) {
    const auto* r = recordOf<ResizeRecord>(call);
    if (!r || call.inputCount != 5 || call.outputCount != 1) return {};
    const DataType in = call.inputs[0].type, out = call.outputs[0].type;
    if (!(in == out && isByte(in) && r->taps == 1) && !(isRealType(in) && isRealType(out))) return {};
    if (r->taps != 1 && r->taps != 2 && r->taps != 4) return {};
    if (product(r->planes, r->in[0], r->in[1]) != call.inputs[0].elements || product(r->planes, r->out[0], r->out[1]) != call.outputs[0].elements) return {};
    for (int axis = 0; axis < 2; ++axis) {
        const View& index = call.inputs[1 + 2 * axis];
        const View& weight = call.inputs[2 + 2 * axis];
        const std::int64_t entries = product(r->out[axis], r->taps);
        if (index.type != DataType::Int32 || weight.type != DataType::Float || index.elements != entries || weight.elements != entries) return {};
    }
    return accepted((2 * static_cast<std::uint64_t>(r->in[1]) + static_cast<std::uint64_t>(r->out[1])) * 4);
}

}  // namespace planscope::kernels::safe
