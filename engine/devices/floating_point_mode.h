// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace planscope::devices {

/// Makes the calling thread read and write denormal numbers as zero. No effect where the processor has no such mode.
void setFlushMode() noexcept;

/// The same for the life of the object, if `flush`; the mode before is restored.
class FlushScope {
public:
    explicit FlushScope(bool flush) noexcept;
    ~FlushScope();
    FlushScope(const FlushScope&) = delete;
    FlushScope& operator=(const FlushScope&) = delete;

private:
    unsigned m_before;
};

}  // namespace planscope::devices
