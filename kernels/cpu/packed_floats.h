// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace planscope::kernels::cpu {

/// Floats that a plan keeps packed, at a cache line, not set when they are made: big ones are written once and read often.
class PackedFloats {
public:
    PackedFloats() = default;
    explicit PackedFloats(std::int64_t count) : m_count(static_cast<std::size_t>(count)) {
        constexpr std::size_t kLine = 64;
        m_data.reset(static_cast<float*>(std::aligned_alloc(kLine, (m_count * sizeof(float) + kLine - 1) / kLine * kLine + kLine)));
        if (!m_data) throw std::bad_alloc();
    }

    float* data() { return m_data.get(); }
    const float* data() const { return m_data.get(); }
    std::size_t bytes() const { return m_count * sizeof(float); }

private:
    struct Free {
        void operator()(float* data) const { std::free(data); }
    };
    std::unique_ptr<float[], Free> m_data;
    std::size_t m_count = 0;
};

}  // namespace planscope::kernels::cpu
