// SPDX-License-Identifier: Apache-2.0
#include "engine/tactics/candidates.h"

#include "engine/base/check.h"
#include "engine/devices/adapted_tactic.h"
#include "engine/network/names.h"
#include "engine/tactics/machine_load.h"
#include "engine/tactics/tactic_timer.h"

#include <algorithm>
#include <chrono>

namespace planscope {
namespace {

/// What an optimisation level looks at.
struct LevelRow {
    int maxTimed;         ///< variants timed per layer
    int maxAlike;         ///< of one tactic in the same formats
    double budgetNs;      ///< per variant
    double repetitions;   ///< times SelectionOptions::averageTimingRuns
};

constexpr LevelRow kLevels[] = {
    {0, 0, 0, 0}, {3, 1, 5e6, 0.5}, {6, 2, 8e6, 1}, {20, 5, 15e6, 1}, {64, 16, 40e6, 2}, {1 << 20, 1 << 20, 100e6, 4},
};

const LevelRow& levelRow(int level) { return kLevels[static_cast<std::size_t>(std::clamp(level, 0, 5))]; }

/// Tactics that run a layer by its scalar reference kernel are for problems that nothing else accepts.
bool isReference(const TacticDef& tactic) { return tactic.name.ends_with(".reference"); }

bool writesNothing(const Problem& problem) {
    return std::ranges::all_of(problem.outputs, [](const ProblemTensor& t) { return t.dims.volume() == 0; });
}

double bytesOf(const std::vector<ProblemTensor>& tensors) {
    double bytes = 0;
    for (const ProblemTensor& t : tensors) bytes += static_cast<double>(t.dims.volume()) * static_cast<double>(sizeOf(t.type));
    return bytes;
}

std::int64_t secondsNow() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

}  // namespace

/// The state of one search.
struct CandidateFinder::Search {
    const Problem& problem;
    const AdaptedProblem adapted;
    const std::optional<FormatSignature>& wanted;
    const AlgorithmRules& rules;
    std::uint64_t key;
    Candidates out;
    std::unique_ptr<TacticTimer> timer;
    bool needsTiming = false;
    int variantsTimed = 0;
    double bestNs = 0;                               ///< of all, 0: none yet
    std::map<FormatSignature, double> bestInFormat;
    std::map<std::pair<const TacticDef*, FormatSignature>, int> timedAlike;

