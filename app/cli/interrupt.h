// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stop_token>
#include <thread>

namespace planscope::cli {

/// Turns Ctrl-C and SIGTERM into a stop request, so that files in the making are removed; the second one ends the
/// program at once. One object per program, made before any other thread.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::jthread m_watcher;
};

}  // namespace planscope::cli
