// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/profiler.h"

#include <ctime>

namespace planscope {
namespace {

/// A read of the vDSO clock costs some 20 ns, a hundred times less than the smallest kernel that is worth looking at.
std::int64_t nowNs() noexcept {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

StepProfiler::StepProfiler(std::size_t stepCount, std::size_t maxInferences)
    : m_stepCount(stepCount)
    , m_maxInferences(maxInferences)
    , m_marks((stepCount + 2) * maxInferences)
    , m_origin(nowNs()) {}

void StepProfiler::beginInference() noexcept {
    m_recording = m_inferences < m_maxInferences;
    if (m_recording) m_marks[m_inferences * (m_stepCount + 2)] = nowNs();
}

void StepProfiler::stepBoundary(std::size_t step) noexcept {
    if (m_recording) m_marks[m_inferences * (m_stepCount + 2) + 1 + step] = nowNs();
}

void StepProfiler::endInference() noexcept {
    if (!m_recording) return;
    m_marks[m_inferences * (m_stepCount + 2) + 1 + m_stepCount] = nowNs();
    ++m_inferences;
    m_recording = false;
}

StepSpan StepProfiler::inference(std::size_t i) const {
    const std::int64_t* const marks = &m_marks[i * (m_stepCount + 2)];
    return {marks[0] - m_origin, marks[m_stepCount + 1] - m_origin};
}

StepSpan StepProfiler::step(std::size_t inference, std::size_t step) const {
    const std::int64_t* const marks = &m_marks[inference * (m_stepCount + 2)];
    return {marks[step] - m_origin, marks[step + 1] - m_origin};
}

}  // namespace planscope
