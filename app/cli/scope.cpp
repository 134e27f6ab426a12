// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/dla_flags.h"
#include "app/cli/session.h"

#include "engine/base/check.h"
#include "engine/builder/scope_gate.h"
#include "engine/scope/catalogue.h"
#include "engine/scope/difference.h"
#include "engine/scope/writers.h"

#include <CLI/CLI.hpp>

namespace planscope::cli {
namespace {

struct Options {
    std::string file, scope = "safety", format = "text", output;
    bool saysWhatWasRelaxed = false;
    DlaFlags dla;
    bool allowsRefit = false;
    std::string sparsity = "disable";
    BuildFlags build;
    OutputFlags console;
};

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

struct ScopeRow {
    std::string_view word;
    std::uint8_t scopes = 0;
};
constexpr std::uint8_t kScopes = scope::kSafe | scope::kRestricted | scope::kStandard;
constexpr ScopeRow kScopeRows[] = {{"safety", kScopes}, {"restricted", kScopes}, {"dla", scope::kDla}};

/// What the release before had against this very build, a line each.
std::string relaxations(const scope::Question& question) {
    const scope::Difference since = scope::differenceSince(scope::k8611, question, kScopes);
    std::string out = fmt::format("\n{} of the rules of 8.6.11 no longer hold here:\n", since.relaxed.size());
    for (const scope::Finding& finding : since.relaxed) out += fmt::format("{:8}{:15}{}\n", toString(finding.rule->level), finding.rule->id, finding.sentence);
    return out;
}

Result<ExitCode> run(const Options& options, Terminal& terminal) {
    options.console.apply(terminal.console);
    const auto* const format = std::ranges::find(kFormats, options.format, &FormatRow::word);
    PS_CHECK(format != std::end(kFormats), Code::Option, "--format: '{}' is not one; there are text, json, sarif and csv", options.format);
    PS_CHECK(!options.saysWhatWasRelaxed || options.format == "text", Code::Option, "--relaxed goes with --format text");
    const auto* const row = std::ranges::find(kScopeRows, options.scope, &ScopeRow::word);
    PS_CHECK(row != std::end(kScopeRows), Code::Option, "--scope: '{}' is not one; there are safety, restricted and dla", options.scope);
    PS_ASSIGN(const onnx::ImportResult imported, openModelInRanges(options.file, options.build, terminal));
    PS_ASSIGN(BuildOptions build, options.build.buildOptions());
    build.capability.isSafety = options.scope == "safety";
    build.capability.isRestricted = options.scope == "restricted";
    PS_ASSIGN(build.profiles, makeProfiles(options.build.ranges, imported.network));
    scope::Question question = scopeQuestion(imported.network, build);
    PS_TRY(options.dla.apply(question.plan, imported.network, build));
    if (options.scope == "dla") question.plan.usesDla = true;
    question.plan.allowsRefit = options.allowsRefit;
    question.plan.isSparse = options.sparsity != "disable";
    const std::uint8_t standalone = options.dla.isStandalone ? scope::kDlaStandalone : 0;
    const scope::Report report = scope::ask(question, row->scopes | standalone);
    std::string text = format->write(report, imported.network, options.file);
    if (options.saysWhatWasRelaxed) text += relaxations(question);
    if (options.output.empty()) terminal.console.print(text);
    else PS_TRY(writeTextFile(options.output, text));
    return report.isAccepted() ? ExitCode::Good : ExitCode::Findings;
}

Action declare(CLI::App& app) {
    auto options = std::make_shared<Options>();
    app.add_option("MODEL,--onnx", options->file, "ONNX model")->required();
    app.add_option("--scope", options->scope, "safety: what a safety build would refuse; restricted: the same of a standard build; dla: what the DLA would refuse [safety]");
    app.add_flag("--relaxed", options->saysWhatWasRelaxed, "list too what the release before refused of this model (text only)");
    app.add_option("--format", options->format, "text, json, sarif or csv [text]");
    app.add_option("-o,--output", options->output, "file to write instead of printing");
    app.add_flag("--refit", options->allowsRefit, "judge an engine that can be refitted");
    app.add_option("--sparsity", options->sparsity, "disable, enable or force: judge a build with sparse weights")
        ->check(CLI::IsMember({"disable", "enable", "force"}))
        ->capture_default_str();
    declareDlaFlags(app, options->dla);
    declareBuildFlags(app, options->build);
    declareOutputFlags(app, options->console);
    return [options](Terminal& terminal) { return run(*options, terminal); };
}

Action declareRules(CLI::App& app) {
    auto which = std::make_shared<std::string>("safety");
    app.add_option("--scope", *which, "safety, or dla")->check(CLI::IsMember({"safety", "dla"}))->capture_default_str();
    return [which](Terminal& terminal) -> Result<ExitCode> {
        terminal.console.print(*which == "dla" ? scope::dlaRulesPage() : scope::rulesPage());
        return ExitCode::Good;
    };
}

}  // namespace

const Command scopeCommand{"scope", "list what a safety scope would refuse of a model, why, and what to do", declare};
const Command rulesCommand{"rules", "print all rules of a scope with their sources, as a page", declareRules};

}  // namespace planscope::cli
