// SPDX-License-Identifier: Apache-2.0
#include "engine/builder/builder.h"

#include "engine/base/check.h"
#include "engine/builder/io_types.h"
#include "engine/builder/open_build.h"
#include "engine/builder/scope_gate.h"
#include "engine/memory/memory_map.h"
#include "engine/precision/assign.h"
#include "engine/precision/requests.h"
#include "engine/precision/single_precision.h"
#include "engine/quantization/implicit.h"
#include "engine/shapes/open_engine.h"
#include "engine/network/names.h"
#include "engine/tactics/timing_cache.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <iterator>
#include <map>

namespace planscope {
namespace {

/// Runs the stages one after the other: announces each, measures it, and stops between them when asked to.
class Stages {
public:
    Stages(const ProgressFn& progress, std::stop_token stop) : m_progress(progress), m_stop(std::move(stop)) {}

    template <class Work>
    auto run(std::string_view stage, Work work) -> decltype(work()) {
        if (m_stop.stop_requested()) return fail(Code::Cancelled, "the build was cancelled");
        report({stage, 0, 0, {}});
        const auto begin = std::chrono::steady_clock::now();
        auto result = work();
        const std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - begin;
        m_records.push_back({std::string(stage), elapsed.count()});
        return result;
    }
    void report(const BuildProgress& progress) const {
        if (m_progress) m_progress(progress);
    }
    std::vector<StageRecord> take() { return std::move(m_records); }

private:
    const ProgressFn& m_progress;
    std::stop_token m_stop;
    std::vector<StageRecord> m_records;
};

Result<TimingCache> loadCache(const std::filesystem::path& path) {
    if (path.empty()) return TimingCache{};
    return TimingCache::load(path);
}

PrecisionRecord recordOf(const precision::AssignedLayer& layer) {
    PrecisionRecord out{layer.layer, layer.requested, layer.actual, {}, layer.reason, layer.weights.total, layer.weights.infinite,
                        layer.weights.subnormal, layer.weights.zero};
    for (const DataType type : layer.outputs) out.outputs.emplace_back(toString(type));
    return out;
}

/// Gives the layers of a network or body their precisions and notes what became of them.
Status assignPrecisions(Network& network, const PrecisionOptions& options, BuildResult& out) {
    PS_ASSIGN(precision::Assignment assigned, precision::assignPrecision(network, options));
    network = std::move(assigned.network);
    std::ranges::transform(assigned.layers, std::back_inserter(out.record.precisions), recordOf);
    std::ranges::move(assigned.warnings, std::back_inserter(out.warnings));
    return {};
}

/// Rules that name a layer which is not there are mistakes: names are those after all rewrites.
Status checkRules(const SelectionOptions& options, const BuildRecord& record) {
    for (const AlgorithmRule& rule : options.algorithms) {
        const bool isThere = std::ranges::any_of(record.layers, [&](const LayerRecord& l) { return fitsPattern(rule.layer, l.layer); });
        if (!isThere && rule.layer.find('*') == std::string::npos)
            return fail(Code::Option, fmt::format("an algorithm rule names the layer '{}', which the network does not have after its rewrites", rule.layer),
                        "planexec inspect PLAN --layers lists the names.");
    }
    return {};
}

/// The same where layers are known before anything is timed.
Status checkRules(const SelectionOptions& options, const Network& network) {
    BuildRecord names;
    for (const SelectionGraph::Node& node : makeSelectionGraph(network).nodes) names.layers.push_back({node.name, {}, {}, {}});
    return checkRules(options, names);
}

/// Where INT8 is allowed: a network without Q/DQ gets them from scales. Says what became of each layer that could have been INT8.
Result<std::vector<quantization::LayerNote>> applyScales(Network& network, const BuildOptions& options, std::vector<Error>& warnings, std::stop_token stop) {
    if (quantization::isExplicit(network)) {
        if (!options.scales.empty())
            warnings.push_back({Code::Option, {}, "the network says by Q/DQ how it is quantised; calibration and dynamic ranges have no effect", {}});
        return std::vector<quantization::LayerNote>{};
    }
    if (!options.precision.int8) {
        if (!options.scales.empty()) warnings.push_back({Code::Option, {}, "calibration and dynamic ranges have no effect where INT8 is not allowed", {}});
        return std::vector<quantization::LayerNote>{};
    }
    const bool requestsBind = options.precision.constraints != PrecisionConstraints::None;
    if (!options.scales.empty()) return quantization::makeExplicit(network, options.scales, requestsBind, std::move(stop));
    warnings.push_back({Code::Option, {}, "INT8 without calibration: inputs are assumed to be in [-2, 2] and all other tensors in [-4, 4]; times are "
                        "meaningful, results are not", "Give a calibration cache (--calib) or dynamic ranges."});
    return quantization::makeExplicit(network, quantization::assumedScales(network), requestsBind, std::move(stop));
}

/// The note of a layer that others were merged into: names are joined by " + " and " || ".
const quantization::LayerNote* noteOf(const std::map<std::string_view, const quantization::LayerNote*>& notes, std::string_view layer) {
    for (std::size_t end = 0; end != std::string_view::npos;) {
        end = std::min(layer.find(" + ", end + 1), layer.find(" || ", end + 1));
        if (const auto at = notes.find(layer.substr(0, end)); at != notes.end()) return at->second;
    }
    return nullptr;
}

/// Puts the reasons of quantisation into the rows of the layers.
void explainQuantisation(BuildRecord& record, std::span<const quantization::LayerNote> notes) {
    std::map<std::string_view, const quantization::LayerNote*> byLayer;
    for (const quantization::LayerNote& note : notes) byLayer.emplace(note.layer, &note);
    for (PrecisionRecord& row : record.precisions)
        if (const quantization::LayerNote* note = noteOf(byLayer, row.layer))
            row.reason = note->isInt8 ? note->reason : fmt::format("{}; {}", row.reason, note->reason);
}

/// A spec per binding. @param role  "input"
Result<std::vector<IoSpec>> specsFor(std::size_t bindings, const std::vector<IoSpec>& specs, std::string_view role) {
    if (specs.size() == 1) return std::vector<IoSpec>(bindings, specs.front());
    PS_CHECK(specs.empty() || specs.size() == bindings, Code::Option, "there are {} {} formats, but the network has {} {}s; give one for each or one for all",
             specs.size(), role, bindings, role);
    return specs;
}

/// Gives inputs and outputs the types that are asked for, and writes down the formats for the selection.
Status applyIoSpecs(Network& network, const BuildOptions& options, SelectionOptions& selection) {
    PS_ASSIGN(const std::vector<IoSpec> inputs, specsFor(network.inputs().size(), options.inputs, "input"));
    PS_ASSIGN(const std::vector<IoSpec> outputs, specsFor(network.outputs().size(), options.outputs, "output"));
    std::vector<DataType> inputTypes, outputTypes;
    for (std::size_t i = 0; i < network.inputs().size(); ++i) {
        const Tensor& tensor = network.tensor(network.inputs()[i]);
        inputTypes.push_back(inputs.empty() ? tensor.type : inputs[i].type);
        if (inputs.empty()) continue;
        PS_ASSIGN(std::vector<Format> formats, formatsOf(inputs[i], tensor.name, tensor.dims, true));
        selection.inputFormats.push_back({tensor.name, std::move(formats)});
    }
    for (std::size_t i = 0; i < network.outputs().size(); ++i) {
        const NetworkOutput& output = network.outputs()[i];
        outputTypes.push_back(outputs.empty() ? network.tensor(output.tensor).type : outputs[i].type);
        if (outputs.empty()) continue;
        PS_ASSIGN(std::vector<Format> formats, formatsOf(outputs[i], output.name, network.tensor(output.tensor).dims, false));
        selection.outputFormats.push_back({output.name, std::move(formats)});
    }
    if (inputs.empty() && outputs.empty()) return {};
    PS_ASSIGN(network, withBorderTypes(network, inputTypes, outputTypes));
    return {};
}

bool wantsFormats(const SelectionOptions& options) {
    const auto isSpecial = [](const BorderFormats& row) { return row.allowed != std::vector{Format::linear()}; };
    return options.directIo || std::ranges::any_of(options.inputFormats, isSpecial) || std::ranges::any_of(options.outputFormats, isSpecial);
}

Result<BuildResult> build(const Network& network, const BuildOptions& options, const ProgressFn& progress,
                          const std::stop_token& stop) {
    PS_TRY(keepToScope(network, options));
    Stages stages(progress, stop);
    BuildResult out;
    out.optimised = network;
    PS_ASSIGN(const std::shared_ptr<const Device> device, openDevice(options.device, options.threads));
    PS_ASSIGN(TimingCache cache, loadCache(options.timingCache));
    SelectionOptions selectionOptions = options.selection;
    PS_ASSIGN(out.warnings, precision::applyRequests(out.optimised, options.precision));
    std::vector<quantization::LayerNote> notes;
    if (options.precision.int8 || !options.scales.empty()) {
        PS_ASSIGN(notes, stages.run("quantisation", [&] { return applyScales(out.optimised, options, out.warnings, stop); }));
    }
    PS_TRY(applyIoSpecs(out.optimised, options, selectionOptions));
    if (options.precision.fp16 && precision::hasHalf(out.optimised)) {
        PS_ASSIGN(out.optimised, precision::inSinglePrecision(out.optimised));
    }
    PS_ASSIGN(std::vector<PassRecord> passRecords,
              stages.run("passes", [&] { return passes::runPipeline(out.optimised, options.passes, stop); }));
    if (precision::changesPrecision(out.optimised, options.precision))
        PS_TRY(stages.run("precision", [&] { return assignPrecisions(out.optimised, options.precision, out); }));
    explainQuantisation(out.record, notes);
    const SelectionProgress timed = [&](int done, int total, std::string_view layer) {
        stages.report({"tactics", done, total, layer});
    };
    const bool isOpen = shapes::isOpen(out.optimised);
    const shapes::OptimiseBody optimiseBody = [&](Network& body) -> Status {
        PS_TRY(passes::runPipeline(body, options.passes, stop));
        return precision::changesPrecision(body, options.precision) ? assignPrecisions(body, options.precision, out) : Status{};
    };
    PS_CHECK(!isOpen || !wantsFormats(selectionOptions), Code::UnsupportedFeature,
             "inputs and outputs of networks with open shapes are linear; fix the shapes to have them in other formats or directly");
    PS_CHECK(isOpen || options.profiles.empty(), Code::Option, "all shapes of the model are fixed, so that it takes no profiles");
    if (!isOpen) PS_TRY(checkRules(selectionOptions, out.optimised));
    PS_ASSIGN(Selection selection, stages.run("tactics", [&] {
        return isOpen ? buildOpenEngine(out.optimised, *device, options.profiles, selectionOptions, cache, timed, stop, optimiseBody)
                      : selectTactics(out.optimised, *device, selectionOptions, cache, timed, stop);
    }));
    if (!isOpen) PS_TRY(stages.run("memory", [&] { return assignMemory(selection.engine, *device); }));
    if (isOpen) PS_TRY(checkRules(selectionOptions, selection.record));
    if (!options.timingCache.empty())
        if (Status saved = cache.save(options.timingCache); !saved) out.warnings.push_back(std::move(saved.error()));
    out.engine = std::move(selection.engine);
    std::vector<PrecisionRecord> precisions = std::move(out.record.precisions);
    out.record = std::move(selection.record);
    out.record.precisions = std::move(precisions);
    out.record.passes = std::move(passRecords);
    const std::vector<StageRecord> own = stages.take();
    out.record.stages.insert(out.record.stages.begin(), own.begin(), own.end());
    return out;
}

}  // namespace

Result<BuildResult> buildEngine(const Network& network, const BuildOptions& options, const ProgressFn& progress,
                                std::stop_token stop) {
    try {
        return build(network, options, progress, stop);
    } catch (const std::bad_alloc&) {
        return fail(Code::Memory, "the host has not enough memory for this build");
    } catch (const std::exception& error) {
        return fail(Code::Bug, error.what(), "This is a defect of Planscope; please report it with the model.");
    }
}

}  // namespace planscope
