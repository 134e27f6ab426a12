// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/explanation.h"

#include "engine/inspect/format.h"

#include <fmt/format.h>

namespace planscope::cli {
namespace {

std::string passText(const PassRecord& pass) {
    std::string out = fmt::format("{}: {} change{}, {} -> {} layers, {}\n", pass.pass, pass.patches, pass.patches == 1 ? "" : "s",
                                  pass.layersBefore, pass.layersAfter, inspect::formatDuration(pass.ns));
    for (const std::string& reason : pass.reasons) out += fmt::format("  {}\n", reason);
    for (const DeclineRecord& declined : pass.declined) out += fmt::format("  not '{}': {}\n", declined.layer, declined.reason);
    return out;
}

}  // namespace

std::string explanation(const BuildRecord& record) {
    std::string out;
    for (const PassRecord& pass : record.passes)
        if (pass.patches > 0 || !pass.declined.empty()) out += passText(pass);
    if (out.empty()) return "no pass changed anything";
    out.pop_back();
    return out;
}

}  // namespace planscope::cli
