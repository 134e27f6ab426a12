// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/cpu/processor.h"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace planscope::devices::cpu {
namespace {

#if defined(__x86_64__)

/// The brand string of leaves 0x80000002 to 0x80000004.
std::string brand() {
    constexpr unsigned kFirst = 0x80000002U, kLast = 0x80000004U;
    if (__get_cpuid_max(0x80000000U, nullptr) < kLast) return {};
    std::array<char, 49> text{};
    for (unsigned leaf = kFirst; leaf <= kLast; ++leaf) {
        std::array<unsigned, 4> words{};
        __get_cpuid(leaf, &words[0], &words[1], &words[2], &words[3]);
        std::memcpy(text.data() + 16 * (leaf - kFirst), words.data(), 16);
    }
    std::string out = text.data();
    out.erase(0, out.find_first_not_of(' ') == std::string::npos ? out.size() : out.find_first_not_of(' '));
    while (out.ends_with(' ')) out.pop_back();
    return out;
}

CpuFeatures detectFeatures() {
    __builtin_cpu_init();
    return {.avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("f16c"),
            .fma = __builtin_cpu_supports("fma") != 0,
            .avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"),
            .avx512Vnni = __builtin_cpu_supports("avx512vnni") != 0};
}

#else

std::string brand() { return {}; }
CpuFeatures detectFeatures() { return {}; }

#endif

}  // namespace

std::string Processor::featureText() const {
    std::string out;
    const auto add = [&](bool has, const char* word) {
        if (has) out += (out.empty() ? "" : ", ") + std::string(word);
    };
    add(features.avx2, "AVX2");
    add(features.fma, "FMA");
    add(features.avx512, "AVX-512");
    add(features.avx512Vnni, "VNNI");
    return out.empty() ? "no vector extensions" : out;
}

Processor detectProcessor() {
    const std::string name = brand();
    return {name.empty() ? "unknown processor" : name, detectFeatures()};
}

}  // namespace planscope::devices::cpu
