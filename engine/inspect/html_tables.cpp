// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/escape.h"
#include "engine/inspect/format.h"
#include "engine/inspect/html_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace planscope::inspect {
namespace {

struct Head {
    const char* title;
    bool isNumber;
};
constexpr Head kHeads[] = {{"Step", true},   {"Layer", false},   {"Kind", false},   {"Median", true}, {"Min", true},    {"p95", true},
                           {"Share", true},  {"Tactic", false},  {"Formats", false}, {"Output", false}, {"FLOP/s", true}, {"Bytes/s", true},
                           {"ONNX nodes", false}};

std::string numberCell(double value, const std::string& text, std::string_view extra = "") {
    return fmt::format("<td class=\"n{}\" data-v=\"{}\">{}</td>", extra, jsonNumber(value), htmlText(text));
}

std::string rateText(double amount, double ns, const char* unit) {
    if (!(ns > 0)) return "–";
    const double rate = amount / ns * 1e9;
    return formatCount(rate) + (rate < 1000 ? " " : "") + unit;
}

double rate(double amount, double ns) { return ns > 0 ? amount / ns * 1e9 : -1; }

bool hasCandidates(const ProfileSnapshot& profile, std::size_t i) { return i < profile.candidates.size() && !profile.candidates[i].rows.empty(); }

std::string layerRow(const ProfileSnapshot& profile, std::size_t i) {
    const LayerRow& row = profile.layers[i];
    std::string nodes;
    for (const std::string& node : row.onnxNodes) nodes += (nodes.empty() ? "" : ", ") + node;
    std::string name = htmlText(row.name);
    if (hasCandidates(profile, i)) name = fmt::format("<a href=\"#c{}\">{}</a>", row.step, name);
    std::string out = "<tr>" + numberCell(row.step, std::to_string(row.step)) + "<td class=\"name\">" + name + "</td><td>" + htmlText(row.kind) + "</td>";
    out += numberCell(row.medianNs, formatDuration(row.medianNs)) + numberCell(row.minNs, formatDuration(row.minNs)) + numberCell(row.p95Ns, formatDuration(row.p95Ns));
    out += fmt::format("<td class=\"n share\" style=\"--s:{:.2f}%\" data-v=\"{}\">{}</td>", std::max(0.0, row.share) * 100, jsonNumber(row.share), formatPercent(row.share));
    out += "<td>" + htmlText(row.algorithm.empty() ? row.tactic : row.tactic + ' ' + row.algorithm) + "</td><td>";
    if (!row.inputFormats.empty() || !row.outputFormats.empty()) out += htmlText(row.inputFormats + " → " + row.outputFormats);
    out += "</td><td>" + htmlText(row.dataType + ' ' + row.outputShape) + "</td>";
    out += numberCell(rate(row.flops, row.medianNs), rateText(row.flops, row.medianNs, "FLOP/s"));
    out += numberCell(rate(row.bytes, row.medianNs), rateText(row.bytes, row.medianNs, "B/s"));
    return out + "<td>" + htmlText(nodes) + "</td></tr>\n";
}

std::string candidateTable(const LayerRow& layer, const LayerCandidates& candidates) {
    std::string out = fmt::format("<details id=\"c{}\"><summary>{} <span class=\"muted\">{}</span></summary><div class=\"wide\"><table><thead><tr><th>Tactic</th><th>Formats</th>"
                                  "<th class=\"n\">Median</th><th class=\"n\">Samples</th><th class=\"n\">Workspace</th><th>Status</th><th>Reason</th></tr></thead><tbody>",
                                  layer.step, htmlText(layer.name), htmlText(candidates.reasonChosen));
    for (const CandidateRow& row : candidates.rows)
        out += fmt::format("<tr class=\"{}\"><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td><td class=\"name\">{}</td></tr>",
                           row.chosen ? "chosen" : row.medianNs < 0 ? "off" : "", htmlText(row.algorithm.empty() ? row.tactic : row.tactic + ' ' + row.algorithm),
                           htmlText(row.formats), formatDuration(row.medianNs), row.fromCache ? "cache" : std::to_string(row.samples), formatBytes(row.workspaceBytes),
                           htmlText(row.status), htmlText(row.reason));
    return out + "</tbody></table></div></details>\n";
}

}  // namespace

std::string layerTable(const ProfileSnapshot& profile) {
    std::string out = "<input id=\"filter\" type=\"search\" aria-label=\"Filter layers\" placeholder=\"Filter: words or /expression/\"> <span id=\"count\" class=\"muted\" role=\"status\"></span>\n"
                      "<div class=\"wide\"><table id=\"layers\"><thead><tr>";
    for (const Head& head : kHeads) out += fmt::format("<th{}><button type=\"button\">{}</button></th>", head.isNumber ? " class=\"n\"" : "", head.title);
    out += "</tr></thead><tbody>\n";
    for (std::size_t i = 0; i < profile.layers.size(); ++i) out += layerRow(profile, i);
    return out + "</tbody></table></div>\n";
}

std::string candidateTables(const ProfileSnapshot& profile, std::size_t maxBytes) {
    std::vector<std::size_t> order(profile.layers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::erase_if(order, [&](std::size_t i) { return !hasCandidates(profile, i); });
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return profile.layers[a].medianNs > profile.layers[b].medianNs; });
    std::string out;
    std::size_t written = 0;
    for (const std::size_t i : order) {
        std::string table = candidateTable(profile.layers[i], profile.candidates[i]);
        if (out.size() + table.size() > maxBytes) break;
        out += table;
        ++written;
    }
    if (written < order.size())
        out += fmt::format("<p class=\"note\">The candidates of the {} slowest layers are listed; those of {} more are left out to keep this file small.</p>", written, order.size() - written);
    return out;
}

std::string controlFlowTable(const ProfileSnapshot& profile) {
    if (profile.controlFlow.empty()) return {};
    std::string out = "<div class=\"wide\"><table><thead><tr><th>Layer</th><th>Kind</th><th>Tactic</th><th>Output</th></tr></thead><tbody>\n";
    for (const ControlRow& row : profile.controlFlow)
        out += fmt::format("<tr><td class=\"name\" style=\"padding-left:{}em\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", row.depth * 2 + 1,
                           htmlText(row.name), htmlText(row.kind), htmlText(row.tactic), htmlText(row.outputShape));
    return out + "</tbody></table></div>\n";
}

std::string namedValueTable(std::string_view caption, const std::vector<NamedValue>& rows) {
    if (rows.empty()) return {};
    std::string out = "<table><caption>" + htmlText(caption) + "</caption><tbody>";
    for (const NamedValue& row : rows) out += "<tr><th scope=\"row\">" + htmlText(row.name) + "</th><td>" + htmlText(row.value) + "</td></tr>";
    return out + "</tbody></table>\n";
}

}  // namespace planscope::inspect
