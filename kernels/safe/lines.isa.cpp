// SPDX-License-Identifier: Apache-2.0
#include "kernels/api/reduce_kind.h"
#include "kernels/safe/records.h"
#include "kernels/safe/rows.h"
#include "kernels/safe/runs.h"

#include <cmath>

namespace planscope::kernels::safe::PS_ISA {
namespace {

void softmaxLine(float* line, std::int64_t length, bool isLogarithm) {
    float largest = line[0];
    for (std::int64_t i = 1; i < length; ++i) largest = line[i] > largest ? line[i] : largest;
    double sum = 0;
    for (std::int64_t i = 0; i < length; ++i) sum += std::exp(static_cast<double>(line[i]) - static_cast<double>(largest));
    const double logarithm = std::log(sum);
    for (std::int64_t i = 0; i < length; ++i) {
        const double shifted = static_cast<double>(line[i]) - static_cast<double>(largest);
        line[i] = static_cast<float>(isLogarithm ? shifted - logarithm : std::exp(shifted) / sum);
    }
}

double combined(ReduceKind kind, double sum, double value) {
    switch (kind) {
    case ReduceKind::Prod: return sum * value;
    case ReduceKind::Max: return value != value || value > sum ? value : sum;
    case ReduceKind::Min: return value != value || value < sum ? value : sum;
    default: return sum + value;
    }
}

float reduceLine(const float* line, std::int64_t length, ReduceKind kind) {
    double sum = static_cast<double>(line[0]);
    for (std::int64_t i = 1; i < length; ++i) sum = combined(kind, sum, static_cast<double>(line[i]));
    return static_cast<float>(kind == ReduceKind::Avg ? sum / static_cast<double>(length) : sum);
}

void loadLine(const View& in, const LineRecord& r, std::int64_t outer, std::int64_t inner, float* line) {
    const auto size = static_cast<std::int64_t>(sizeOf(in.type));
    const unsigned char* from = in.data + (outer * r.length * r.inner + inner) * size;
    if (r.inner == 1) return loadReal(in.type, from, r.length, line);
    for (std::int64_t i = 0; i < r.length; ++i) loadReal(in.type, from + i * r.inner * size, 1, line + i);
}

}  // namespace

RunStatus softmax(const Call& call) {
    const auto& r = *reinterpret_cast<const LineRecord*>(call.parameters);
    const View& out = call.outputs[0];
    const auto size = static_cast<std::int64_t>(sizeOf(out.type));
    float* line = reinterpret_cast<float*>(call.scratch);
    for (std::int64_t outer = 0; outer < r.outer; ++outer)
        for (std::int64_t inner = 0; inner < r.inner; ++inner) {
            loadLine(call.inputs[0], r, outer, inner, line);
            softmaxLine(line, r.length, r.flag != 0);
            unsigned char* to = out.data + (outer * r.length * r.inner + inner) * size;
            if (r.inner == 1) storeReal(out.type, line, r.length, to);
            else
                for (std::int64_t i = 0; i < r.length; ++i) storeReal(out.type, line + i, 1, to + i * r.inner * size);
        }
    return RunStatus::Ok;
}

RunStatus reduce(const Call& call) {
    const auto& r = *reinterpret_cast<const LineRecord*>(call.parameters);
    const View& out = call.outputs[0];
    const auto size = static_cast<std::int64_t>(sizeOf(out.type));
    float* line = reinterpret_cast<float*>(call.scratch);
    for (std::int64_t outer = 0; outer < r.outer; ++outer)
        for (std::int64_t inner = 0; inner < r.inner; ++inner) {
            loadLine(call.inputs[0], r, outer, inner, line);
            const float value = reduceLine(line, r.length, static_cast<ReduceKind>(r.flag));
            storeReal(out.type, &value, 1, out.data + (outer * r.inner + inner) * size);
        }
    return RunStatus::Ok;
}

}  // namespace planscope::kernels::safe::PS_ISA
