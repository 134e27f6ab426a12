// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/onnx/conformance_cases.h"

#include "engine/base/check.h"
#include "engine/builder/builder.h"
#include "engine/devices/cpu/cpu_device.h"
#include "engine/layers/layer_table.h"
#include "engine/network/evaluate.h"
#include "engine/plan/plan_file.h"
#include "engine/runtime/standard/inference_context.h"
#include "tests/engine/onnx/model_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace planscope::onnx_tests {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kData = "/usr/share/libonnx-testdata/data";
constexpr std::string_view kDataSet = "test_data_set_0";
constexpr std::string_view kGroups[] = {"node", "pytorch-converted", "pytorch-operator", "simple"};

constexpr ConformanceVariant kVariants[] = {
    {"reference kernels", -1, true},
    {"level 3", 3, true},
    {"level 0", 0, true},
    {"level 5", 5, true},
    {"level 3 without fusion", 3, false},
};

/// A stored case whose answer is not that of its model, put right.
struct Correction {
    std::string_view name, reason;
    float epsilon = 0;            ///< attribute that the model lacks; 0: none
    std::span<const float> answer{};  ///< in place of the stored first output; empty: as stored
};

constexpr float kCubicAnswer[] = {1, 2.5F, 4, 7, 8.5F, 10, 13, 14.5F, 16};
constexpr float kLinearAnswer[] = {1, 4};
constexpr Correction kCorrections[] = {
    {"test_adam_multiple",
     "the stored answer uses an epsilon of 0.01 that the model does not state, so that ONNX's default 1e-6 holds (the answers differ by up "
     "to 0.0037); agrees with the attribute added",
     1e-2F},
    {"test_resize_downsample_scales_cubic_align_corners",
     "the stored answer aligns corners to an output length of 3.2, which is 3 (up to 1.05 off); agrees with ONNX Runtime 1.32 and PyTorch "
     "1.13, and with ONNX's text: \"length of the resized tensor\"",
     0, kCubicAnswer},
    {"test_resize_downsample_scales_linear_align_corners",
     "the stored answer aligns corners to an output length of 2.4, which is 2 (0.86 off); agrees with ONNX Runtime 1.32 and PyTorch 1.13, "
     "and with ONNX's text: \"length of the resized tensor\"",
     0, kLinearAnswer},
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

/// Through the bytes of a plan.
Result<Values> runEngine(const Engine& engine, const Values& inputs) {
    const auto bytes = std::make_shared<const std::vector<std::byte>>(serializePlan(engine));
    PS_ASSIGN(LoadedPlan plan, parsePlan(*bytes, bytes, layers::table()));
    PS_ASSIGN(const auto context, makeContext(std::move(plan.engine), devices::cpu::makeDevice(1)));
    for (std::size_t i = 0; i < inputs.size(); ++i) PS_TRY(context->setInput(static_cast<int>(i), inputs[i]->bytes()));
    PS_TRY(context->run());
    Values out;
    for (std::size_t i = 0; i < context->engine().outputs.size(); ++i) {
        const DataType type = context->engine().tensors[context->engine().outputs[i].tensor].type;
        const Dims dims = context->outputDims(static_cast<int>(i));
        std::vector<std::byte> value(storageBytes(type, dims, Format::linear()));
        PS_TRY(context->readOutput(static_cast<int>(i), value));
        out.push_back(Constant::own(type, dims, std::move(value)));
    }
    return out;
}

Result<Values> evaluate(const Network& network, const Values& inputs, const ConformanceVariant& variant) {
    if (variant.level < 0) return evaluateNetwork(network, inputs);
    PS_ASSIGN(const BuildResult built, buildEngine(network, optionsOf(variant), {}, {}));
    return runEngine(built.engine, inputs);
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

std::string modelOf(const ConformanceCase& row, int constants, const Correction* correction) {
    std::string bytes = withConstants(row.folder / "model.onnx", row.folder / kDataSet, constants);
    const bool lacksEpsilon = correction && correction->epsilon != 0;
    return lacksEpsilon ? withAttribute(bytes, "epsilon", correction->epsilon) : bytes;
}

Values expectedOf(const ConformanceCase& row, const Correction* correction) {
    Values out = readTensors(row.folder / kDataSet, "output");
    if (correction && !correction->answer.empty()) out.front() = Constant::ofFloats(out.front()->dims(), correction->answer);
    return out;
}

/// @param correction  may be null
Outcome attempt(const ConformanceCase& row, const ConformanceVariant& variant, const Correction* correction) {
    const Files files;
    Outcome out;
    for (int constants = inputCount(row.folder / "model.onnx"); constants >= 0; --constants) {
        const auto imported = onnx::importModel(files.write("model.onnx", modelOf(row, constants, correction)), {}, {});
        if (imported && imported->ok()) {
            Values inputs = readTensors(row.folder / kDataSet, "input");
            inputs.resize(imported->network.inputs().size());
            return compareWith(expectedOf(row, correction), evaluate(imported->network, inputs, variant));
        }
        const bool isFirst = out.sentence.empty(), wantsValues = out.sentence.find("known at build time") != std::string::npos;
        if (isFirst || wantsValues) out.sentence = firstLine(problemsOf(imported));
    }
    return out;
}

std::string heading(Agreement agreement) {
    constexpr std::string_view kHeadings[] = {"agrees", "refused", "agrees with the stored case corrected", "differs"};
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
    Outcome stored = attempt(row, variant, nullptr);
    const auto* const correction = std::ranges::find(kCorrections, row.name, &Correction::name);
    if (stored.agreement != Agreement::Differs || correction == std::end(kCorrections)) return stored;
    const bool isRight = attempt(row, variant, correction).agreement == Agreement::Agrees;
    return isRight ? Outcome{Agreement::Corrected, std::string(correction->reason)} : stored;
}

std::string conformancePage(std::span<const ConformanceCase> cases, std::span<const Outcome> outcomes) {
    std::map<std::string, std::array<int, 4>> counts;
    for (std::size_t i = 0; i < cases.size(); ++i)
        for (const std::string& group : {cases[i].group, std::string("total")})
            ++counts[group][static_cast<std::size_t>(outcomes[i].agreement)];
    std::string out =
        "# ONNX backend test suite\n\nMade by `onnx_conformance_table`. Every case of the suite (single operators, and models exported by "
        "PyTorch) is imported\nand run on its stored inputs; it either agrees with the stored outputs (1e-3 relative, 1e-5 absolute; "
        "integers exactly)\nor is refused by the sentence below. A few stored cases contradict themselves; each agrees once it is put right "
        "as said\nbelow, and must. The outcome is the same with the reference kernels, at optimisation levels 0, 3 and 5, and without "
        "folding\nand fusion, each time through a plan: `onnx_conformance_test` compares two of these with this page,\n"
        "`PLANSCOPE_CONFORMANCE=all onnx_conformance_test` all of them. Whole networks are compared in [models.md](models.md).\n\n"
        "| group | cases | agree | agree, corrected | refused | differ |\n|---|--:|--:|--:|--:|--:|\n";
    for (const auto& [group, count] : counts)
        out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", group, count[0] + count[1] + count[2] + count[3], count[0], count[2], count[1],
                           count[3]);
    for (const Agreement agreement : {Agreement::Differs, Agreement::Corrected, Agreement::Refused}) {
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
