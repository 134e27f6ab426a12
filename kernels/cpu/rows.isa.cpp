// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/rows_isa.h"
#include "kernels/cpu/vec_math.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

/// Calls body(offset, lanes) for whole vectors, then once for what is left.
template <class Whole, class Part>
void overRow(std::int64_t length, Whole whole, Part part) {
    std::int64_t i = 0;
    for (; i + kLanes <= length; i += kLanes) whole(i);
    if (i < length) part(i, length - i);
}

Floats combine(ReduceKind kind, Floats a, Floats b) {
    if (kind == ReduceKind::Prod) return a * b;
    if (kind == ReduceKind::Max) return larger(a, b);
    if (kind == ReduceKind::Min) return smaller(a, b);
    return a + b;
}

float neutral(ReduceKind kind) {
    if (kind == ReduceKind::Prod) return 1;
    if (kind == ReduceKind::Max) return -__builtin_inff();
    return kind == ReduceKind::Min ? __builtin_inff() : 0;
}

/// The first `count` lanes, the others neutral.
Floats loadNeutral(const float* from, std::int64_t count, float rest) {
    Floats value = splat(rest);
    __builtin_memcpy(&value, from, static_cast<std::size_t>(count) * sizeof(float));
    return value;
}

template <ReduceKind kind>
float reduceRowOf(const float* in, std::int64_t length) {
    Floats sums[4] = {splat(neutral(kind)), splat(neutral(kind)), splat(neutral(kind)), splat(neutral(kind))};
    std::int64_t i = 0;
    for (; i + 4 * kLanes <= length; i += 4 * kLanes)
        for (int j = 0; j < 4; ++j) sums[j] = combine(kind, sums[j], load(in + i + j * kLanes));
    for (; i + kLanes <= length; i += kLanes) sums[0] = combine(kind, sums[0], load(in + i));
    if (i < length) sums[1] = combine(kind, sums[1], loadNeutral(in + i, length - i, neutral(kind)));
    Floats total = combine(kind, combine(kind, sums[0], sums[1]), combine(kind, sums[2], sums[3]));
    for (int width = kLanes / 2; width > 0; width /= 2) {
        float lanes[2 * kLanes] = {};
        store(lanes, total);
        total = combine(kind, total, load(lanes + width));
    }
    return total[0];
}

float reduceRow(ReduceKind kind, const float* in, std::int64_t length) {
    if (kind == ReduceKind::Prod) return reduceRowOf<ReduceKind::Prod>(in, length);
    if (kind == ReduceKind::Max) return reduceRowOf<ReduceKind::Max>(in, length);
    if (kind == ReduceKind::Min) return reduceRowOf<ReduceKind::Min>(in, length);
    return reduceRowOf<ReduceKind::Sum>(in, length);
}

template <ReduceKind kind>
void reduceColumnsOf(const float* in, float* out, std::int64_t length, std::int64_t stride, std::int64_t columns) {
    std::int64_t c = 0;
    for (; c + 4 * kLanes <= columns; c += 4 * kLanes) {
        Floats sums[4] = {splat(neutral(kind)), splat(neutral(kind)), splat(neutral(kind)), splat(neutral(kind))};
        for (std::int64_t i = 0; i < length; ++i)
            for (int j = 0; j < 4; ++j) sums[j] = combine(kind, sums[j], load(in + i * stride + c + j * kLanes));
        for (int j = 0; j < 4; ++j) store(out + c + j * kLanes, sums[j]);
    }
    for (; c < columns; c += kLanes) {
        const std::int64_t count = columns - c < kLanes ? columns - c : kLanes;
        Floats sum = splat(neutral(kind));
        if (count == kLanes)
            for (std::int64_t i = 0; i < length; ++i) sum = combine(kind, sum, load(in + i * stride + c));
        else
            for (std::int64_t i = 0; i < length; ++i) sum = combine(kind, sum, loadPart(in + i * stride + c, count));
        storePart(out + c, sum, count);
    }
}

void reduceColumns(ReduceKind kind, const float* in, float* out, std::int64_t length, std::int64_t stride,
                   std::int64_t columns) {
    if (kind == ReduceKind::Prod) return reduceColumnsOf<ReduceKind::Prod>(in, out, length, stride, columns);
    if (kind == ReduceKind::Max) return reduceColumnsOf<ReduceKind::Max>(in, out, length, stride, columns);
    if (kind == ReduceKind::Min) return reduceColumnsOf<ReduceKind::Min>(in, out, length, stride, columns);
    reduceColumnsOf<ReduceKind::Sum>(in, out, length, stride, columns);
}