    /// The time that a further variant is measured against: what is far behind in its own formats is hopeless; what has
    /// formats of its own may be slower, because it can save conversions.
    double rival(const FormatSignature& formats) const {
        constexpr double kOtherFormats = 3;
        const auto at = bestInFormat.find(formats);
        return at == bestInFormat.end() ? bestNs * kOtherFormats : at->second;
    }
    void note(const FormatSignature& formats, double ns) {
        if (bestNs == 0 || ns < bestNs) bestNs = ns;
        const auto [at, isNew] = bestInFormat.try_emplace(formats, ns);
        if (!isNew) at->second = std::min(at->second, ns);
    }
};

CandidateFinder::CandidateFinder(const Device& device, const SelectionOptions& options, TimingCache& cache, std::stop_token stop)
    : m_device(device), m_options(options), m_cache(cache), m_stop(std::move(stop)) {}

std::string toString(const FormatSignature& formats) {
    std::string out;
    for (const Format format : formats.inputs) out += (out.empty() ? "" : ",") + std::string(toString(format));
    out += '>';
    for (std::size_t i = 0; i < formats.outputs.size(); ++i) out += (i == 0 ? "" : ",") + std::string(toString(formats.outputs[i]));
    return out;
}

double estimateNs(const Problem& problem) {
    constexpr double kBytesPerNs = 8, kFlopsPerNs = 30;
    const std::vector<TensorInfo> infos = problem.anchorInfos();
    const Work work = workOf(LayerView(*problem.def, problem.attrs, infos), problem.outputTypes());
    return (bytesOf(problem.inputs) + bytesOf(problem.outputs)) / kBytesPerNs + work.flops / kFlopsPerNs + 200;
}

Result<const Candidates*> CandidateFinder::find(const Problem& problem, const std::optional<FormatSignature>& wanted,
                                                const AlgorithmRules& rules) {
    std::tuple key(problem.key(), wanted, rules);
    if (const auto at = m_found.find(key); at != m_found.end()) return &at->second;
    PS_ASSIGN(Candidates candidates, search(problem, wanted, rules));
    return &m_found.emplace(std::move(key), std::move(candidates)).first->second;
}

Result<Candidates> CandidateFinder::search(const Problem& problem, const std::optional<FormatSignature>& wanted, const AlgorithmRules& rules) {
    const TacticList* const list = findTactics(m_device, problem.kind());
    PS_CHECK(list, Code::NoTactic, "device '{}' has no tactics for {}", m_device.info().id, problem.kind().name);
    Search search{problem, AdaptedProblem(problem), wanted, rules, problem.key(), {}, nullptr, false, 0, 0, {}, {}};
    search.needsTiming = m_options.optimizationLevel > 0 && !writesNothing(problem);
    for (const TacticDef* tactic : list->tactics) PS_TRY(consider(search, *tactic));
    if (search.out.ways.empty()) return fail(noWay(search));
    PS_TRY(considerSerial(search));
    return std::move(search.out);
}

Error CandidateFinder::noWay(const Search& search) const {
    const auto pin = std::ranges::find(search.rules, AlgorithmRule::Effect::Pin, &AlgorithmRule::effect);
    std::string refusals, ofPin;
    for (const CandidateRecord& record : search.out.records) {
        const std::string refusal = fmt::format("{}: {}", record.tactic, record.verdict.sentence);
        refusals += (refusals.empty() ? "" : "; ") + refusal;
        if (pin != search.rules.end() && fitsPattern((*pin)->tactic, record.tactic)) ofPin += (ofPin.empty() ? "" : "; ") + refusal;
    }
    const std::string_view kind = search.problem.kind().name;
    if (pin == search.rules.end())
        return {Code::NoTactic, {}, fmt::format("no tactic of device '{}' can run {}: {}", m_device.info().id, kind, refusals), {}};
    if (!ofPin.empty()) return {Code::Option, {}, fmt::format("it is pinned to {}, which is not possible: {}", describe(**pin), ofPin), {}};
    return {Code::Option, {}, fmt::format("it is pinned to {}, but device '{}' has no such tactic for {}", describe(**pin), m_device.info().id, kind), {}};
}

Status CandidateFinder::consider(Search& search, const TacticDef& tactic) {
    if (m_stop.stop_requested()) return fail(Code::Cancelled, "the build was cancelled");
    const auto refuse = [&](Verdict verdict) -> Status {
        CandidateRecord record;
        record.tactic = tactic.name;
        record.verdict = std::move(verdict);
        search.out.records.push_back(std::move(record));
        return {};
    };
    Verdict verdict = judgeTactic(search.rules, tactic);
    if (verdict.accepted()) verdict = search.adapted.accepts(tactic, m_device.info());
    if (!verdict.accepted()) return refuse(std::move(verdict));
    const bool last = isReference(tactic);
    if (last && !search.out.ways.empty())
        return refuse(reject(Reason::NotTried, "the scalar reference kernel is only for layers that nothing else accepts"));
    if (m_options.optimizationLevel == 0 && !search.out.ways.empty())
        return refuse(reject(Reason::NotTried, "level 0 takes the first tactic that accepts"));
    std::vector<TacticVariant> variants = search.adapted.variants(tactic, m_device.info());
    if (search.wanted) std::erase_if(variants, [&](const TacticVariant& v) { return v.formats != *search.wanted; });
    if (variants.empty()) return refuse(reject(Reason::Backend, "accepted, but there is no implementation in any useful format"));
    for (const TacticVariant& variant : variants) PS_TRY(judge(search, tactic, variant));
    return {};
}

/// Short work is often done sooner by one thread than by several that wait for each other: what is fastest in each signature of formats is
/// tried on one thread too.
Status CandidateFinder::considerSerial(Search& search) {
    constexpr int kFromLevel = 3;
    constexpr double kLongNs = 150e3;
    if (!search.needsTiming || search.problem.threads < 2 || m_options.optimizationLevel < kFromLevel) return {};
    std::map<FormatSignature, Way> fastest;
    for (const Way& way : search.out.ways) {
        if (way.ns > kLongNs || isReference(*way.tactic)) continue;
        const auto [at, isNew] = fastest.try_emplace(way.variant.formats, way);
        if (!isNew && way.ns < at->second.ns) at->second = way;
    }
    search.variantsTimed = 0;
    for (const auto& [formats, way] : fastest)
        for (const TacticVariant& variant : search.adapted.serialVariants(*way.tactic, m_device.info()))
            if (variant.formats == formats && variant.algorithm == way.variant.algorithm + std::string(AdaptedProblem::kSerialSuffix))
                PS_TRY(judge(search, *way.tactic, variant));
    return {};
}

Status CandidateFinder::judge(Search& search, const TacticDef& tactic, const TacticVariant& variant) {
    CandidateRecord record;
    record.tactic = tactic.name;
    record.algorithm = variant.algorithm;
    record.formats = variant.formats;
    record.workspaceBytes = variant.workspaceBytes;
    double ns = 0;
    if (Verdict verdict = judgeVariant(search.rules, tactic, variant); !verdict.accepted()) {
        record.verdict = std::move(verdict);
    } else if (variant.workspaceBytes > m_options.workspaceLimitBytes) {
        record.verdict = reject(Reason::Workspace, fmt::format("needs {} bytes of workspace, the limit is {}",
                                                               variant.workspaceBytes, m_options.workspaceLimitBytes));
    } else if (!search.needsTiming || isReference(tactic)) {
        // Each further variant counts as a little slower, so that the order of the list decides within a format.
        constexpr double kPerRank = 0.05;
        ns = estimateNs(search.problem) * (1 + kPerRank * static_cast<double>(search.out.ways.size()));
    } else if (search.variantsTimed >= levelRow(m_options.optimizationLevel).maxTimed) {
        record.verdict = reject(Reason::NotTried, fmt::format("level {} times at most {} variants of a layer",
                                                              m_options.optimizationLevel, search.variantsTimed));
    } else if (const int limit = levelRow(m_options.optimizationLevel).maxAlike; search.timedAlike[{&tactic, variant.formats}] >= limit) {
        record.verdict = reject(Reason::NotTried, fmt::format("level {} times at most {} variants of a tactic in the same formats",
                                                              m_options.optimizationLevel, limit));
    } else {
        ++search.variantsTimed;
        ++search.timedAlike[{&tactic, variant.formats}];
        PS_ASSIGN(const std::optional<CachedTiming> timing, timingOf(search, tactic, variant, record));
        if (timing) ns = timing->minNs;
    }
    if (record.verdict.accepted())
        search.out.ways.push_back({search.out.records.size(), &tactic, variant, ns + variant.preparationPerRunNs()});
    search.out.records.push_back(std::move(record));
    return {};
}

/// A time that need not be taken: known, and neither asked for again nor worth another try on this machine.
std::optional<CachedTiming> CandidateFinder::cachedTiming(const Search& search, const TacticDef& tactic, const TacticVariant& variant,
                                                          const std::string& key) {
    std::optional<CachedTiming> known = m_cache.find(key);
    if (!known || isRetimed(search.rules, tactic, variant)) return std::nullopt;
    if (!m_options.retimesUnsteady || known->isKept(secondsNow()) || m_measured.contains(key)) return known;
    return isQuiet() ? std::nullopt : known;
}

bool CandidateFinder::isQuiet() {
    if (!m_isQuiet) m_isQuiet = isMachineQuiet(std::max(1, m_device.info().threads));
    return *m_isQuiet;
}

/// Measures one variant or takes its time from the cache, and writes it into the record; nothing if it cannot be run.
Result<std::optional<CachedTiming>> CandidateFinder::timingOf(Search& search, const TacticDef& tactic,
                                                              const TacticVariant& variant, CandidateRecord& record) {
    const std::string key = TimingCache::key(m_device.info().fingerprint, search.key, tactic.name, tactic.version,
                                             variant.algorithm, toString(variant.formats));
    const std::optional<CachedTiming> known = m_cache.find(key);
    std::optional<CachedTiming> timing = cachedTiming(search, tactic, variant, key);
    if (timing) {
        record.fromCache = true;
        ++m_hits;
    } else {
        const LevelRow& level = levelRow(m_options.optimizationLevel);
        const TimingPolicy policy{m_options.minTimingRuns,
                                  static_cast<int>(std::max(1.0, level.repetitions * m_options.averageTimingRuns)), level.budgetNs,
                                  m_repeatedNs < TimingPolicy::kPatienceNs ? 3 : 1};
        if (!search.timer) search.timer = std::make_unique<TacticTimer>(m_device, search.problem, policy);
        Result<std::unique_ptr<Kernel>> kernel = search.adapted.lower(tactic, variant, m_device.info());
        if (!kernel) {
            record.verdict = reject(Reason::Backend, kernel.error().message);
            return std::nullopt;
        }
        const double before = search.timer->repeatedNs();
        Result<CachedTiming> measured = search.timer->time(**kernel, variant, search.rival(variant.formats), m_stop);
        m_repeatedNs += search.timer->repeatedNs() - before;
        if (!measured && measured.error().code != Code::Device) return fail(std::move(measured.error()));
        if (!measured) {
            record.verdict = reject(Reason::Backend, measured.error().message);
            return std::nullopt;
        }
        timing = *measured;
        if (known) timing->attempts = known->attempts + 1;
        if (!timing->isSteady()) timing->measuredAt = secondsNow();
        m_measured.insert(key);
        if (isRetimed(search.rules, tactic, variant)) m_cache.replace(key, *timing);
        else m_cache.insert(key, *timing);
        ++m_timed;
    }
    record.medianNs = timing->medianNs;
    record.minNs = timing->minNs;
    record.samples = timing->samples;
    if (timing->stoppedEarly) {
        record.verdict = reject(Reason::TooSlow, fmt::format("stopped after a first sample of {:.1f} us, far behind the best so far",
                                                             timing->minNs * 1e-3));
        return std::nullopt;
    }
    search.note(variant.formats, timing->minNs);
    return timing;
}

}  // namespace planscope
