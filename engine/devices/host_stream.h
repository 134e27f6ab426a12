// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/device.h"

namespace planscope::devices {

/// A stream that does its work at once, in the caller's thread; kernels may use up to `threads` OpenMP threads. The
/// caller's own OpenMP setting is restored after every launch.
std::unique_ptr<Stream> makeHostStream(int threads);

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
