// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace planscope {

/// Start and end of one step or one whole inference, in nanoseconds since the profiler was made.
struct StepSpan {
    std::int64_t beginNs = 0, endNs = 0;
};

/// Times of many inferences, recorded into memory that is reserved (and touched) beforehand: recording costs one clock
/// read a step and no heap. When full, further inferences are run but not recorded. Single-threaded.
class StepProfiler {
public:
    StepProfiler(std::size_t stepCount, std::size_t maxInferences);

    void beginInference() noexcept;
    void stepBoundary(std::size_t step) noexcept;  ///< end of `step`, begin of the next
    void endInference() noexcept;

    std::size_t stepCount() const { return m_stepCount; }
    std::size_t inferenceCount() const { return m_inferences; }
    StepSpan inference(std::size_t i) const;
    StepSpan step(std::size_t inference, std::size_t step) const;

private:
    std::size_t m_stepCount, m_maxInferences, m_inferences = 0;
    std::vector<std::int64_t> m_marks;  ///< per inference: begin, the end of every step, end
    std::int64_t m_origin = 0;
    bool m_recording = false;
};

}  // namespace planscope
