// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/base/result.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace planscope::cli {

/// trtexec options that are understood but not offered yet, or that have no meaning here.
struct RefusedOptions {
    std::vector<std::string> given;  ///< filled by parsing

    /// @errors Code::Option or Code::UnsupportedFeature with one sentence on the first one given
    Status check() const;
};

enum class RefusedScope {
    Build,    ///< what subcommands that build understand: precisions, targets
    Trtexec,  ///< all of them
};

/// Declares the rows of the table on `app`, hidden from its help. @p refused must outlive parsing
void declareRefusedOptions(CLI::App& app, RefusedScope scope, RefusedOptions& refused);

}  // namespace planscope::cli
