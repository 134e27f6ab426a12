// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/onnx/conformance_cases.h"

#include "engine/base/check.h"
#include "engine/builder/builder.h"
#include "engine/devices/cpu/cpu_device.h"
#include "engine/network/evaluate.h"
#include "engine/runtime/standard/context.h"
#include "tests/engine/onnx/model_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace planscope::onnx_tests {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kData = "/usr/share/libonnx-testdata/data";
constexpr std::string_view kGroups[] = {"node", "pytorch-converted", "pytorch-operator", "simple"};

constexpr ConformanceVariant kVariants[] = {
    {"reference kernels", -1, true},
    {"level 3", 3, true},
    {"level 0", 0, true},
    {"level 5", 5, true},
    {"level 3 without fusion", 3, false},
};

/// Cases whose stored answer is not followed, with the reason.
struct Deviation {
    std::string_view name, reason;
};
constexpr std::string_view kUnroundedLength =
    "the stored answer takes the output's length before it is rounded down, which no output has";
constexpr Deviation kDeviations[] = {
    {"test_adam_multiple", "the stored answer uses an epsilon of 0.01, which the model does not state"},
    {"test_resize_downsample_scales_cubic_align_corners", kUnroundedLength},
    {"test_resize_downsample_scales_linear_align_corners", kUnroundedLength},
};

using Values = std::vector<ConstantPtr>;

BuildOptions optionsOf(const ConformanceVariant& variant) {
    BuildOptions out;
    out.threads = 1;
    out.selection.optimizationLevel = variant.level;
    if (variant.fuses) return out;
    for (const passes::PipelineRow& row : passes::pipeline())
        if (row.phase == "fuse" || row.phase == "fold") out.passes.disabled.emplace_back(row.rewrite->name);
    return out;
}

Result<Values> runEngine(Engine engine, const Values& inputs) {
    PS_ASSIGN(const auto loaded, loadEngine(std::move(engine), devices::cpu::makeDevice(1)));
    PS_ASSIGN(const auto context, ExecutionContext::create(loaded));
    for (std::size_t i = 0; i < inputs.size(); ++i) PS_TRY(context->setInput(static_cast<int>(i), inputs[i]->bytes()));
    PS_TRY(context->run());
    Values out;
    const Engine& ran = context->engine();
    for (std::size_t i = 0; i < ran.outputs.size(); ++i) {
        const EngineTensor& tensor = ran.tensors[ran.outputs[i].tensor];
        std::vector<std::byte> bytes(storageBytes(tensor.type, tensor.dims, Format::linear()));
        PS_TRY(context->readOutput(static_cast<int>(i), bytes));
        out.push_back(Constant::own(tensor.type, tensor.dims, std::move(bytes)));
    }
    return out;
}

/// Engines here have fixed extents, so values that decide extents become constants where that is possible. What has open
/// extents even then, or control flow, is run by the reference kernels in every variant.
bool hasFixedExtents(const Network& network) {
    for (const LayerId id : network.topologicalOrder())
        for (const TensorId output : network.layer(id).outputs)
            if (!network.tensor(output).dims.isStatic()) return false;
    return true;
}

Result<Values> evaluate(const Network& network, const Values& inputs, const ConformanceVariant& variant) {
    if (variant.level < 0) return evaluateNetwork(network, inputs);
    if (!hasFixedExtents(network)) return evaluateNetwork(network, inputs);
    PS_ASSIGN(BuildResult built, buildEngine(network, optionsOf(variant), {}, {}));
    if (built.engine.isOpen) return evaluateNetwork(network, inputs);
    return runEngine(std::move(built.engine), inputs);
}

Outcome compareWith(const Values& expected, const Result<Values>& actual) {
    if (!actual) return {Agreement::Differs, actual.error().text()};
    if (actual->size() != expected.size())
        return {Agreement::Differs, fmt::format("{} outputs instead of {}", actual->size(), expected.size())};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const Comparison result = compare(*(*actual)[i], *expected[i], 1e-3, 1e-5);
        if (result.excess > 0) return {Agreement::Differs, fmt::format("output {}: {}", i, result.difference)};
    }
    return {Agreement::Agrees};
}

std::string firstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

Outcome withReason(Outcome outcome, std::string_view name) {
    const auto* const row = std::ranges::find(kDeviations, name, &Deviation::name);
    if (outcome.agreement != Agreement::Differs || row == std::end(kDeviations)) return outcome;
    return {Agreement::Deviates, std::string(row->reason)};
}

