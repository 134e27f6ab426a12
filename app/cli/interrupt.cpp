// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include "app/cli/exit_code.h"

#include <csignal>
#include <ctime>
#include <pthread.h>
#include <unistd.h>

namespace planscope::cli {
namespace {

sigset_t watchedSignals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

void watch(const std::stop_token& end, std::stop_source source) {
    const sigset_t set = watchedSignals();
    const timespec patience{.tv_sec = 0, .tv_nsec = 50'000'000};
    while (!end.stop_requested()) {
        if (sigtimedwait(&set, nullptr, &patience) < 0) continue;
        if (!source.request_stop()) ::_exit(static_cast<int>(ExitCode::Cancelled));
    }
}

}  // namespace

Interrupt::Interrupt() {
    const sigset_t set = watchedSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);  // inherited by every thread made later
    m_watcher = std::jthread([source = m_source](const std::stop_token& end) { watch(end, source); });
}

Interrupt::~Interrupt() = default;

}  // namespace planscope::cli
