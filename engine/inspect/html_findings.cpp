// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/escape.h"
#include "engine/inspect/html_parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace planscope::inspect {

std::string findingsTable(const FindingList& findings, std::size_t maxRows) {
    std::string out = fmt::format("<p><strong>{}</strong></p>", htmlText(findings.title));
    if (findings.rows.empty()) return out + "<p>Nothing is refused.</p>";
    out += "<div class=\"wide\"><table><thead><tr><th>Level</th><th>Rule</th><th>Finding</th><th>What to do</th><th>Source</th></tr></thead><tbody>\n";
    const std::size_t shown = std::min(maxRows, findings.rows.size());
    for (std::size_t i = 0; i < shown; ++i) {
        const FindingRow& row = findings.rows[i];
        out += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"name\">{}</td><td>{}</td><td>{} ({})</td></tr>\n", htmlText(row.level), htmlText(row.rule),
                           htmlText(row.sentence), htmlText(row.fix), htmlText(row.source), htmlText(row.confidence));
    }
    out += "</tbody></table></div>";
    if (shown < findings.rows.size()) out += fmt::format("<p class=\"note\">{} more; planexec scope lists all.</p>", findings.rows.size() - shown);
    return out;
}

}  // namespace planscope::inspect
