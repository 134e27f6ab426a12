// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {

/// Tells whether other programs took the processor while this one measured. Both signs are of the whole process: less
/// processor time than wall time (nobody of us ran), and switches that the system forced on us.
class LoadMeter {
public:
    LoadMeter();
    /// Since construction or the last call.
    bool wasDisturbed();

private:
    struct Reading {
        std::int64_t wallNs = 0, processorNs = 0, forcedSwitches = 0;
    };
    static Reading read();
    Reading m_last;
};

/// Whether so many threads of ours would have a processor each beside what runs now. Takes some milliseconds. True where the
/// system does not tell.
bool isMachineQuiet(int threads);

}  // namespace planscope
