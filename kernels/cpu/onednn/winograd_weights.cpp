// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/onednn/winograd_weights.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace planscope::kernels::onednn {
namespace {

constexpr int kLanes = 16;   // channels of a block, in and out
constexpr int kFilter = 3;
constexpr int kTaps = kFilter * kFilter;
constexpr std::int64_t kBlock = kLanes * kLanes;

/// Rows of G. The points of the larger tile are those of oneDNN: 0, and +-2/3 and +-3/2 scaled.
template <int alpha>
inline constexpr std::array<std::array<float, kFilter>, alpha> kG{};
template <>
inline constexpr std::array<std::array<float, kFilter>, 4> kG<4>{{{1, 0, 0}, {0.5F, 0.5F, 0.5F}, {0.5F, -0.5F, 0.5F}, {0, 0, 1}}};
template <>
inline constexpr std::array<std::array<float, kFilter>, 6> kG<6>{{{1.13777777777778F, 0, 0},
                                                                 {-0.688403361344538F, -0.430252100840336F, -0.26890756302521F},
                                                                 {-0.688403361344538F, 0.430252100840336F, -0.26890756302521F},
                                                                 {0.119514472455649F, 0.179271708683473F, 0.26890756302521F},
                                                                 {0.119514472455649F, -0.179271708683473F, 0.26890756302521F},
                                                                 {0, 0, 1}}};

/// Where blocks lie: each of the alpha x alpha values of a filter is a plane of its own.
struct Layout {
    std::int64_t plane = 0;  ///< from value to value
    std::int64_t row = 0;    ///< from input channel to input channel within a block
    std::int64_t blocksIn = 0, blocksOut = 0;
    dnnl_wino_desc_t desc{};

    explicit Layout(const dnnl_wino_desc_t& wino) : blocksIn(wino.ic / kLanes), blocksOut(wino.oc / kLanes), desc(wino) {
        const bool isNested = wino.wino_format == dnnl_wino_wei_OBaaIBOIio;
        plane = isNested ? blocksIn * wino.oc2_block * kBlock : blocksIn * blocksOut * kBlock;
        row = wino.wino_format == dnnl_wino_wei_aaOBiOo ? wino.oc2_block * kLanes : kLanes;
    }
    /// The first value of a block, in plane 0.
    std::int64_t start(std::int64_t out, std::int64_t in) const {
        const std::int64_t outer = out / desc.oc2_block, inner = out % desc.oc2_block;
        if (desc.wino_format == dnnl_wino_wei_aaOio) return (out * blocksIn + in) * kBlock;
        if (desc.wino_format == dnnl_wino_wei_aaOBiOo) return (outer * blocksIn + in) * desc.oc2_block * kBlock + inner * kLanes;
        const std::int64_t group = in / desc.ic2_block;
        return outer * desc.alpha * desc.alpha * plane + ((group * desc.oc2_block + inner) * desc.ic2_block + in % desc.ic2_block) * kBlock;
    }
};

using Lanes = float[kLanes];

void addScaled(Lanes& to, const Lanes& from, float factor) {
    for (int o = 0; o < kLanes; ++o) to[o] += from[o] * factor;
}

/// One input channel of 16 filters.
template <int alpha>
void transform(const Lanes (&taps)[kTaps], float* out, std::int64_t plane) {
    Lanes half[alpha][kFilter] = {};
    for (int u = 0; u < alpha; ++u)
        for (int column = 0; column < kFilter; ++column)
            for (int k = 0; k < kFilter; ++k) addScaled(half[u][column], taps[k * kFilter + column], kG<alpha>[u][k]);
    for (int u = 0; u < alpha; ++u)
        for (int v = 0; v < alpha; ++v) {
            Lanes sum = {};
            for (int k = 0; k < kFilter; ++k) addScaled(sum, half[u][k], kG<alpha>[v][k]);
            std::copy_n(sum, kLanes, out + (u * alpha + v) * plane);
        }
}

template <int alpha>
void transformAll(const float* weights, std::int64_t channelsOut, std::int64_t channelsIn, const Layout& layout, float* to) {
    for (std::int64_t out = 0; out < layout.blocksOut; ++out)
        for (std::int64_t in = 0; in < layout.blocksIn; ++in) {
            const std::int64_t filters = std::clamp<std::int64_t>(channelsOut - out * kLanes, 0, kLanes);
            const std::int64_t channels = std::clamp<std::int64_t>(channelsIn - in * kLanes, 0, kLanes);
            Lanes taps[kLanes][kTaps] = {};
            for (std::int64_t o = 0; o < filters; ++o) {
                const float* from = weights + ((out * kLanes + o) * channelsIn + in * kLanes) * kTaps;
                for (std::int64_t i = 0; i < channels; ++i)
                    for (int tap = 0; tap < kTaps; ++tap) taps[i][tap][o] = *from++;
            }
            for (int i = 0; i < kLanes; ++i) transform<alpha>(taps[i], to + layout.start(out, in) + i * layout.row, layout.plane);
        }
}

/// Layouts are an inner matter of the library; these are of this release.
bool isKnownLibrary() {
    const dnnl_version_t* const version = dnnl_version();
    return version->major == 2 && version->minor == 6;
}

}  // namespace

bool isTransformed(const dnnl::memory::desc& desc) {
    if (desc.data.format_kind != dnnl_format_kind_wino || desc.data.data_type != dnnl_f32 || desc.data.ndims != 4 || !isKnownLibrary()) return false;
    const dnnl_wino_desc_t& wino = desc.data.format_desc.wino_desc;
    const bool isLaidOut = wino.wino_format == dnnl_wino_wei_OBaaIBOIio || wino.wino_format == dnnl_wino_wei_aaOio || wino.wino_format == dnnl_wino_wei_aaOBiOo;
    return isLaidOut && wino.r == kFilter && (wino.alpha == 4 || wino.alpha == 6) && wino.ic_block == kLanes && wino.oc_block == kLanes && wino.adj_scale == 1;
}

void transformWeights(const float* weights, const dnnl::memory::desc& target, float* out) {
    const Layout layout(target.data.format_desc.wino_desc);
    const auto run = layout.desc.alpha == 4 ? &transformAll<4> : &transformAll<6>;
    run(weights, target.data.dims[0], target.data.dims[1], layout, out);
}

}  // namespace planscope::kernels::onednn
