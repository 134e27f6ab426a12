// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/accuracy_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace planscope::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string percentText(const std::optional<double>& share) { return share ? fmt::format("{:.2f} %", *share * 100) : std::string("-"); }

std::string deviationText(const accuracy::Deviation& d) {
    std::string out = fmt::format("{:>12.9f} {:>12.4g} {:>12.4g}", d.cosine, d.maxAbs, d.meanAbs);
    if (d.notFinite > 0) out += fmt::format("   {} not finite", d.notFinite);
    return out;
}

std::string weightsText(const std::vector<PrecisionRecord>& rows) {
    std::int64_t weights = 0, infinite = 0, subnormal = 0, zero = 0;
    std::size_t layers = 0;
    for (const PrecisionRecord& row : rows) {
        weights += row.weights;
        infinite += row.infiniteWeights;
        subnormal += row.subnormalWeights;
        zero += row.zeroWeights;
        layers += row.infiniteWeights + row.subnormalWeights + row.zeroWeights > 0;
    }
    if (layers == 0) return {};
    return fmt::format("  of {} weights in FP16 {} become infinite, {} subnormal, {} zero, in {} layer{}\n", weights, infinite, subnormal, zero, layers, layers == 1 ? "" : "s");
}

std::string precisionText(const accuracy::PrecisionAccuracy& row, std::size_t worst) {
    std::string out = fmt::format("\n{}\n  {:<44} {:>12} {:>12} {:>12} {:>10} {:>10}\n", row.precision, "output", "cosine", "max abs", "mean abs", "same top-1", "top-1");
    for (const accuracy::OutputAccuracy& output : row.outputs)
        out += fmt::format("  {:<44} {} {:>10} {:>10}\n", output.output, deviationText(output.deviation), percentText(output.top1Agreement), percentText(output.top1));
    out += weightsText(row.precisions);
    std::vector<accuracy::TensorDeviation> layers = row.layers;
    std::ranges::stable_sort(layers, {}, [](const accuracy::TensorDeviation& l) { return l.deviation.cosine; });
    layers.resize(std::min(layers.size(), worst));
    if (!layers.empty()) out += fmt::format("  {} of {} tensors between layers, the one furthest off first\n", layers.size(), row.layers.size());
    for (const accuracy::TensorDeviation& layer : layers) out += fmt::format("  {:<44} {}\n", layer.tensor, deviationText(layer.deviation));
    return out;
}

Json deviationJson(const accuracy::Deviation& d) { return {{"cosine", d.cosine}, {"maxAbs", d.maxAbs}, {"meanAbs", d.meanAbs}, {"notFinite", d.notFinite}}; }

Json outputsJson(const std::vector<accuracy::OutputAccuracy>& outputs) {
    Json out = Json::array();
    for (const accuracy::OutputAccuracy& output : outputs) {
        Json row = deviationJson(output.deviation);
        row["output"] = output.output;
        if (output.top1Agreement) row["top1Agreement"] = *output.top1Agreement;
        if (output.top1) row["top1"] = *output.top1;
        out.push_back(std::move(row));
    }
    return out;
}

Json precisionJson(const accuracy::PrecisionAccuracy& row) {
    Json layers = Json::array(), records = Json::array();
    for (const accuracy::TensorDeviation& layer : row.layers) {
        Json json = deviationJson(layer.deviation);
        json["tensor"] = layer.tensor;
        layers.push_back(std::move(json));
    }
    for (const PrecisionRecord& record : row.precisions)
        records.push_back({{"layer", record.layer}, {"actual", record.actual}, {"reason", record.reason}, {"weights", record.weights},
                           {"infinite", record.infiniteWeights}, {"subnormal", record.subnormalWeights}, {"zero", record.zeroWeights}});
    return {{"precision", row.precision}, {"outputs", outputsJson(row.outputs)}, {"tensors", std::move(layers)}, {"layers", std::move(records)}};
}

}  // namespace

std::string accuracyText(const accuracy::Report& report, std::size_t worst) {
    std::string out = fmt::format("{} sample{} in {} batch{}, against FP32", report.samples, report.samples == 1 ? "" : "s", report.batches, report.batches == 1 ? "" : "es");
    for (const accuracy::OutputAccuracy& output : report.fp32)
        if (output.top1) out += fmt::format("; top-1 of '{}' in FP32 {}", output.output, percentText(output.top1));
    out += '\n';
    for (const accuracy::PrecisionAccuracy& row : report.precisions) out += precisionText(row, worst);
    if (worst > 0 && !report.precisions.empty() && !report.precisions.front().layers.empty())
        out += "\nTensors between layers are those of engines that keep them, in which some layers stay apart; outputs are those of the engines as built.\n";
    out.pop_back();
    return out;
}

std::string accuracyJson(const accuracy::Report& report, const std::string& model) {
    Json precisions = Json::array();
    for (const accuracy::PrecisionAccuracy& row : report.precisions) precisions.push_back(precisionJson(row));
    const Json out{{"model", model}, {"batches", report.batches}, {"samples", report.samples}, {"fp32", outputsJson(report.fp32)}, {"precisions", std::move(precisions)}};
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace planscope::cli
