// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/device.h"

namespace planscope::devices {

/// What kernels make of numbers too small for full precision (below 1.2e-38).
enum class Denormals {
    Keep,   ///< as IEEE 754 says
    Flush,  ///< read and write them as zero: computing with them takes a processor up to a hundred times longer
};

/// A stream that does its work at once, in the caller's thread; kernels may use up to `threads` OpenMP threads. The
/// caller's own OpenMP setting and floating point mode are restored after every launch; OpenMP's worker threads of that
/// caller keep the stream's mode.
std::unique_ptr<Stream> makeHostStream(int threads, Denormals denormals);

/// A point of a host stream: a reading of the monotonic clock.
std::unique_ptr<Event> makeHostEvent();

/// Sets the number of OpenMP threads of the calling thread for the life of the object. oneDNN reads it both when a
/// primitive is made and when it runs.
class ThreadScope {
public:
    explicit ThreadScope(int threads) noexcept;
    ~ThreadScope();
    ThreadScope(const ThreadScope&) = delete;
    ThreadScope& operator=(const ThreadScope&) = delete;

private:
    int m_before;
};

}  // namespace planscope::devices
