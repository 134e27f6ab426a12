// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/cpu_features.h"

namespace planscope::kernels::cpu {
namespace {

#if defined(__x86_64__)
bool hasAvx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c"); }
bool hasAvx512() {
    return hasAvx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}
#else
bool hasAvx2() { return false; }
bool hasAvx512() { return false; }
#endif

}  // namespace

bool isAvailable(Isa isa) {
    static const bool available[kIsaCount] = {true, hasAvx2(), hasAvx512()};
    return available[static_cast<int>(isa)];
}

Isa bestIsa() {
    if (isAvailable(Isa::Avx512)) return Isa::Avx512;
    return isAvailable(Isa::Avx2) ? Isa::Avx2 : Isa::Generic;
}

std::string_view nameOf(Isa isa) {
    static constexpr std::string_view names[kIsaCount] = {"generic", "avx2", "avx512"};
    return names[static_cast<int>(isa)];
}

}  // namespace planscope::kernels::cpu
