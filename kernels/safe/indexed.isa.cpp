// SPDX-License-Identifier: Apache-2.0
#include "kernels/safe/records.h"
#include "kernels/safe/rows.h"
#include "kernels/safe/runs.h"

namespace planscope::kernels::safe::PS_ISA {

RunStatus gather(const Call& call) {
    const auto& r = *reinterpret_cast<const GatherRecord*>(call.parameters);
    const auto* indices = reinterpret_cast<const std::int32_t*>(call.inputs[1].data);
    const std::int64_t count = call.inputs[1].elements;
    const std::int64_t bytes = r.inner * static_cast<std::int64_t>(sizeOf(call.outputs[0].type));
    for (std::int64_t i = 0; i < count; ++i)
        if (indices[i] < -r.length || indices[i] >= r.length) return RunStatus::BadIndex;
    unsigned char* to = call.outputs[0].data;
    for (std::int64_t outer = 0; outer < r.outer; ++outer)
        for (std::int64_t i = 0; i < count; ++i, to += bytes) {
            const std::int64_t index = indices[i] < 0 ? indices[i] + r.length : indices[i];
            std::memcpy(to, call.inputs[0].data + (outer * r.length + index) * bytes, static_cast<std::size_t>(bytes));
        }
    return RunStatus::Ok;
}

RunStatus resize(const Call& call) {
    const auto& r = *reinterpret_cast<const ResizeRecord*>(call.parameters);
    const View& in = call.inputs[0];
    const View& out = call.outputs[0];
    const std::int32_t* index[2] = {reinterpret_cast<const std::int32_t*>(call.inputs[1].data),
                                    reinterpret_cast<const std::int32_t*>(call.inputs[3].data)};
    const float* weight[2] = {reinterpret_cast<const float*>(call.inputs[2].data), reinterpret_cast<const float*>(call.inputs[4].data)};
    for (int axis = 0; axis < 2; ++axis)
        for (std::int64_t i = 0; i < std::int64_t{r.out[axis]} * r.taps; ++i)
            if (index[axis][i] < 0 || index[axis][i] >= r.in[axis]) return RunStatus::BadIndex;
    float* blended = reinterpret_cast<float*>(call.scratch);
    float* line = blended + r.in[1];
    float* row = line + r.in[1];
    const auto inSize = static_cast<std::int64_t>(sizeOf(in.type)), outSize = static_cast<std::int64_t>(sizeOf(out.type));
    for (std::int64_t plane = 0; plane < r.planes; ++plane)
        for (std::int64_t y = 0; y < r.out[0]; ++y) {
            for (std::int64_t t = 0; t < r.taps; ++t) {
                const std::int64_t from = (plane * r.in[0] + index[0][y * r.taps + t]) * r.in[1];
                loadReal(in.type, in.data + from * inSize, r.in[1], line);
                const float w = weight[0][y * r.taps + t];
                for (std::int64_t x = 0; x < r.in[1]; ++x) blended[x] = t == 0 ? w * line[x] : blended[x] + w * line[x];
            }
            for (std::int64_t x = 0; x < r.out[1]; ++x) {
                float sum = 0;
                for (std::int64_t t = 0; t < r.taps; ++t) sum += weight[1][x * r.taps + t] * blended[index[1][x * r.taps + t]];
                row[x] = sum;
            }
            unsigned char* to = out.data + (plane * r.out[0] + y) * r.out[1] * outSize;
            if (isReal(out.type)) storeReal(out.type, row, r.out[1], to);
            else
                for (std::int64_t x = 0; x < r.out[1]; ++x) to[x] = static_cast<unsigned char>(static_cast<std::int32_t>(row[x]));
        }
    return RunStatus::Ok;
}

}  // namespace planscope::kernels::safe::PS_ISA
