// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/int8_dot.h"

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace planscope::kernels::cpu {
namespace {

struct Features {
    bool vnni = false, amx = false;
};

#if defined(__x86_64__) && defined(__linux__)
Features detect() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0) return {};
    constexpr unsigned kVnni = 1U << 11, kTile = 1U << 24, kTileInt8 = 1U << 25;
    constexpr long kRequestPermission = 0x1023, kTileData = 18;  // of arch_prctl
    const bool hasTiles = (d & kTile) != 0 && (d & kTileInt8) != 0;
    return {(c & kVnni) != 0, hasTiles && syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0};
}
#else
Features detect() { return {}; }
#endif

}  // namespace

std::vector<Int8Dot> availableInt8Dots(Isa isa) {
    static const Features features = detect();
    std::vector<Int8Dot> out;
    if (isa == Isa::Avx512 && features.amx) out.push_back(Int8Dot::Amx);
    if (isa == Isa::Avx512 && features.vnni) out.push_back(Int8Dot::Vnni);
    out.push_back(Int8Dot::Plain);
    return out;
}

std::string_view nameOf(Int8Dot dot) {
    if (dot == Int8Dot::Amx) return "amx";
    return dot == Int8Dot::Vnni ? "vnni" : "plain";
}

}  // namespace planscope::kernels::cpu
