// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/interrupt.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>

namespace {

using planscope::cli::ExitCode;

constexpr char kDefectText[] = "planexec: error: a defect of Planscope ended the program; please report it with the model.\n";

[[noreturn]] void endByDefect() {
    std::fputs(kDefectText, stderr);
    std::_Exit(static_cast<int>(ExitCode::OurFault));
}

}  // namespace

int main(int argc, char** argv) {
    std::set_terminate(endByDefect);
    std::signal(SIGPIPE, SIG_DFL);
    try {
        planscope::cli::Console console;
        const planscope::cli::Interrupt interrupt;
        planscope::cli::Terminal terminal{console, interrupt.token()};
        return static_cast<int>(planscope::cli::runPlanexec({argv, static_cast<std::size_t>(argc)}, terminal));
    } catch (const std::bad_alloc&) {
        std::fputs("planexec: error: the host has not enough memory.\n", stderr);
        return static_cast<int>(ExitCode::BadInput);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "planexec: error: %s. This is a defect of Planscope; please report it with the model.\n", error.what());
        return static_cast<int>(ExitCode::OurFault);
    }
}
