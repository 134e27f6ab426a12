// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace planscope {

/// One timed variant, or the finding that it could not be timed to the end.
struct CachedTiming {
    double medianNs = 0, minNs = 0;
    int samples = 0;
    bool stoppedEarly = false;  ///< far behind the best: the numbers are of the first samples
    bool disturbed = false;     ///< other programs took the processor during every sample
    int attempts = 1;           ///< builds that measured it
    std::int64_t measuredAt = 0;  ///< seconds since 1970; 0 for steady ones, where it does not matter

    /// How far the median is above the fastest sample, as a share of that.
    double spread() const { return minNs > 0 ? medianNs / minNs - 1 : 0; }
    /// Worth keeping for ever. What is not was measured on a busy machine, and later builds measure it again.
    bool isSteady() const { return !disturbed && spread() <= kSteadySpread; }
    /// Whether a build at `now` leaves it as it is. Measuring is given up after so many builds, since some kernels are never
    /// steady; and a cache decides alone for a while, so that building twice in a row gives one plan.
    bool isKept(std::int64_t now) const { return isSteady() || attempts >= kMaxAttempts || now < measuredAt + kKeptSeconds; }

    static constexpr double kSteadySpread = 0.5;
    static constexpr int kMaxAttempts = 3;
    static constexpr std::int64_t kKeptSeconds = 600;
};

/// Measured times keyed by exact text: device fingerprint, problem key, tactic name and version, algorithm, formats.
/// A text file with a version line and a checksum; merged with what is on disk when saved, so that concurrent builds
/// lose nothing. Entries of other machines, whose fingerprint differs, are kept and never found. Not thread-safe; one per
/// build.
class TimingCache {
public:
    static std::string key(std::string_view fingerprint, std::uint64_t problem, std::string_view tactic, int version,
                           std::string_view algorithm, std::string_view formats);
    std::optional<CachedTiming> find(const std::string& key) const;
    /// An entry that is there wins, unless it is not steady and the new one is, or was measured by more builds.
    void insert(const std::string& key, const CachedTiming& timing);
    /// Wins over what is there, on disk too.
    void replace(const std::string& key, const CachedTiming& timing);
    /// Inserts all entries of `other`. The result of merging several depends on their order for equally good entries only.
    void merge(const TimingCache& other);
    const std::map<std::string, CachedTiming>& entries() const { return m_entries; }
    std::size_t size() const { return m_entries.size(); }

    /// The part of a key that names the machine.
    static std::string_view fingerprintOf(std::string_view key);

    /// A missing file is an empty cache, and so is one of an earlier version, which saving replaces. @errors Code::Format, Code::Version, Code::File naming the file
    static Result<TimingCache> load(const std::filesystem::path& path);
    /// Reads the file again, adds its entries, writes a temporary file and renames it, under a lock file.
    Status save(const std::filesystem::path& path);

private:
    std::map<std::string, CachedTiming> m_entries;
    std::set<std::string> m_replaced;
};

}  // namespace planscope
