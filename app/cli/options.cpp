// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/options.h"

#include "app/cli/exit_code.h"
#include "engine/base/check.h"
#include "engine/builder/algorithms_json.h"
#include "engine/layers/layer_table.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>

namespace planscope::cli {
namespace {

std::vector<std::string> splitOutsideQuotes(std::string_view text) {
    std::vector<std::string> out(1);
    bool quoted = false;
    for (const char c : text) {
        if (c == '\'') quoted = !quoted;
        if (c == ',' && !quoted) out.emplace_back();
        else out.back() += c;
    }
    return out;
}

std::string unquoted(std::string_view name) {
    if (name.size() >= 2 && name.front() == '\'' && name.back() == '\'') name = name.substr(1, name.size() - 2);
    return std::string(name);
}

Result<std::shared_ptr<const layers::PluginTable>> loadPlugins(const std::vector<std::string>& files) {
    const std::vector<std::filesystem::path> paths(files.begin(), files.end());
    PS_ASSIGN(std::shared_ptr<const plugins::Registry> registry, plugins::Registry::load(paths));
    return std::make_shared<const layers::PluginTable>(std::move(registry));
}

Result<std::string> readTextFile(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    PS_CHECK(in.good() || in.eof(), Code::File, "cannot be read");
    PS_CHECK(in.is_open(), Code::File, "cannot be opened");
    return text;
}

}  // namespace

Result<std::vector<NamedItem>> parseNamedItems(const std::vector<std::string>& arguments, std::string_view option) {
    std::vector<NamedItem> out;
    for (const std::string& argument : arguments) {
        for (const std::string& item : splitOutsideQuotes(argument)) {
            const std::size_t colon = item.rfind(':');
            PS_CHECK(colon != std::string::npos && colon > 0, Code::Option, "{} takes name:value items, given '{}'", option, item);
            out.push_back({unquoted(item.substr(0, colon)), item.substr(colon + 1)});
        }
    }
    return out;
}

Result<Dims> parseShape(std::string_view text) {
    Dims out;
    if (text.empty() || text == "scalar") return out;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (true) {
        std::int64_t extent = -1;
        const auto [next, error] = std::from_chars(at, end, extent);
        PS_CHECK(error == std::errc{} && extent >= 0 && out.rank < kMaxRank, Code::Option,
                 "'{}' is not a shape like 1x3x224x224 of at most {} extents", text, kMaxRank);
        out.push(extent);
        if (next == end) return out;
        PS_CHECK(*next == 'x', Code::Option, "'{}' is not a shape like 1x3x224x224", text);
        at = next + 1;
    }
}

Result<std::uint64_t> parseWorkspaceBytes(const std::vector<std::string>& memPoolSize, std::uint64_t otherwise) {
    PS_ASSIGN(const std::vector<NamedItem> pools, parseNamedItems(memPoolSize, "--memPoolSize"));
    std::uint64_t bytes = otherwise;
    for (const NamedItem& pool : pools) {
        PS_CHECK(pool.name == "workspace", Code::Option,
                 "memory pool '{}' belongs to a DLA, which comes with a later release; there is 'workspace'", pool.name);
        double mebibytes = -1;
        const char* const end = pool.value.data() + pool.value.size();
        const auto [next, error] = std::from_chars(pool.value.data(), end, mebibytes);
        PS_CHECK(error == std::errc{} && next == end && mebibytes >= 0 && mebibytes <= 1 << 24, Code::Option,
                 "--memPoolSize=workspace takes a size in MiB, given '{}'", pool.value);
        bytes = static_cast<std::uint64_t>(std::llround(mebibytes * 1024 * 1024));
    }
    return bytes;
}

Result<BuildOptions> BuildFlags::buildOptions() const {
    BuildOptions out;
    out.device = device;
    out.threads = threads;
    out.selection.optimizationLevel = optimizationLevel;
    out.selection.minTimingRuns = minTiming;
    out.selection.averageTimingRuns = avgTiming;
    std::uint64_t workspace = out.selection.workspaceLimitBytes;
    if (workspaceMiB >= 0) workspace = static_cast<std::uint64_t>(workspaceMiB * 1024 * 1024);
    PS_ASSIGN(out.selection.workspaceLimitBytes, parseWorkspaceBytes(memPoolSize, workspace));
    out.passes.disabled = disabledPasses;
    PS_ASSIGN(out.precision, precision.options());
    PS_ASSIGN(out.scales, quantization.scales());
    out.passes.explain = explain;
    if (!inputFormats.empty()) {
        PS_ASSIGN(out.inputs, within("--inputIOFormats", parseIoSpecs(inputFormats)));
    }
    if (!outputFormats.empty()) {
        PS_ASSIGN(out.outputs, within("--outputIOFormats", parseIoSpecs(outputFormats)));
    }
    out.selection.directIo = directIo;
    PS_ASSIGN(out.capability, capability.options());
    if (!noBuilderCache) out.timingCache = timingCacheFile;
    out.selection.retimesUnsteady = !keepTimings;
    if (!algorithms.empty()) {
        const std::string subject = fmt::format("file '{}'", algorithms);
        PS_ASSIGN(const std::string text, within(subject, readTextFile(algorithms)));
        PS_ASSIGN(out.selection.algorithms, within(subject, parseAlgorithmRules(text)));
    }
    return out;
}

Result<LayerTable> BuildFlags::layerTable() const {
    PS_ASSIGN(const std::shared_ptr<const layers::PluginTable> table, plugins);
    return table ? table->layers() : layers::table();
}

Result<onnx::ImportOptions> BuildFlags::importOptions() const {
    onnx::ImportOptions out;
    out.batch = batch;
    PS_ASSIGN(const std::shared_ptr<const layers::PluginTable> table, plugins);
    out.plugins = table.get();
    out.keepOpen = !ranges.empty();
    if (out.keepOpen) return out;
    PS_ASSIGN(const std::vector<NamedItem> items, parseNamedItems(shapes, "--shapes"));
    for (const NamedItem& item : items) {
        PS_ASSIGN(const Dims dims, parseShape(item.value));
        PS_CHECK(out.shapes.emplace(item.name, dims).second, Code::Option, "--shapes names '{}' twice", item.name);
    }
    return out;
}

void OutputFlags::apply(Console& console) const {
    console.setVerbosity(quiet ? Verbosity::Quiet : verbose ? Verbosity::Verbose : Verbosity::Normal);
}

void declarePluginFlags(CLI::App& app, BuildFlags& flags) {
    const auto load = [&flags](const std::vector<std::string>& files) { flags.plugins = loadPlugins(files); };
    app.add_option_function<std::vector<std::string>>("--plugins,--staticPlugins,--dynamicPlugins", load,
                                                      "a.so,b.so: libraries with plugins for models and plans")
        ->delimiter(',')
        ->type_name("FILE");
}

void declareBuildFlags(CLI::App& app, BuildFlags& flags) {
    declarePluginFlags(app, flags);
    declareScopeFlags(app, flags.capability);
    app.add_option("--device", flags.device, "cpu, or reference: slow scalar kernels for comparison [cpu]");
    app.add_option("--threads", flags.threads, "threads per inference; 0: all processors, or what the plan was built for [0]")
        ->check(CLI::Range(0, 4096));
    app.add_option("--builderOptimizationLevel", flags.optimizationLevel, "0 (nothing is timed) to 5 (everything, often) [3]")
        ->check(CLI::Range(0, 5));
    app.add_option("--minTiming", flags.minTiming, "least runs of one timing sample [1]")->check(CLI::Range(1, 10000));
    app.add_option("--avgTiming", flags.avgTiming, "timing samples per tactic [8]")->check(CLI::Range(1, 10000));
    app.add_option("--memPoolSize", flags.memPoolSize, "workspace:MiB, the most scratch memory of one layer [workspace:1024]");
    app.add_option("--workspace", flags.workspaceMiB, "deprecated spelling of --memPoolSize=workspace:MiB")->check(CLI::NonNegativeNumber);
    app.add_option("--timingCacheFile", flags.timingCacheFile, "measured times to use and to add to");
    app.add_flag("--noBuilderCache", flags.noBuilderCache, "measure everything again, whatever --timingCacheFile says");
    app.add_flag("--keepTimings", flags.keepTimings, "use cached times as they are, also those that were taken on a busy machine");
    app.add_option("--algorithms", flags.algorithms, "JSON file that pins, forbids or times again tactics of layers; --exportAlgorithms writes one");
    app.add_option("--disablePass", flags.disabledPasses, "leave out a rewrite, by name; may be repeated");
    declarePrecisionFlags(app, flags.precision);
    declareQuantizationFlags(app, flags.quantization);
    app.add_option("--inputIOFormats", flags.inputFormats,
                   "type:format[+format...],... per input or one for all: fp32, fp16, int32 or int8, and chw, chw2, chw4, hwc8, chw16, chw32, dhwc8, "
                   "cdhw32, hwc, dla_linear, dla_hwc4, hwc16 or dhwc [the model's type, chw]");
    app.add_option("--outputIOFormats", flags.outputFormats, "the same for outputs");
    app.add_flag("--directIO", flags.directIo, "no copy between inputs or outputs and the layers beside them; fails where one would be needed");
    app.add_option("--shapes", flags.shapes, "name:1x3x224x224,...: shapes of inputs with symbolic dimensions; of an open engine: those to run at");
    declareShapeRanges(app, flags.ranges);
    app.add_option("--useProfile", flags.useProfile, "profile of an open engine to run with [0]")->check(CLI::Range(0, 999));
    app.add_option("--maxLoopIterations", flags.maxLoopIterations, "a loop that has not ended after so many iterations fails [1000000]")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{INT64_MAX}));
    app.add_option("--batchSize", flags.batch, "value of a symbolic first dimension that --shapes does not set [1]")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 20));
}

void declareOutputFlags(CLI::App& app, OutputFlags& flags) {
    app.add_flag("--quiet,-q", flags.quiet, "results and errors only");
    app.add_flag("--verbose,-v", flags.verbose, "say more");
    app.footer(kExitCodesText);
}

}  // namespace planscope::cli
