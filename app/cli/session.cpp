// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/session.h"

#include "app/cli/precision_report.h"
#include "engine/base/check.h"
#include "engine/builder/record_json.h"
#include "engine/plan/plan_file.h"
#include "engine/plan/write_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace planscope::cli {
namespace {

using Clock = std::chrono::steady_clock;

double nsSince(Clock::time_point begin) { return std::chrono::duration<double, std::nano>(Clock::now() - begin).count(); }

std::string fileSubject(const std::filesystem::path& file) { return fmt::format("file '{}'", file.string()); }

Result<OpenedEngine> openPlan(const std::filesystem::path& file, const BuildFlags& flags) {
    const auto begin = Clock::now();
    PS_ASSIGN(const LayerTable kinds, flags.layerTable());
    PS_ASSIGN(LoadedPlan plan, readPlan(file, kinds));
    PS_CHECK(flags.threads == 0 || flags.threads == plan.engine.threads, Code::Option,
             "the plan was built for {} threads, --threads asks for {}", plan.engine.threads, flags.threads);
    PS_CHECK(flags.shapes.empty() || plan.engine.isOpen, Code::Option, "--shapes goes with an ONNX model; the shapes of this plan are fixed");
    PS_CHECK(flags.ranges.empty(), Code::Option, "--minShapes, --optShapes and --maxShapes go with an ONNX model; a plan has its profiles");
    OpenedEngine out;
    out.engine = std::move(plan.engine);
    out.recordText = std::move(plan.record);
    out.importNs = nsSince(begin);
    return out;
}

}  // namespace

Result<bool> isPlanFile(const std::filesystem::path& file) {
    std::error_code error;
    PS_CHECK(std::filesystem::exists(file, error), Code::File, "file '{}' does not exist", file.string());
    PS_CHECK(!std::filesystem::is_directory(file, error), Code::File, "'{}' is a folder, not a model or plan", file.string());
    std::ifstream in(file, std::ios::binary);
    PS_CHECK(in.is_open(), Code::File, "cannot open '{}': {}", file.string(), std::strerror(errno));
    std::array<char, 8> head{};
    in.read(head.data(), head.size());
    return looksLikePlan(std::as_bytes(std::span(head)).first(static_cast<std::size_t>(in.gcount())));
}

Result<onnx::ImportResult> openModel(const std::filesystem::path& file, const onnx::ImportOptions& options, Terminal& terminal) {
    terminal.console.progress("importing " + file.filename().string());
    PS_ASSIGN(onnx::ImportResult imported, onnx::importModel(file, options, terminal.stop));
    terminal.console.endProgress();
    terminal.console.warnings(imported.diagnostics);
    if (!imported.ok()) return fail(onnx::summarize(imported.diagnostics).within(fileSubject(file)));
    return imported;
}

Result<onnx::ImportResult> openModelInRanges(const std::filesystem::path& file, const BuildFlags& flags, Terminal& terminal) {
    PS_ASSIGN(onnx::ImportOptions options, flags.importOptions());
    if (!flags.ranges.groups.empty()) {
        PS_ASSIGN(const onnx::ImportResult open, onnx::importModel(file, options, terminal.stop));
        PS_ASSIGN(const std::vector<OptimizationProfile> profiles, makeProfiles(flags.ranges, open.network));
        options.shapes = fixedAxes(profiles, open.network);
    }
    return openModel(file, options, terminal);
}

Result<OpenedEngine> buildModel(const onnx::ImportResult& imported, const BuildFlags& flags, Terminal& terminal) {
    PS_ASSIGN(std::vector<OptimizationProfile> profiles, makeProfiles(flags.ranges, imported.network));
    return buildWith(imported, flags, std::move(profiles), terminal);
}

