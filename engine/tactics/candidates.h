// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/tactics/build_record.h"
#include "engine/tactics/selector.h"
#include "engine/tactics/timing_cache.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace planscope {

/// One usable way to run a layer.
struct Way {
    std::size_t record = 0;  ///< number of its CandidateRecord
    const TacticDef* tactic = nullptr;
    TacticVariant variant;
    double ns = 0;           ///< measured (fastest sample), or estimated at level 0 and where there was no alternative; with its preparation
};

/// Everything that was found out about one problem.
struct Candidates {
    std::vector<CandidateRecord> records;
    std::vector<Way> ways;   ///< in the order of the lists
};

/// Asks the tactics of a device about problems, times what they offer and remembers the answers. Not thread-safe.
class CandidateFinder {
public:
    CandidateFinder(const Device& device, const SelectionOptions& options, TimingCache& cache, std::stop_token stop);

    /// @param wanted  only variants of this signature count; none: all
    /// @param rules   of the layer that poses the problem; they outlive the finder
    /// @errors Code::NoTactic with every refusal; Code::Option where no pin can be met; Code::Cancelled
    Result<const Candidates*> find(const Problem& problem, const std::optional<FormatSignature>& wanted = std::nullopt,
                                   const AlgorithmRules& rules = {});

    int tacticsTimed() const { return m_timed; }
    int cacheHits() const { return m_hits; }

private:
    struct Search;
    Result<Candidates> search(const Problem& problem, const std::optional<FormatSignature>& wanted, const AlgorithmRules& rules);
    Error noWay(const Search& search) const;
    std::optional<CachedTiming> cachedTiming(const Search& search, const TacticDef& tactic, const TacticVariant& variant, const std::string& key);
    bool isQuiet();
    Status consider(Search& search, const TacticDef& tactic);
    Status considerSerial(Search& search);
    Status judge(Search& search, const TacticDef& tactic, const TacticVariant& variant);
    Result<std::optional<CachedTiming>> timingOf(Search& search, const TacticDef& tactic, const TacticVariant& variant,
                                                 CandidateRecord& record);

    const Device& m_device;
    const SelectionOptions& m_options;
    TimingCache& m_cache;
    std::stop_token m_stop;
    std::map<std::tuple<std::uint64_t, std::optional<FormatSignature>, AlgorithmRules>, Candidates> m_found;
    std::set<std::string> m_measured;  ///< keys that this finder timed
    std::optional<bool> m_isQuiet;     ///< asked once
    int m_timed = 0, m_hits = 0;
    double m_repeatedNs = 0;  ///< spent on samples taken again
};

/// "nchw16c,linear>nchw16c": a signature as timing caches and tables write it.
std::string toString(const FormatSignature& formats);

/// Time that a layer would take at rates that every processor reaches, ns. For level 0, where nothing is timed.
double estimateNs(const Problem& problem);

}  // namespace planscope
