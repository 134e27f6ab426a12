// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace planscope {

/// One timed variant, or the finding that it could not be timed to the end.
struct CachedTiming {
    double medianNs = 0, minNs = 0;
    int samples = 0;
    bool stoppedEarly = false;  ///< far behind the best: the numbers are of the first sample
};

/// Measured times keyed by exact text: device fingerprint, problem key, tactic name and version, algorithm, formats.
/// A text file with a version line and a checksum; merged with what is on disk when saved, so that concurrent builds
/// lose nothing; existing entries win. Not thread-safe; one per build.
class TimingCache {
public:
    static std::string key(std::string_view fingerprint, std::uint64_t problem, std::string_view tactic, int version,
                           std::string_view algorithm, std::string_view formats);
    std::optional<CachedTiming> find(const std::string& key) const;
    void insert(const std::string& key, const CachedTiming& timing);
    std::size_t size() const { return m_entries.size(); }

    /// A missing file is an empty cache. @errors Code::Format, Code::Version, Code::File naming the file
    static Result<TimingCache> load(const std::filesystem::path& path);
    /// Reads the file again, adds its entries, writes a temporary file and renames it, under a lock file.
    Status save(const std::filesystem::path& path);

private:
    std::map<std::string, CachedTiming> m_entries;
};

}  // namespace planscope
