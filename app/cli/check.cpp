// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/options.h"
#include "app/cli/session.h"

#include "engine/base/check.h"
#include "engine/checker/consistency.h"
#include "engine/plan/mapped_file.h"

#include <CLI/CLI.hpp>

namespace planscope::cli {
namespace {

struct Options {
    std::string plan;
    OutputFlags output;
};

Result<ExitCode> run(const Options& options, Terminal& terminal) {
    options.output.apply(terminal.console);
    PS_ASSIGN(const std::shared_ptr<const plan::MappedFile> file, plan::MappedFile::open(options.plan));
    const std::vector<checker::CheckRow> rows = checker::checkConsistency(file->bytes());
    for (const checker::CheckRow& row : rows)
        terminal.console.print(row.problem.empty() ? fmt::format("{}  passed  {}", row.code, row.what) : fmt::format("{}  FAILED  {}: {}", row.code, row.what, row.problem));
    return checker::isConsistent(rows) ? ExitCode::Good : ExitCode::Findings;
}

Action declare(CLI::App& app) {
    auto options = std::make_shared<Options>();
    app.add_option("PLAN", options->plan, "plan of capability safety")->required();
    declareOutputFlags(app, options->output);
    return [options](Terminal& terminal) { return run(*options, terminal); };
}

}  // namespace

const Command checkCommand{"check", "check a safe plan for consistency: exit code 0 or 1, twenty codes", declare};

}  // namespace planscope::cli