std::string heading(Agreement agreement) {
    constexpr std::string_view kHeadings[] = {"agrees", "refused", "deviates", "differs"};
    return std::string(kHeadings[static_cast<std::size_t>(agreement)]);
}

}  // namespace

std::span<const ConformanceVariant> conformanceVariants() { return kVariants; }

std::vector<ConformanceCase> conformanceCases() {
    std::vector<ConformanceCase> out;
    for (const std::string_view group : kGroups) {
        std::error_code missing;
        for (const auto& entry : fs::directory_iterator(fs::path(kData) / group, missing))
            out.push_back({std::string(group), entry.path().filename(), entry.path()});
    }
    std::ranges::sort(out, {}, [](const ConformanceCase& c) { return std::pair(c.group, c.name); });
    return out;
}

Outcome runConformanceCase(const ConformanceCase& row, const ConformanceVariant& variant) {
    const Files files;
    const fs::path data = row.folder / "test_data_set_0";
    Outcome out;
    for (int constants = inputCount(row.folder / "model.onnx"); constants >= 0; --constants) {
        const auto imported =
            onnx::importModel(files.write("model.onnx", withConstants(row.folder / "model.onnx", data, constants)), {}, {});
        const bool isImported = imported && imported->ok();
        const bool runsAsEngine = isImported && hasFixedExtents(imported->network);
        // Later rounds may fix the extents; nothing is refused once a round was imported.
        if (isImported && (variant.level < 0 || runsAsEngine || constants == 0)) {
            Values inputs = readTensors(data, "input");
            inputs.resize(imported->network.inputs().size());
            return withReason(compareWith(readTensors(data, "output"), evaluate(imported->network, inputs, variant)), row.name);
        }
        const bool isFirst = out.sentence.empty(), wantsValues = out.sentence.find("known at build time") != std::string::npos;
        if (!isImported && (isFirst || wantsValues)) out.sentence = firstLine(problemsOf(imported));
    }
    return out;
}

std::string conformancePage(std::span<const ConformanceCase> cases, std::span<const Outcome> outcomes) {
    std::map<std::string, std::array<int, 4>> counts;
    for (std::size_t i = 0; i < cases.size(); ++i)
        for (const std::string& group : {cases[i].group, std::string("total")})
            ++counts[group][static_cast<std::size_t>(outcomes[i].agreement)];
    std::string out =
        "# ONNX backend test suite\n\nMade by `onnx_conformance_table`. Every case of the suite (single operators, and models exported by "
        "PyTorch) is imported\nand run on its stored inputs; it either agrees with the stored outputs (1e-3 relative, 1e-5 absolute; "
        "integers exactly)\nor is refused by the sentence below. A few deviate knowingly. The outcome is the same with the reference "
        "kernels, at\noptimisation levels 0, 3 and 5, and without folding and fusion (networks with control flow or extents that are decided by\ndata are run by the reference kernels in all of these): `onnx_conformance_test` compares two of these "
        "with this\npage, `PLANSCOPE_CONFORMANCE=all onnx_conformance_test` all of them.\n\n| group | cases | agree | refused | deviate |\n|---|--:|--:|--:|--:|\n";
    for (const auto& [group, count] : counts)
        out += fmt::format("| {} | {} | {} | {} | {} |\n", group, count[0] + count[1] + count[2] + count[3], count[0], count[1],
                           count[2] + count[3]);
    for (const Agreement agreement : {Agreement::Differs, Agreement::Deviates, Agreement::Refused}) {
        if (std::ranges::find(outcomes, agreement, &Outcome::agreement) == outcomes.end()) continue;
        out += fmt::format("\n## {}\n\n", heading(agreement));
        for (std::size_t i = 0; i < cases.size(); ++i)
            if (outcomes[i].agreement == agreement)
                out += fmt::format("- `{}/{}`: {}\n", cases[i].group, cases[i].name, outcomes[i].sentence);
    }
    out += "\n## agrees\n\n";
    for (std::size_t i = 0; i < cases.size(); ++i)
        if (outcomes[i].agreement == Agreement::Agrees) out += fmt::format("- `{}/{}`\n", cases[i].group, cases[i].name);
    return out;
}

}  // namespace planscope::onnx_tests
