// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/session.h"

#include "engine/base/check.h"
#include "engine/scope/writers.h"

#include <CLI/CLI.hpp>

#include <charconv>

namespace planscope::cli {
namespace {

struct Options {
    std::string file, target = "drive-orin", scope = "safety", rules = "8.6.12", format = "text", output;
    BuildFlags build;
    OutputFlags console;
};

Result<scope::Release> releaseOf(const std::string& text) {
    scope::Release out;
    int* const parts[] = {&out.major, &out.minor, &out.patch};
    const char* at = text.data();
    const char* const end = at + text.size();
    for (std::size_t i = 0; i < std::size(parts); ++i) {
        const auto [next, error] = std::from_chars(at, end, *parts[i]);
        const bool isLast = i + 1 == std::size(parts);
        PS_CHECK(error == std::errc() && (isLast ? next == end : next != end && *next == '.'), Code::Option, "--rules: '{}' is not a release; there are 8.6.11 and 8.6.12", text);
        at = next + 1;
    }
    PS_CHECK(out >= scope::k8611 && out <= scope::k8612, Code::Option, "--rules: there are no rules of release {}; there are 8.6.11 and 8.6.12", text);
    return out;
}

Result<const Target*> targetOf(const std::string& id) {
    if (const Target* target = findTarget(id)) return target;
    std::string all;
    for (const Target& target : targets()) all += (all.empty() ? "" : ", ") + std::string(target.id);
    return fail(Code::Option, fmt::format("--target: '{}' is not known; there are {}", id, all));
}

struct FormatRow {
    std::string_view word;
    std::string (*write)(const scope::Report& report, const Network& network, std::string_view model);
};
constexpr FormatRow kFormats[] = {
    {"text", [](const scope::Report& r, const Network& n, std::string_view) { return scope::textOf(r, n); }},
    {"json", [](const scope::Report& r, const Network& n, std::string_view) { return scope::jsonOf(r, n); }},
    {"sarif", [](const scope::Report& r, const Network& n, std::string_view model) { return scope::sarifOf(r, n, model); }},
    {"csv", [](const scope::Report& r, const Network& n, std::string_view) { return scope::csvOf(r, n); }},
};

Result<ExitCode> run(const Options& options, Terminal& terminal) {
    options.console.apply(terminal.console);
    PS_ASSIGN(const scope::Release release, releaseOf(options.rules));
    PS_ASSIGN(const Target* const target, targetOf(options.target));
    const auto* const format = std::ranges::find(kFormats, options.format, &FormatRow::word);
    PS_CHECK(format != std::end(kFormats), Code::Option, "--format: '{}' is not one; there are text, json, sarif and csv", options.format);
    PS_CHECK(options.scope == "safety" || options.scope == "restricted", Code::Option, "--scope: '{}' is not one; there are safety and restricted", options.scope);
    PS_ASSIGN(const onnx::ImportOptions importOptions, options.build.importOptions());
    PS_ASSIGN(const onnx::ImportResult imported, openModel(options.file, importOptions, terminal));
    PS_ASSIGN(PrecisionOptions precision, options.build.precision.options());
    scope::Question question{imported.network, *target, {}, release};
    question.plan.precision = std::move(precision);
    question.plan.isSafety = options.scope == "safety";
    question.plan.isRestricted = options.scope == "restricted";
    const scope::Report report = scope::ask(question, scope::kSafe | scope::kRestricted | scope::kStandard);
    const std::string text = format->write(report, imported.network, options.file);
    if (options.output.empty()) terminal.console.print(text);
    else PS_TRY(writeTextFile(options.output, text));
    return report.isAccepted() ? ExitCode::Good : ExitCode::Findings;
}

Action declare(CLI::App& app) {
    auto options = std::make_shared<Options>();
    app.add_option("MODEL,--onnx", options->file, "ONNX model")->required();
    app.add_option("--target", options->target, "what the engine is for: drive-orin, a10, pg199, xavier ... [drive-orin]");
    app.add_option("--scope", options->scope, "safety: what a safety build would refuse; restricted: the same of a standard build [safety]");
    app.add_option("--rules", options->rules, "release whose rules hold: 8.6.11 or 8.6.12 [8.6.12]");
    app.add_option("--format", options->format, "text, json, sarif or csv [text]");
    app.add_option("-o,--output", options->output, "file to write instead of printing");
    app.add_option("--shapes", options->build.shapes, "name:1x3x224x224,...: shapes of inputs with symbolic dimensions");
    declarePrecisionFlags(app, options->build.precision);
    declarePluginFlags(app, options->build);
    declareOutputFlags(app, options->console);
    return [options](Terminal& terminal) { return run(*options, terminal); };
}

Action declareRules(CLI::App&) {
    return [](Terminal& terminal) -> Result<ExitCode> {
        terminal.console.print(scope::rulesPage());
        return ExitCode::Good;
    };
}

}  // namespace

const Command scopeCommand{"scope", "list what a safety scope would refuse of a model, why, and what to do", declare};
const Command rulesCommand{"rules", "print all safety rules with their sources, as a page", declareRules};

}  // namespace planscope::cli
