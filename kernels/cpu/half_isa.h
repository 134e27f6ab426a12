// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope::kernels::cpu {

struct HalfIsa {
    void (*widen)(const std::uint16_t* from, float* to, std::int64_t count) = nullptr;
    void (*round)(const float* from, std::uint16_t* to, std::int64_t count) = nullptr;
    void (*roundToTf32)(const float* from, float* to, std::int64_t count) = nullptr;
};

namespace generic {
extern const HalfIsa halfIsa;
}
namespace avx2 {
extern const HalfIsa halfIsa;
}
namespace avx512 {
extern const HalfIsa halfIsa;
}

}  // namespace planscope::kernels::cpu
