// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/layer_precisions.h"

#include "app/desktop/build_settings.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>
#include <string_view>

namespace planscope::desktop {
namespace {

QString translated(const char* text) { return QCoreApplication::translate("LayerPrecisions", text); }

bool isInteger8(DataType type) { return type == DataType::Int8 || type == DataType::UInt8; }

/// What a step works in where the record says nothing, since nothing but the model's own types was allowed.
QString typeOf(const Engine& engine, const EngineStep& step) {
    if (step.numerics == Numerics::Tf32) return QStringLiteral("TF32");
    if (step.numerics != Numerics::Native) return precisionName(DataType::Half);
    const auto typeAt = [&](std::uint32_t tensor) { return engine.tensors[tensor].type; };
    if (std::ranges::any_of(step.inputs, [&](std::uint32_t tensor) { return isInteger8(typeAt(tensor)); })) return precisionName(DataType::Int8);
    return step.outputs.empty() ? QString() : precisionName(typeAt(step.outputs.front()));
}

/// "FP16", or "FP16, FP32" for a node that became several steps.
void addDistinct(QString& list, const QString& word) {
    if (word.isEmpty() || list.split(QStringLiteral(", ")).contains(word)) return;
    list += list.isEmpty() ? word : QStringLiteral(", ") + word;
}

bool isLayer(const inspect::GraphNode& node) {
    using inspect::Category;
    return node.category != Category::Input && node.category != Category::Output && node.category != Category::Constant && !node.origins.empty();
}

}  // namespace

std::vector<StepPrecision> stepPrecisions(const Engine& engine, const BuildRecord* record) {
    std::map<std::string_view, const PrecisionRecord*> recorded;
    if (record)
        for (const PrecisionRecord& row : record->precisions) recorded.emplace(row.layer, &row);
    std::vector<StepPrecision> out;
    out.reserve(engine.steps.size());
    for (const EngineStep& step : engine.steps) {
        StepPrecision& precision = out.emplace_back();
        if (step.def->category == Category::Reformat) continue;
        const auto at = recorded.find(step.name);
        if (at == recorded.end()) {
            precision.actual = typeOf(engine, step);
            continue;
        }
        precision.actual = precisionName(QString::fromStdString(at->second->actual));
        precision.reason = QString::fromStdString(at->second->reason);
    }
    return out;
}

LayerPrecisions layerPrecisions(const inspect::GraphSnapshot& imported, const Engine* engine, const std::vector<StepPrecision>* steps) {
    std::map<std::uint32_t, StepPrecision> outcomes;
    for (std::size_t i = 0; engine && i < engine->steps.size(); ++i) {
        const StepPrecision& step = (*steps)[i];
        if (step.actual.isEmpty()) continue;
        for (const OriginId origin : engine->steps[i].origins) {
            StepPrecision& outcome = outcomes[origin];
            addDistinct(outcome.actual, step.actual);
            if (outcome.reason.isEmpty()) outcome.reason = step.reason;
        }
    }
    auto out = std::make_shared<std::vector<LayerPrecision>>();
    for (const inspect::GraphNode& node : imported.nodes) {
        if (!isLayer(node)) continue;
        LayerPrecision row{QString::fromStdString(node.name), QString::fromStdString(node.op), node.origins.front()};
        const auto outcome = outcomes.find(row.origin);
        if (outcome != outcomes.end()) {
            row.actual = outcome->second.actual;
            row.reason = outcome->second.reason;
        } else if (engine) {
            row.reason = translated("No step of its own: its result is known before the run, or nothing reads it");
        }
        out->push_back(std::move(row));
    }
    return out;
}

}  // namespace planscope::desktop
