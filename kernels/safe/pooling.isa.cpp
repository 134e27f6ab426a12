// SPDX-License-Identifier: Apache-2.0
#include "kernels/safe/records.h"
#include "kernels/safe/rows.h"
#include "kernels/safe/runs.h"

namespace planscope::kernels::safe::PS_ISA {
namespace {

/// Elements of a window that lie in the input, and how many it has where zeros around count too.
struct Span {
    std::int64_t first, last, counted;
};

Span spanOf(const PoolingRecord& r, int axis, std::int64_t position, std::int64_t extent) {
    const std::int64_t start = position * r.stride[axis] - r.before[axis];
    const std::int64_t end = start + r.window[axis];
    return {start < 0 ? 0 : start, smaller(end, extent), smaller(end, extent + r.after[axis]) - start};
}

/// Largest elements of columns, NaN first.
void raise(float* row, const float* from, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) row[i] = from[i] > row[i] || from[i] != from[i] ? from[i] : row[i];
}

void add(float* row, const float* from, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) row[i] += from[i];
}

/// One row of windows over columns that were already combined along the height.
void poolRow(const PoolingRecord& r, const View& in, const float* columns, Span rows, std::int64_t width, float* to) {
    for (std::int64_t x = 0; x < width; ++x) {
        const Span span = spanOf(r, 1, x, in.dims[3]);
        const bool isEmpty = span.last <= span.first || rows.last <= rows.first;
        float value = isEmpty ? (r.isAverage ? 0.0F : -__builtin_inff()) : columns[span.first];
        for (std::int64_t i = span.first + 1; i < span.last; ++i)
            value = r.isAverage ? value + columns[i] : columns[i] > value || columns[i] != columns[i] ? columns[i] : value;
        const std::int64_t seen = isEmpty ? 0 : (span.last - span.first) * (rows.last - rows.first);
        const std::int64_t count = r.countsPadding ? span.counted * rows.counted : seen;
        if (r.isAverage) value = count > 0 ? value / static_cast<float>(count) : 0.0F;
        to[x] = value;
    }
}

}  // namespace

RunStatus pooling(const Call& call) {
    const auto& r = *reinterpret_cast<const PoolingRecord*>(call.parameters);
    const View& in = call.inputs[0];
    const View& out = call.outputs[0];
    const std::int64_t width = in.dims[3], outWidth = out.dims[3];
    const auto inSize = static_cast<std::int64_t>(sizeOf(in.type)), outSize = static_cast<std::int64_t>(sizeOf(out.type));
    float* columns = reinterpret_cast<float*>(call.scratch);
    float* line = columns + width;
    float* pooled = line + width;
    for (std::int64_t plane = 0; plane < std::int64_t{in.dims[0]} * in.dims[1]; ++plane)
        for (std::int64_t y = 0; y < out.dims[2]; ++y) {
            const Span rows = spanOf(r, 0, y, in.dims[2]);
            for (std::int64_t row = rows.first; row < rows.last; ++row) {
                float* to = row == rows.first ? columns : line;
                loadReal(in.type, in.data + (plane * in.dims[2] + row) * width * inSize, width, to);
                if (row == rows.first) continue;
                if (r.isAverage) add(columns, line, width);
                else raise(columns, line, width);
            }
            poolRow(r, in, columns, rows, outWidth, pooled);
            unsigned char* to = out.data + (plane * out.dims[2] + y) * outWidth * outSize;
            if (isReal(out.type)) storeReal(out.type, pooled, outWidth, to);
            else
                for (std::int64_t x = 0; x < outWidth; ++x) to[x] = static_cast<unsigned char>(static_cast<std::int32_t>(pooled[x]));
        }
    return RunStatus::Ok;
}

}  // namespace planscope::kernels::safe::PS_ISA
