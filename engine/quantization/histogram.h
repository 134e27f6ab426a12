// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace planscope::quantization {

/// How often magnitudes occurred in one tensor, over all batches. The first batch that is not all zero fixes the limit; when a
/// later one exceeds it, the limit doubles and bins are merged in pairs, so that the result depends on the order of batches in
/// the width of its bins only.
class Histogram {
public:
    static constexpr std::size_t kBins = 2048;

    void add(std::span<const float> values);

    /// Bin i holds the magnitudes of [i, i + 1) * binWidth(), the last one its upper end too.
    std::span<const std::uint64_t> bins() const { return m_bins; }
    /// 0 before anything but zeros was added.
    double binWidth() const { return m_limit / static_cast<double>(kBins); }
    double largest() const { return m_largest; }
    std::uint64_t total() const { return m_total; }          ///< finite values
    std::uint64_t notFinite() const { return m_notFinite; }  ///< these are in no bin

private:
    void makeRoomFor(double magnitude);

    std::vector<std::uint64_t> m_bins = std::vector<std::uint64_t>(kBins);
    double m_limit = 0, m_largest = 0;
    std::uint64_t m_total = 0, m_notFinite = 0;
};

}  // namespace planscope::quantization
