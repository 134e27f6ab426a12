// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace planscope::runtime_tests {

/// Counts heap allocations of all threads of a program that links heap_counter.cpp, by who asked: a call from inside
/// libdnnl or libgomp is theirs, everything else is ours. One counter at a time.
class HeapCounter {
public:
    /// False where a sanitizer replaces the allocator.
    static bool works();
    void start();
    void stop();

    int own() const { return m_own; }
    int library() const { return m_library; }
    const std::string& firstOwn() const { return m_firstOwn; }  ///< object and symbol of the first own one

private:
    int m_own = 0, m_library = 0;
    std::string m_firstOwn;
};

}  // namespace planscope::runtime_tests
