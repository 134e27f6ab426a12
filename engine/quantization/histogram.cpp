// SPDX-License-Identifier: Apache-2.0
#include "engine/quantization/histogram.h"

#include <algorithm>
#include <cmath>

namespace planscope::quantization {

void Histogram::makeRoomFor(double magnitude) {
    if (magnitude == 0) return;
    if (m_limit == 0) m_limit = magnitude;
    while (m_limit < magnitude) {
        for (std::size_t i = 0; i < kBins / 2; ++i) m_bins[i] = m_bins[2 * i] + m_bins[2 * i + 1];
        std::fill(m_bins.begin() + kBins / 2, m_bins.end(), 0U);
        m_limit *= 2;
    }
}

void Histogram::add(std::span<const float> values) {
    double largest = 0;
    for (const float value : values)
        if (std::isfinite(value)) largest = std::max(largest, std::abs(static_cast<double>(value)));
    makeRoomFor(largest);
    m_largest = std::max(m_largest, largest);
    const double perUnit = m_limit > 0 ? static_cast<double>(kBins) / m_limit : 0;
    for (const float value : values) {
        if (!std::isfinite(value)) {
            ++m_notFinite;
            continue;
        }
        const auto bin = static_cast<std::size_t>(std::abs(static_cast<double>(value)) * perUnit);
        ++m_bins[std::min(bin, kBins - 1)];
        ++m_total;
    }
}

}  // namespace planscope::quantization
