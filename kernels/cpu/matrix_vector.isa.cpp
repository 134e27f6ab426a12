// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/matrix_vector_isa.h"
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

/// Half a panel at a time where registers are few, so that sums stay in registers.
constexpr int kVectors = kPanel / kLanes > 8 ? 8 : kPanel / kLanes;

template <int rows, int vectors>
void part(const float* in, std::int64_t inStride, const float* panel, std::int64_t depth, const float* bias, float* sums) {
    Floats acc[rows][vectors];
    for (int r = 0; r < rows; ++r)
        for (int v = 0; v < vectors; ++v) acc[r][v] = load(bias + v * kLanes);
    for (std::int64_t k = 0; k < depth; ++k) {
        Floats w[vectors];
        for (int v = 0; v < vectors; ++v) w[v] = load(panel + k * kPanel + v * kLanes);
        for (int r = 0; r < rows; ++r)
            for (int v = 0; v < vectors; ++v) acc[r][v] += w[v] * in[r * inStride + k];
    }
    for (int r = 0; r < rows; ++r)
        for (int v = 0; v < vectors; ++v) store(sums + r * kPanel + v * kLanes, acc[r][v]);
}

template <int rows>
void wholePanel(const float* in, std::int64_t inStride, const float* panel, std::int64_t depth, const float* bias,
                float* sums) {
    constexpr int step = rows > 2 && kLanes < 16 ? 2 : kVectors;
    for (int v = 0; v < kPanel / kLanes; v += step)
        part<rows, step>(in, inStride, panel + v * kLanes, depth, bias + v * kLanes, sums + v * kLanes);
}

void panelOf(const float* in, std::int64_t inStride, int rows, const float* panel, std::int64_t depth, const float* bias,
             float* out, std::int64_t outStride, int columns) {
    alignas(64) float sums[kPanelRows * kPanel];
    if (rows == 1) wholePanel<1>(in, inStride, panel, depth, bias, sums);
    else if (rows == 2) wholePanel<2>(in, inStride, panel, depth, bias, sums);
    else if (rows == 3) wholePanel<3>(in, inStride, panel, depth, bias, sums);
    else wholePanel<4>(in, inStride, panel, depth, bias, sums);
    for (int r = 0; r < rows; ++r)
        __builtin_memcpy(out + r * outStride, sums + r * kPanel, static_cast<std::size_t>(columns) * sizeof(float));
}

}  // namespace

extern constinit const MatrixVectorIsa matrixVectorIsa = {.panel = &panelOf};

}  // namespace planscope::kernels::cpu::PS_ISA
