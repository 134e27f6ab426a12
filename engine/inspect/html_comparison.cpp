// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/escape.h"
#include "engine/inspect/format.h"
#include "engine/inspect/html_parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace planscope::inspect {
namespace {

std::string sides(const std::string& before, const std::string& after) {
    if (before == after || before.empty() || after.empty()) return htmlText(after.empty() ? before : after);
    return htmlText(before) + " ⇒ <strong>" + htmlText(after) + "</strong>";
}

std::string side(const std::vector<std::int32_t>& steps, double ns) { return steps.empty() ? "–" : htmlText(formatDuration(ns)); }

std::string rowOf(const LayerDifference& row) {
    const char* const remark = row.before.empty() ? " (new)" : row.after.empty() ? " (gone)" : "";
    return fmt::format("<tr><td class=\"name\">{}{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                       htmlText(row.name), remark, row.isMeasured() ? htmlText(formatChange(row.changeNs())) : "–", side(row.before, row.beforeNs),
                       side(row.after, row.afterNs), sides(row.beforeTactics, row.afterTactics), sides(row.beforeFormats, row.afterFormats),
                       sides(row.beforePrecisions, row.afterPrecisions));
}

}  // namespace

std::string comparisonTable(const BuildComparison& comparison, std::size_t maxRows) {
    std::string out = fmt::format("<p>{} ⇒ {}</p><p><strong>{}</strong></p>", htmlText(comparison.before), htmlText(comparison.after), htmlText(summaryOf(comparison)));
    out += "<div class=\"wide\"><table><thead><tr><th>Layer</th><th class=\"n\">Change</th><th class=\"n\">Before</th><th class=\"n\">After</th><th>Tactic</th>"
           "<th>Formats</th><th>Precision</th></tr></thead><tbody>\n";
    const std::size_t shown = std::min(maxRows, comparison.layers.size());
    for (std::size_t i = 0; i < shown; ++i) out += rowOf(comparison.layers[i]);
    out += "</tbody></table></div>";
    if (shown < comparison.layers.size()) out += fmt::format("<p class=\"note\">{} more with smaller changes.</p>", comparison.layers.size() - shown);
    return out;
}

}  // namespace planscope::inspect
