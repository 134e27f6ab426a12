// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/grid_sample_isa.h"
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

Ints loadInts(const std::int32_t* from) { return bits(load(reinterpret_cast<const float*>(from))); }

void sampleSingles(const float* plane, const GridBlock& block, float* out) {
    for (std::int64_t i = 0; i < block.positions; i += kLanes) {
        Floats sum = {};
        for (int tap = 0; tap < block.taps; ++tap) {
            const Floats weight = load(block.weight[tap] + i);
            const Floats value = gather(plane, loadInts(block.offset[tap] + i));
            sum += select(weight == 0.0F, Floats{}, value * weight);
        }
        const std::int64_t left = block.positions - i;
        if (left < kLanes) storePart(out + i, sum, left);
        else store(out + i, sum);
    }
}

void sampleVectors(const float* plane, const GridBlock& block, std::int64_t channels, float* out) {
    for (std::int64_t i = 0; i < block.positions; ++i, out += channels) {
        const float* sources[kGridTaps];
        float weights[kGridTaps];
        int taps = 0;
        for (int tap = 0; tap < block.taps; ++tap) {
            if (block.weight[tap][i] == 0) continue;
            sources[taps] = plane + block.offset[tap][i];
            weights[taps++] = block.weight[tap][i];
        }
        for (std::int64_t c = 0; c < channels; c += kLanes) {
            const std::int64_t n = channels - c < kLanes ? channels - c : kLanes;
            Floats sum = {};
            for (int tap = 0; tap < taps; ++tap) sum += loadPart(sources[tap] + c, n) * weights[tap];
            storePart(out + c, sum, n);
        }
    }
}

void sample(const float* plane, const GridBlock& block, std::int64_t channels, float* out) {
    if (channels == 1) return sampleSingles(plane, block, out);
    sampleVectors(plane, block, channels, out);
}

}  // namespace

extern constinit const GridSampleIsa gridSampleIsa = {.sample = &sample};

}  // namespace planscope::kernels::cpu::PS_ISA
