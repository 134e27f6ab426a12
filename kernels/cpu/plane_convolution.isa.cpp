// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/plane_convolution_isa.h"
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

/// Sums of six channels, the pixels of one plane and one repeated weight share the registers.
constexpr int kVectors = PS_VECTOR_BYTES == 64 ? 4 : 2;

/// @tparam isWhole  all vectors are full; else the last of them has `lastLanes`
template <int outs, int vectors, bool isWhole>
void vectorsOf(const PlaneTile& t, std::int64_t lastLanes) {
    Floats sums[outs][vectors];
    for (int o = 0; o < outs; ++o)
        for (int v = 0; v < vectors; ++v) sums[o][v] = splat(t.bias ? t.bias[o] : 0.0F);
    const float* in = t.in;
    for (std::int64_t c = 0; c < t.channels; ++c, in += t.inPlane) {
        Floats x[vectors];
        for (int v = 0; v < vectors; ++v) x[v] = isWhole || v + 1 < vectors ? load(in + v * kLanes) : loadPart(in + v * kLanes, lastLanes);
        for (int o = 0; o < outs; ++o) {
            const Floats w = splat(t.weights[o * t.channels + c]);
            for (int v = 0; v < vectors; ++v) sums[o][v] += x[v] * w;
        }
    }
    for (int o = 0; o < outs; ++o)
        for (int v = 0; v < vectors; ++v) {
            float* const to = t.out + o * t.outPlane + v * kLanes;
            if (isWhole || v + 1 < vectors) store(to, sums[o][v]);
            else storePart(to, sums[o][v], lastLanes);
        }
}

template <int outs, int vectors = kVectors>
void tile(const PlaneTile& t) {
    constexpr std::int64_t most = vectors * kLanes;
    if (t.pixels == most) return vectorsOf<outs, vectors, true>(t, kLanes);
    if constexpr (vectors > 1)
        if (t.pixels <= most - kLanes) return tile<outs, vectors - 1>(t);
    vectorsOf<outs, vectors, false>(t, t.pixels - (most - kLanes));
}

}  // namespace

extern constinit const PlaneConvolutionIsa planeConvolutionIsa = {
    .pixels = kVectors * kLanes, .tiles = {nullptr, &tile<1>, &tile<2>, &tile<3>, &tile<4>, &tile<5>, &tile<6>}};

}  // namespace planscope::kernels::cpu::PS_ISA
