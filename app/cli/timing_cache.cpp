// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/options.h"

#include "engine/base/check.h"
#include "engine/inspect/format.h"
#include "engine/tactics/timing_cache.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace planscope::cli {
namespace {

struct Options {
    std::vector<std::string> files;
    std::string output;
    bool json = false, entries = false;
    OutputFlags flags;
};

/// What a cache holds of one machine.
struct MachineCount {
    std::size_t entries = 0, stopped = 0, unsteady = 0;
};

std::map<std::string, MachineCount> countsOf(const TimingCache& cache) {
    std::map<std::string, MachineCount> out;
    for (const auto& [key, timing] : cache.entries()) {
        MachineCount& count = out[std::string(TimingCache::fingerprintOf(key))];
        ++count.entries;
        count.stopped += timing.stoppedEarly;
        count.unsteady += !timing.isSteady();
    }
    return out;
}

std::string countsText(const TimingCache& cache) {
    std::string out;
    for (const auto& [fingerprint, count] : countsOf(cache))
        out += fmt::format("{} timings on {} ({} stopped early, {} taken on a busy machine)\n", count.entries, fingerprint, count.stopped, count.unsteady);
    return out.empty() ? "no timings\n" : out;
}

std::string entriesText(const TimingCache& cache) {
    std::string out;
    for (const auto& [key, t] : cache.entries())
        out += fmt::format("{:>10} {:>10} {:3} samples{}{} {}\n", inspect::formatDuration(t.minNs), inspect::formatDuration(t.medianNs), t.samples,
                           t.stoppedEarly ? ", stopped" : "", t.isSteady() ? "" : ", unsteady", key);
    return out;
}

std::string cacheJson(const TimingCache& cache) {
    nlohmann::ordered_json machines = nlohmann::ordered_json::array(), entries = nlohmann::ordered_json::array();
    for (const auto& [fingerprint, count] : countsOf(cache))
        machines.push_back({{"fingerprint", fingerprint}, {"entries", count.entries}, {"stoppedEarly", count.stopped}, {"unsteady", count.unsteady}});
    for (const auto& [key, t] : cache.entries())
        entries.push_back({{"key", key}, {"medianNs", t.medianNs}, {"minNs", t.minNs}, {"spread", t.spread()}, {"samples", t.samples},
                           {"stoppedEarly", t.stoppedEarly}, {"disturbed", t.disturbed}, {"attempts", t.attempts}});
    const nlohmann::ordered_json out{{"machines", machines}, {"entries", entries}};
    return out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// A file that is not there is an empty cache for a build, but a mistake here.
Result<TimingCache> loadExisting(const std::string& file) {
    std::error_code error;
    PS_CHECK(std::filesystem::exists(file, error), Code::File, "file '{}' does not exist", file);
    return TimingCache::load(file);
}

Result<ExitCode> show(const Options& options, Terminal& terminal) {
    options.flags.apply(terminal.console);
    PS_ASSIGN(const TimingCache cache, loadExisting(options.files.front()));
    std::string text = options.json ? cacheJson(cache) : countsText(cache) + (options.entries ? entriesText(cache) : "");
    if (text.ends_with('\n')) text.pop_back();
    terminal.console.print(text);
    return ExitCode::Good;
}

Result<ExitCode> merge(const Options& options, Terminal& terminal) {
    options.flags.apply(terminal.console);
    TimingCache all;
    for (const std::string& file : options.files) {
        PS_ASSIGN(const TimingCache cache, loadExisting(file));
        all.merge(cache);
    }
    PS_TRY(all.save(options.output));
    terminal.console.note(fmt::format("{}: {} timings", options.output, all.size()));
    return ExitCode::Good;
}

Action declare(CLI::App& app) {
    const auto options = std::make_shared<Options>();
    app.require_subcommand(1);
    CLI::App* const merging = app.add_subcommand("merge", "one cache of several; of equally good entries the first file's stays, and what OUTPUT has");
    merging->add_option("FILE", options->files, "caches to read")->required();
    merging->add_option("-o,--output", options->output, "cache to write; what it holds already is kept")->required();
    declareOutputFlags(*merging, options->flags);
    CLI::App* const showing = app.add_subcommand("show", "what a cache holds, per machine");
    showing->add_option("FILE", options->files, "cache to read")->required()->expected(1);
    showing->add_flag("--entries", options->entries, "a line per timing");
    showing->add_flag("--json", options->json, "everything as JSON");
    declareOutputFlags(*showing, options->flags);
    return [options, merging](Terminal& terminal) { return merging->parsed() ? merge(*options, terminal) : show(*options, terminal); };
}

}  // namespace

const Command timingCacheCommand{"timing-cache", "show and merge timing caches", declare};

}  // namespace planscope::cli
