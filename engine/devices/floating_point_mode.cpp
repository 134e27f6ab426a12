// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/floating_point_mode.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace planscope::devices {
namespace {

#if defined(__x86_64__)
constexpr unsigned kFlushBits = 0x8040;  // flush to zero, denormals are zero
unsigned readMode() noexcept { return _mm_getcsr(); }
void writeMode(unsigned mode) noexcept { _mm_setcsr(mode); }
#elif defined(__aarch64__)
constexpr unsigned kFlushBits = 1U << 24;
unsigned readMode() noexcept { return static_cast<unsigned>(__builtin_aarch64_get_fpcr()); }
void writeMode(unsigned mode) noexcept { __builtin_aarch64_set_fpcr(mode); }
#else
constexpr unsigned kFlushBits = 0;
unsigned readMode() noexcept { return 0; }
void writeMode(unsigned) noexcept {}
#endif

}  // namespace

void setFlushMode() noexcept { writeMode(readMode() | kFlushBits); }

FlushScope::FlushScope(bool flush) noexcept : m_before(readMode()) {
    if (flush) setFlushMode();
}

FlushScope::~FlushScope() { writeMode(m_before); }

}  // namespace planscope::devices
