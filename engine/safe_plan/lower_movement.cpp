// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/concatenation.h"
#include "engine/layers/gather.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/slice.h"
#include "engine/safe_plan/lowering.h"
#include "kernels/api/half.h"

#include <algorithm>
#include <bit>

namespace planscope::safe_plan {
namespace {

using kernels::safe::CopyRecord;
using kernels::safe::KernelId;

void setAxis(CopyRecord& record, int at, std::int64_t extent, std::int64_t from, std::int64_t to) {
    record.extent[at] = static_cast<std::int32_t>(extent);
    record.fromStride[at] = from;
    record.toStride[at] = to;
}

/// Joins axes that one stride walks through, so that inner runs are long.
CopyRecord joined(const CopyRecord& record) {
    CopyRecord out = record;
    out.rank = 0;
    for (int i = 0; i < record.rank; ++i) {
        if (record.extent[i] == 1) continue;
        const int last = out.rank - 1;
        const bool goesOn = last >= 0 && out.fromStride[last] == record.fromStride[i] * record.extent[i] &&
                            out.toStride[last] == record.toStride[i] * record.extent[i];
        if (goesOn) setAxis(out, last, std::int64_t{out.extent[last]} * record.extent[i], record.fromStride[i], record.toStride[i]);
        else setAxis(out, out.rank++, record.extent[i], record.fromStride[i], record.toStride[i]);
    }
    if (out.rank == 0) setAxis(out, out.rank++, 1, 1, 1);
    for (int i = out.rank; i < kMaxRank; ++i) setAxis(out, i, 0, 0, 0);
    return out;
}

/// Axis i of the result is axis order[i] of the source; an empty order changes nothing.
CopyRecord transposition(const Dims& in, const Dims& order) {
    CopyRecord record{};
    record.rank = in.rank;
    Dims dims = in;
    const Dims strides = linearStrides(in);
    for (int i = 0; i < in.rank; ++i) dims[i] = in[order.rank ? static_cast<int>(order[i]) : i];
    const Dims to = linearStrides(dims);
    for (int i = 0; i < in.rank; ++i) setAxis(record, i, dims[i], strides[order.rank ? static_cast<int>(order[i]) : i], to[i]);
    return joined(record);
}

Status addCopy(Draft& draft, const Task& task, std::uint32_t from, std::uint32_t to, const CopyRecord& record) {
    return draft.addStep({KernelId::Copy, task.name, {from}, {to}, bytesOf(record)});
}

bool isIdentity(const Dims& order) {
    for (int i = 0; i < order.rank; ++i)
        if (order[i] != i) return false;
    return true;
}

Dims permuted(const Dims& dims, const Dims& order) {
    Dims out = dims;
    for (int i = 0; i < order.rank; ++i) out[i] = dims[static_cast<int>(order[i])];
    return out;
}

std::uint32_t bitsOf(float value, DataType type) {
    if (type == DataType::Float) return std::bit_cast<std::uint32_t>(value);
    if (type == DataType::Half) return halfFromFloat(value);
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(value));
}

}  // namespace

Status lowerShuffle(Draft& draft, const Task& task) {
    const auto& attrs = task.view.attrs<layers::shuffle::Attrs>();
    const Dims& in = task.view.input(0).dims;
    PS_ASSIGN(const Dims reshaped, layers::shuffle::resolveReshape(task.view));
    const bool isSecond = !isIdentity(attrs.secondTranspose);
    if (!isSecond) return addCopy(draft, task, task.inputs[0], task.output, transposition(in, attrs.firstTranspose));
    if (isIdentity(attrs.firstTranspose)) return addCopy(draft, task, task.inputs[0], task.output, transposition(reshaped, attrs.secondTranspose));
    const std::uint32_t between = draft.addIntermediate(task.name + " (turned)", task.view.input(0).type == DataType::Float
                                                        ? draft.tensors[task.inputs[0]].type : task.view.input(0).type, permuted(in, attrs.firstTranspose));
    PS_TRY(addCopy(draft, task, task.inputs[0], between, transposition(in, attrs.firstTranspose)));
    return addCopy(draft, task, between, task.output, transposition(reshaped, attrs.secondTranspose));
}

Status lowerSlice(Draft& draft, const Task& task) {
    const auto attrs = layers::slice::settled(task.view);
    PS_CHECK(attrs, Code::NoTactic, "start, size and stride are not known when the network is built");
    PS_CHECK(attrs->mode == SampleMode::StrictBounds || attrs->mode == SampleMode::Fill, Code::NoTactic, "this way of reading outside the data has no safe kernel");
    const Dims& in = task.view.input(0).dims;
    const Dims stride = layers::slice::resolvedStride(*attrs), from = linearStrides(in), to = linearStrides(attrs->size);
    CopyRecord record{};
    record.rank = in.rank;
    bool isPart = false;
    for (int i = 0; i < in.rank; ++i) {
        const auto reads = [&](std::int64_t x) { const std::int64_t at = attrs->start[i] + x * stride[i]; return at >= 0 && at < in[i]; };
        std::int64_t first = 0, last = attrs->size[i];
        while (first < last && !reads(first)) ++first;
        while (last > first && !reads(last - 1)) --last;
        PS_CHECK(last > first, Code::NoTactic, "the slice holds nothing of the data along axis {}", i);
        isPart = isPart || last - first != attrs->size[i];
        record.from += (attrs->start[i] + first * stride[i]) * from[i];
        record.to += first * to[i];
        setAxis(record, i, last - first, stride[i] * from[i], to[i]);
    }
    record = joined(record);
    record.fills = isPart;
    record.fillBits = bitsOf(attrs->fillValue, draft.tensors[task.output].type);
    return addCopy(draft, task, task.inputs[0], task.output, record);
}

Status lowerConcatenation(Draft& draft, const Task& task) {
    const int axis = task.view.attrs<layers::concatenation::Attrs>().axis;
    const Dims& out = draft.tensors[task.output].dims;
    const std::int64_t inner = out.volume(axis + 1, out.rank), outer = out.volume(0, axis);
    std::vector<CopyRecord> records;
    std::int64_t at = 0;
    for (const std::uint32_t input : task.inputs) {
        const std::int64_t run = draft.tensors[input].dims[axis] * inner;
        CopyRecord record{};
        record.rank = 2;
        record.to = at;
        setAxis(record, 0, outer, run, out[axis] * inner);
        setAxis(record, 1, run, 1, 1);
        records.push_back(joined(record));
        at += run;
    }
    return draft.addStep({KernelId::Copy, task.name, task.inputs, {task.output}, bytesOf(records)});
}

Status lowerGather(Draft& draft, const Task& task) {
    const auto& attrs = task.view.attrs<layers::gather::Attrs>();
    PS_CHECK(attrs.mode == GatherMode::Default && attrs.elementwiseDims == 0, Code::NoTactic, "this way of gathering has no safe kernel");
    const Dims& data = task.view.input(0).dims;
    kernels::safe::GatherRecord record{};
    record.outer = static_cast<std::int32_t>(data.volume(0, attrs.axis));
    record.length = static_cast<std::int32_t>(data[attrs.axis]);
    record.inner = static_cast<std::int32_t>(data.volume(attrs.axis + 1, data.rank));
    return draft.addStep({KernelId::Gather, task.name, task.inputs, {task.output}, bytesOf(record)});
}

}  // namespace planscope::safe_plan
