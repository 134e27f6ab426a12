// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/tactic.h"
#include "engine/tactics/timing_cache.h"

#include <stop_token>

namespace planscope {

/// How candidates are timed; the one place that says so.
///
/// One launch warms up. Then samples are taken: each is a batch of launches that lasts at least kSampleNs, divided by their
/// number, so that clock and launch overhead do not count. There are `samples` of them, or fewer once `budgetNs` has
/// passed, but never fewer than `minSamples`. Candidates are compared by their fastest sample: interference by other
/// programs only ever adds time. Of candidates within kNoiseFloor of each other the earlier in the list wins. A candidate
/// whose first sample is more than kHopeless times the best so far is stopped.
///
/// A sample during which other programs took the processor (LoadMeter) counts only if there is no other. Where all were such,
/// or the median is far above the fastest (CachedTiming::kSteadySpread), they are taken again, up to `rounds` times.
struct TimingPolicy {
    static constexpr double kNoiseFloor = 0.02;
    static constexpr double kHopeless = 3;
    static constexpr double kSampleNs = 30'000;
    static constexpr double kPatienceNs = 2e9;  ///< that a build spends on taking samples again

    int minSamples = 1;
    int samples = 8;
    double budgetNs = 15e6;  ///< per candidate and round
    int rounds = 3;
};

/// Runs kernels of one problem on inputs of normal numbers in +-[0.1, 1) and measures them. Buffers are kept from one variant
/// to the next. Not thread-safe.
class TacticTimer {
public:
    TacticTimer(const Device& device, const Problem& problem, const TimingPolicy& policy);

    /// @param bestNs  of the candidates so far, 0: none
    /// @errors Code::Device if a launch fails, Code::Memory, Code::Cancelled between samples
    Result<CachedTiming> time(Kernel& kernel, const TacticVariant& variant, double bestNs, const std::stop_token& stop);

    /// What samples taken again have cost so far.
    double repeatedNs() const { return m_repeatedNs; }

private:
    struct Buffer {
        std::unique_ptr<DeviceMemory> memory;
        std::size_t bytes = 0;
    };
    struct Sample {
        double ns = 0;  ///< per launch
        bool disturbed = false;
    };
    Status prepare(const TacticVariant& variant);
    Status grow(Buffer& buffer, std::size_t bytes, DataType type);
    Result<double> launch(Kernel& kernel, std::int64_t launches);
    Result<Sample> sample(Kernel& kernel, std::int64_t launches);
    Result<CachedTiming> round(Kernel& kernel, std::int64_t launches, double bestNs, const std::stop_token& stop);

    const Device& m_device;
    const Problem& m_problem;
    TimingPolicy m_policy;
    std::unique_ptr<Stream> m_stream;
    std::unique_ptr<Event> m_begin, m_end;
    std::vector<Buffer> m_inputs, m_outputs;
    Buffer m_workspace;
    double m_repeatedNs = 0;
    std::vector<DeviceAddress> m_inputAddresses, m_outputAddresses;
};

}  // namespace planscope