Result<OpenedEngine> buildWith(const onnx::ImportResult& imported, const BuildFlags& flags, std::vector<OptimizationProfile> profiles,
                               Terminal& terminal) {
    PS_ASSIGN(BuildOptions options, flags.buildOptions());
    options.profiles = std::move(profiles);
    const auto begin = Clock::now();
    auto built = buildEngine(imported.network, options, terminal.console.buildProgress(), terminal.stop);
    terminal.console.endProgress();
    if (!built) return fail(std::move(built.error()));
    OpenedEngine out;
    out.engine = std::move(built->engine);
    out.engine.modelHash = imported.info.hash;
    out.record = std::move(built->record);
    for (const Error& warning : built->warnings) terminal.console.warn(warning.text());
    reportPrecision(terminal.console, *out.record);
    out.model = imported.info;
    out.buildNs = nsSince(begin);
    return out;
}

Result<OpenedEngine> openEngine(const std::filesystem::path& file, const BuildFlags& flags, Terminal& terminal) {
    PS_ASSIGN(const bool isPlan, isPlanFile(file));
    if (isPlan) return openPlan(file, flags);
    const auto begin = Clock::now();
    PS_ASSIGN(const onnx::ImportResult imported, openModelInRanges(file, flags, terminal));
    const double importNs = nsSince(begin);
    PS_ASSIGN(OpenedEngine out, buildModel(imported, flags, terminal));
    out.importNs = importNs;
    return out;
}

namespace {

/// The numbers of a list that decides shapes are its values, as they are in --minShapes.
Status setShape(InferenceContext& context, const std::string& input, const Dims& numbers) {
    const auto& inputs = context.engine().inputs;
    const auto index = static_cast<int>(std::ranges::find(inputs, input, &EngineBinding::name) - inputs.begin());
    if (index == static_cast<int>(inputs.size())) return context.setInputShape(input, numbers);
    const EngineTensor& tensor = context.engine().tensors[inputs[static_cast<std::size_t>(index)].tensor];
    const bool isList = tensor.type == DataType::Int32 && tensor.dims.isStatic() && tensor.dims.rank <= 1 && tensor.dims.volume() == numbers.rank;
    if (!isList || tensor.dims == numbers) return context.setInputShape(input, numbers);
    PS_CHECK(!context.shapeValue(index).empty(), Code::Option,
             "input '{0}' has one shape, and its values are read while the model runs: --loadInputs={0}:FILE sets them", input);
    const std::vector<std::int32_t> values(numbers.begin(), numbers.end());
    return context.setInput(index, std::as_bytes(std::span(values)));
}

}  // namespace

Result<OpenedEngine> openWithRecord(const std::filesystem::path& file, const BuildFlags& flags, Terminal& terminal) {
    PS_ASSIGN(OpenedEngine opened, openEngine(file, flags, terminal));
    if (!opened.recordText.empty()) {
        PS_ASSIGN(opened.record, within(fileSubject(file), parseBuildRecord(opened.recordText)));
    }
    return opened;
}

Result<session::Runnable> makeReady(Engine engine, const BuildFlags& flags) {
    PS_ASSIGN(session::Runnable out, session::makeRunnable(std::move(engine), flags.contextOptions()));
    if (!out.engine().isOpen) return out;
    PS_ASSIGN(const std::vector<NamedItem> items, parseNamedItems(flags.shapes, "--shapes"));
    for (const NamedItem& item : items) {
        PS_ASSIGN(const Dims dims, parseShape(item.value));
        PS_TRY(within("--shapes", setShape(*out.context, item.name, dims)));
    }
    return out;
}

Status savePlan(const std::filesystem::path& file, const OpenedEngine& opened) {
    const std::string record = opened.record ? toJson(*opened.record, RecordDetail::Reproducible) : opened.recordText;
    return writePlan(file, opened.engine, record);
}

Status writeTextFile(const std::filesystem::path& file, std::string_view text) {
    return within(fileSubject(file), plan::writeFileAtomically(file, std::as_bytes(std::span(text))));
}

}  // namespace planscope::cli
