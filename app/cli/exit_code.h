// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/base/error.h"

namespace planscope::cli {

/// What planexec tells the shell.
enum class ExitCode {
    Good = 0,
    Findings = 1,     ///< outputs differ from a reference, or a model has problems that were asked for
    BadInput = 2,     ///< options, files, models or the machine; the user can act
    OurFault = 3,     ///< a defect of Planscope
    Cancelled = 130,  ///< interrupted from the keyboard, as shells say it
};

/// The table above as help texts show it.
inline constexpr const char* kExitCodesText =
    "Exit codes: 0 good; 1 findings or mismatch; 2 bad usage or input; 3 a defect of Planscope; 130 interrupted.";

ExitCode exitCodeOf(const Error& error);

}  // namespace planscope::cli
