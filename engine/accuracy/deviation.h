// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/accuracy/accuracy.h"

#include <span>

namespace planscope::accuracy {

/// Sums up how far numbers are from others.
class DeviationSum {
public:
    void add(std::span<const float> actual, std::span<const float> truth);
    Deviation result() const;

private:
    double m_dot = 0, m_actual = 0, m_truth = 0, m_sum = 0, m_max = 0;
    std::size_t m_count = 0, m_notFinite = 0;
};

/// Real or integer numbers of a tensor as Float.
std::vector<float> numbersOf(const Constant& value);

/// The largest entry of each sample of [N,K] or [N,K,1,...], the first of equals; empty where a tensor has another form or K is 1.
std::vector<std::int64_t> classesOf(const Constant& value);

}  // namespace planscope::accuracy