void softmaxRow(const float* in, float* out, std::int64_t length, bool logarithm) {
    const float largest = reduceRowOf<ReduceKind::Max>(in, length);
    Floats sums = {};
    const auto exponential = [&](Floats x) { return expOf(x - largest); };
    overRow(
        length,
        [&](std::int64_t i) {
            const Floats e = exponential(load(in + i));
            sums += e;
            if (!logarithm) store(out + i, e);
        },
        [&](std::int64_t i, std::int64_t count) {
            const Floats e = exponential(loadNeutral(in + i, count, -__builtin_inff()));
            sums += e;
            if (!logarithm) storePart(out + i, e, count);
        });
    const float sum = sumOf(sums);
    const float shift = largest + (logarithm ? logOf(splat(sum))[0] : 0);
    const float factor = 1 / sum;
    overRow(
        length,
        [&](std::int64_t i) { store(out + i, logarithm ? load(in + i) - shift : load(out + i) * factor); },
        [&](std::int64_t i, std::int64_t count) {
            const Floats value = logarithm ? loadPart(in + i, count) - shift : loadPart(out + i, count) * factor;
            storePart(out + i, value, count);
        });
}

void softmaxColumns(const float* in, float* out, std::int64_t length, std::int64_t stride, std::int64_t columns,
                    bool logarithm) {
    for (std::int64_t c = 0; c < columns; c += kLanes) {
        const std::int64_t count = columns - c < kLanes ? columns - c : kLanes;
        Floats largest = splat(-__builtin_inff());
        for (std::int64_t i = 0; i < length; ++i) largest = larger(largest, loadPart(in + i * stride + c, count));
        Floats sum = {};
        for (std::int64_t i = 0; i < length; ++i) {
            const Floats e = expOf(loadPart(in + i * stride + c, count) - largest);
            sum += e;
            if (!logarithm) storePart(out + i * stride + c, e, count);
        }
        const Floats shift = largest + logOf(sum);
        const Floats factor = 1.0F / sum;
        for (std::int64_t i = 0; i < length; ++i) {
            const float* source = logarithm ? in : out;
            const Floats x = loadPart(source + i * stride + c, count);
            storePart(out + i * stride + c, logarithm ? x - shift : x * factor, count);
        }
    }
}

float deviation(const float* in, std::int64_t length, float center) {
    Floats sums[2] = {};
    std::int64_t i = 0;
    for (; i + 2 * kLanes <= length; i += 2 * kLanes)
        for (int j = 0; j < 2; ++j) {
            const Floats d = load(in + i + j * kLanes) - center;
            sums[j] += d * d;
        }
    for (; i < length; i += kLanes) {
        const std::int64_t count = length - i < kLanes ? length - i : kLanes;
        const Floats d = loadNeutral(in + i, count, center) - center;
        sums[0] += d * d;
    }
    return sumOf(sums[0] + sums[1]);
}

void scaleRow(const float* in, float* out, std::int64_t length, float center, float factor, const float* scale,
              const float* bias, bool vectors) {
    const float one = 1;
    const float zero = 0;
    const bool vectorScale = vectors && scale;
    const bool vectorBias = vectors && bias;
    const Floats fixedScale = splat(scale ? *scale : one);
    const Floats fixedBias = splat(bias ? *bias : zero);
    for (std::int64_t i = 0; i < length; i += kLanes) {
        const std::int64_t count = length - i < kLanes ? length - i : kLanes;
        const bool whole = count == kLanes;
        const auto get = [&](const float* from) { return whole ? load(from + i) : loadPart(from + i, count); };
        const Floats s = vectorScale ? get(scale) : fixedScale;
        const Floats b = vectorBias ? get(bias) : fixedBias;
        const Floats value = (get(in) - center) * factor * s + b;
        if (whole) store(out + i, value);
        else storePart(out + i, value, count);
    }
}

void multiplyRow(float* inOut, std::int64_t length, float factor) {
    for (std::int64_t i = 0; i < length; ++i) inOut[i] *= factor;
}

}  // namespace

extern constinit const RowsIsa rowsIsa = {.softmaxRow = &softmaxRow,
                                          .softmaxColumns = &softmaxColumns,
                                          .reduceRow = &reduceRow,
                                          .reduceColumns = &reduceColumns,
                                          .deviation = &deviation,
                                          .scaleRow = &scaleRow,
                                          .multiplyRow = &multiplyRow};

}  // namespace planscope::kernels::cpu::PS_ISA
