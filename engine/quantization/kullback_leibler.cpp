// SPDX-License-Identifier: Apache-2.0
#include "engine/quantization/kullback_leibler.h"

#include <cmath>
#include <limits>
#include <vector>

namespace planscope::quantization {
namespace {

/// What an empty bin counts as where it gets the outliers: the divergence would be infinite otherwise, and a single outlier
/// would decide.
constexpr double kNothing = 1e-4;

/// Sums over the first bins, so that each cut costs time in the number of levels and not of bins.
struct Sums {
    explicit Sums(std::span<const std::uint64_t> bins) : counts(bins.size() + 1), filled(bins.size() + 1), entropy(bins.size() + 1) {
        for (std::size_t i = 0; i < bins.size(); ++i) {
            const auto count = static_cast<double>(bins[i]);
            counts[i + 1] = counts[i] + count;
            filled[i + 1] = filled[i] + (bins[i] > 0 ? 1 : 0);
            entropy[i + 1] = entropy[i] + (bins[i] > 0 ? count * std::log(count) : 0);
        }
    }
    std::vector<double> counts, filled, entropy;  ///< of bins [0, i): counts, how many are not empty, sum of c log c
};

/// First bin of a level where `cut` bins share `levels` levels: the smallest not below level * cut / levels.
std::size_t firstBin(std::size_t level, std::size_t cut, std::size_t levels) { return (level * cut + levels - 1) / levels; }

/// Divergence of the first `cut` bins, in nats.
double divergence(const Sums& sums, std::size_t cut, std::size_t levels) {
    const double total = sums.counts.back(), kept = sums.counts[cut], outliers = total - kept;
    const double last = sums.counts[cut] - sums.counts[cut - 1];
    if (kept == 0) return std::numeric_limits<double>::infinity();
    double reference = sums.entropy[cut];
    if (last > 0) reference -= last * std::log(last);
    if (last + outliers > 0) reference += (last + outliers) * std::log(last + outliers);
    double cross = last > 0 ? 0 : outliers * std::log(kNothing);
    for (std::size_t level = 0; level < levels; ++level) {
        const std::size_t from = firstBin(level, cut, levels), to = firstBin(level + 1, cut, levels);
        const double count = sums.counts[to] - sums.counts[from];
        if (count == 0) continue;
        const double spread = std::log(count / (sums.filled[to] - sums.filled[from]));
        cross += (level + 1 == levels && last > 0 ? count + outliers : count) * spread;
    }
    return (reference - cross) / total - std::log(total) + std::log(kept);
}

}  // namespace

std::size_t leastDivergentCut(std::span<const std::uint64_t> bins, std::size_t levels) {
    const Sums sums(bins);
    double best = std::numeric_limits<double>::infinity();
    std::size_t out = bins.size();
    for (std::size_t cut = bins.size(); cut >= levels; --cut) {
        const double found = divergence(sums, cut, levels);
        if (found < best) {
            best = found;
            out = cut;
        }
    }
    return out;
}

}  // namespace planscope::quantization
