// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"

#include "app/cli/exit_code.h"

#include <fmt/format.h>

#include <cstdio>
#include <unistd.h>

namespace planscope::cli {
namespace {

constexpr std::size_t kProgressColumns = 78;

void writeLine(std::FILE* to, std::string_view prefix, std::string_view text) {
    std::fwrite(prefix.data(), 1, prefix.size(), to);
    std::fwrite(text.data(), 1, text.size(), to);
    if (text.empty() || text.back() != '\n') std::fputc('\n', to);
    std::fflush(to);
}

}  // namespace

ExitCode exitCodeOf(const Error& error) {
    if (error.code == Code::Cancelled) return ExitCode::Cancelled;
    if (error.code == Code::Mismatch) return ExitCode::Findings;
    return error.kind() == ErrorKind::Internal ? ExitCode::OurFault : ExitCode::BadInput;
}

Console::Console() : m_isTerminal(::isatty(STDERR_FILENO) == 1) {}

void Console::print(std::string_view text) {
    endProgress();
    writeLine(stdout, "", text);
}

void Console::note(std::string_view text) {
    if (m_verbosity == Verbosity::Quiet) return;
    endProgress();
    writeLine(stderr, "", text);
}

void Console::detail(std::string_view text) {
    if (isVerbose()) note(text);
}

void Console::warn(std::string_view text) {
    if (m_verbosity == Verbosity::Quiet) return;
    endProgress();
    writeLine(stderr, "planexec: warning: ", text);
}

void Console::error(const Error& error) {
    endProgress();
    writeLine(stderr, "planexec: error: ", error.text());
}

void Console::warnings(const Diagnostics& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics.items())
        if (diagnostic.severity == Severity::Warning) warn(diagnostic.error.text());
}

void Console::progress(std::string_view text) {
    if (!m_isTerminal || m_verbosity == Verbosity::Quiet) return;
    fmt::print(stderr, "\r\033[K{}", text.substr(0, kProgressColumns));
    std::fflush(stderr);
    m_hasProgressLine = true;
}

void Console::endProgress() {
    if (m_hasProgressLine) std::fputs("\r\033[K", stderr);
    m_hasProgressLine = false;
}

ProgressFn Console::buildProgress() {
    return [this](const BuildProgress& p) {
        const auto now = std::chrono::steady_clock::now();
        if (now - m_lastProgress < std::chrono::milliseconds(100)) return;
        m_lastProgress = now;
        progress(p.total > 0 ? fmt::format("{} {}/{} {}", p.stage, p.done, p.total, p.detail) : fmt::format("{} {}", p.stage, p.detail));
    };
}

}  // namespace planscope::cli
