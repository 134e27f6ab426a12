// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/scatter_isa.h"
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

template <ScatterReduction reduction>
Floats combined(Floats held, Floats update) {
    if constexpr (reduction == ScatterReduction::Add) return held + update;
    if constexpr (reduction == ScatterReduction::Mul) return held * update;
    if constexpr (reduction == ScatterReduction::Max) return larger(held, update);
    if constexpr (reduction == ScatterReduction::Min) return smaller(held, update);
    return update;
}

template <ScatterReduction reduction>
void place(float* held, const float* update) {
    // Without arithmetic the bits are moved: they may be those of an integer.
    if constexpr (reduction == ScatterReduction::None) __builtin_memcpy(held, update, sizeof(float));
    else if constexpr (reduction == ScatterReduction::Add) *held += *update;
    else if constexpr (reduction == ScatterReduction::Mul) *held *= *update;
    else if constexpr (reduction == ScatterReduction::Max) *held = *held > *update || *held != *held ? *held : *update;
    else *held = *held < *update || *held != *held ? *held : *update;
}

template <ScatterReduction reduction>
void run(float* out, const float* updates, std::int64_t count) {
    if constexpr (reduction == ScatterReduction::None) {
        __builtin_memcpy(out, updates, static_cast<std::size_t>(count) * sizeof(float));
        return;
    }
    std::int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes) store(out + i, combined<reduction>(load(out + i), load(updates + i)));
    if (i < count) storePart(out + i, combined<reduction>(loadPart(out + i, count - i), loadPart(updates + i, count - i)), count - i);
}

bool areAlike(const std::int32_t* values, std::int64_t count) {
    std::int32_t difference = 0;
    for (std::int64_t i = 1; i < count; ++i) difference |= values[i] ^ values[0];
    return difference == 0;
}

template <ScatterReduction reduction>
bool row(const ScatterRow& r) {
    if (r.step == 1 && r.count > 1 && areAlike(r.indices, r.count)) {
        const std::int64_t index = r.indices[0] < 0 ? r.indices[0] + r.extent : r.indices[0];
        if (index < 0 || index >= r.extent) return false;
        run<reduction>(r.out + index * r.stride, r.updates, r.count);
        return true;
    }
    for (std::int64_t i = 0; i < r.count; ++i) {
        const std::int64_t index = r.indices[i] < 0 ? r.indices[i] + r.extent : r.indices[i];
        if (index < 0 || index >= r.extent) return false;
        place<reduction>(r.out + index * r.stride + i * r.step, r.updates + i);
    }
    return true;
}

}  // namespace

extern constinit const ScatterIsa scatterIsa = {
    .run = {&run<ScatterReduction::None>, &run<ScatterReduction::Add>, &run<ScatterReduction::Mul>, &run<ScatterReduction::Max>,
            &run<ScatterReduction::Min>},
    .row = {&row<ScatterReduction::None>, &row<ScatterReduction::Add>, &row<ScatterReduction::Mul>, &row<ScatterReduction::Max>,
            &row<ScatterReduction::Min>}};

}  // namespace planscope::kernels::cpu::PS_ISA
