// SPDX-License-Identifier: Apache-2.0
#include "engine/tactics/machine_load.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <utility>

namespace planscope {
namespace {

constexpr double kLeastShare = 0.9;              ///< of the wall time that must have been processor time
constexpr std::int64_t kNsPerSwitch = 10'000'000; ///< an idle system forces switches about so often

/// Threads that run or want to, of all processes; 0 where the system does not tell.
int runningThreads() {
    std::ifstream file("/proc/loadavg");
    std::string one, five, fifteen;
    int running = 0;
    file >> one >> five >> fifteen >> running;
    return file ? running : 0;
}

}  // namespace

LoadMeter::LoadMeter() : m_last(read()) {}

LoadMeter::Reading LoadMeter::read() {
    timespec processor{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &processor);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto wall = std::chrono::steady_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::nanoseconds>(wall).count(),
            std::int64_t{processor.tv_sec} * 1'000'000'000 + processor.tv_nsec, usage.ru_nivcsw};
}

bool LoadMeter::wasDisturbed() {
    const Reading now = read(), before = std::exchange(m_last, now);
    const std::int64_t wall = now.wallNs - before.wallNs;
    if (static_cast<double>(now.processorNs - before.processorNs) < kLeastShare * static_cast<double>(wall)) return true;
    return now.forcedSwitches - before.forcedSwitches > wall / kNsPerSwitch;
}

bool isMachineQuiet(int threads) {
    std::array<int, 7> readings{};
    for (int& reading : readings) {
        reading = runningThreads();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    std::ranges::nth_element(readings, readings.begin() + readings.size() / 2);
    const int others = std::max(0, readings[readings.size() / 2] - 1);
    return others + threads <= std::max(threads, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace planscope
