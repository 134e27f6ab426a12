// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/pooling.h"
#include "engine/layers/reduce.h"
#include "engine/layers/resize.h"
#include "engine/layers/softmax.h"
#include "engine/safe_plan/lowering.h"

namespace planscope::safe_plan {
namespace {

using kernels::safe::KernelId;
using kernels::safe::LineRecord;

LineRecord linesOf(const Dims& dims, int first, int last, std::int32_t flag) {
    return {static_cast<std::int32_t>(dims.volume(0, first)), static_cast<std::int32_t>(dims.volume(first, last)),
            static_cast<std::int32_t>(dims.volume(last, dims.rank)), flag};
}

}  // namespace

Status lowerPooling(Draft& draft, const Task& task) {
    const auto& attrs = task.view.attrs<layers::pooling::Attrs>();
    const layers::Window window = layers::pooling::resolve(task.view);
    PS_CHECK(window.kernel.rank == 2, Code::NoTactic, "only windows over two axes have a safe kernel, this one has {}", window.kernel.rank);
    PS_CHECK(attrs.kind != PoolingKind::MaxAverageBlend && attrs.indices == PoolingIndices::None, Code::NoTactic, "blends and indices of maxima have no safe kernel");
    kernels::safe::PoolingRecord record{};
    record.isAverage = attrs.kind == PoolingKind::Average;
    record.countsPadding = !attrs.averageCountExcludesPadding;
    for (int i = 0; i < 2; ++i) {
        PS_CHECK(window.dilation[i] == 1, Code::NoTactic, "dilated windows have no safe kernel");
        record.window[i] = static_cast<std::int32_t>(window.kernel[i]);
        record.stride[i] = static_cast<std::int32_t>(window.stride[i]);
        record.before[i] = static_cast<std::int32_t>(window.prePadding[i]);
        record.after[i] = static_cast<std::int32_t>(window.postPadding[i]);
    }
    return draft.addStep({KernelId::Pooling, task.name, task.inputs, {task.output}, bytesOf(record)});
}

Status lowerSoftmax(Draft& draft, const Task& task) {
    const auto& attrs = task.view.attrs<layers::softmax::Attrs>();
    return draft.addStep({KernelId::Softmax, task.name, task.inputs, {task.output}, bytesOf(linesOf(task.view.input(0).dims, attrs.axis, attrs.axis + 1, attrs.log))});
}

Status lowerReduce(Draft& draft, const Task& task) {
    const auto& attrs = task.view.attrs<layers::reduce::Attrs>();
    const Dims& dims = task.view.input(0).dims;
    int first = 0, last = dims.rank;
    const auto isReduced = [&](int axis) { return (attrs.axes >> axis & 1U) != 0; };
    while (first < last && !isReduced(first)) ++first;
    while (last > first && !isReduced(last - 1)) --last;
    for (int i = first; i < last; ++i) PS_CHECK(isReduced(i), Code::NoTactic, "axes that are reduced do not stand side by side");
    return draft.addStep({KernelId::Reduce, task.name, task.inputs, {task.output}, bytesOf(linesOf(dims, first, last, static_cast<std::int32_t>(attrs.kind)))});
}

Status lowerResize(Draft& draft, const Task& task) {
    const auto attrs = layers::resize::settled(task.view);
    PS_CHECK(attrs, Code::NoTactic, "the extents are not known when the network is built");
    const Dims &in = task.view.input(0).dims, &out = draft.tensors[task.output].dims;
    PS_CHECK(in.rank == 4 && in[0] == out[0] && in[1] == out[1], Code::NoTactic, "only rows and columns of [N,C,H,W] are resized by a safe kernel");
    const ResizeArgs args = layers::resize::argsOf(*attrs);
    kernels::safe::ResizeRecord record{};
    record.planes = static_cast<std::int32_t>(in[0] * in[1]);
    DraftStep step{KernelId::Resize, task.name, {task.inputs[0]}, {task.output}, {}};
    for (int i = 0; i < 2; ++i) {
        const ResizeAxis axis{args.coordinate, args.selector, args.scales[i + 2], in[i + 2], out[i + 2]};
        std::vector<std::int32_t> index;
        std::vector<float> weight;
        for (std::int64_t x = 0; x < out[i + 2]; ++x) {
            const ResizeTaps taps = resizeTaps(args, resizeCoordinate(axis, x), in[i + 2]);
            record.taps = taps.count;
            for (int t = 0; t < taps.count; ++t) {
                index.push_back(static_cast<std::int32_t>(taps.index[t]));
                weight.push_back(static_cast<float>(taps.weight[t]));
            }
        }
        record.in[i] = static_cast<std::int32_t>(in[i + 2]);
        record.out[i] = static_cast<std::int32_t>(out[i + 2]);
        step.inputs.push_back(draft.addConstant(Constant::ofInts({out[i + 2], record.taps}, index)));
        step.inputs.push_back(draft.addConstant(Constant::ofFloats({out[i + 2], record.taps}, weight)));
    }
    step.parameters = bytesOf(record);
    return draft.addStep(std::move(step));
}

}  // namespace planscope::safe_plan
