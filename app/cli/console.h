// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/base/diagnostics.h"
#include "engine/builder/builder.h"

#include <chrono>
#include <string>
#include <string_view>

namespace planscope::cli {

enum class Verbosity { Quiet, Normal, Verbose };

/// Where planexec speaks: results go to standard output, everything else to standard error. Progress is one line that
/// overwrites itself, shown only on a terminal. Used by one thread.
class Console {
public:
    Console();

    void setVerbosity(Verbosity verbosity) { m_verbosity = verbosity; }
    bool isVerbose() const { return m_verbosity == Verbosity::Verbose; }

    void print(std::string_view text);        ///< a result, with a line end
    void note(std::string_view text);         ///< what happens; not with --quiet
    void detail(std::string_view text);       ///< more of it; only with --verbose
    void warn(std::string_view text);         ///< not with --quiet
    void error(const Error& error);           ///< always, one line
    void warnings(const Diagnostics& diagnostics);

    void progress(std::string_view text);
    void endProgress();
    /// Shows the stages of a build as progress, at most ten times a second. The console must outlive the function.
    ProgressFn buildProgress();

private:
    Verbosity m_verbosity = Verbosity::Normal;
    bool m_isTerminal;
    bool m_hasProgressLine = false;
    std::chrono::steady_clock::time_point m_lastProgress;
};

}  // namespace planscope::cli
