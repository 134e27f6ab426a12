// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/trtexec_report.h"

#include "app/cli/statistics.h"
#include "engine/inspect/writers.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <ctime>

namespace planscope::cli {
namespace {

const char* onOff(bool on) { return on ? "Enabled" : "Disabled"; }

std::string orNone(const std::string& text) { return text.empty() ? "none" : text; }

template <class List>
std::string joined(const List& list) {
    return fmt::format("{}", fmt::join(list, ","));
}

void reportBuildOptions(const TrtexecLog& log, const TrtexecOptions& options) {
    const auto row = [&](std::string_view name, std::string_view value) { log.info(fmt::format("{}: {}", name, value)); };
    log.info("=== Build Options ===");
    row("Max batch", "explicit batch");
    row("Memory Pools", options.build.memPoolSize.empty() ? "workspace: default" : joined(options.build.memPoolSize));
    row("minTiming", std::to_string(options.build.minTiming));
    row("avgTiming", std::to_string(options.build.avgTiming));
    row("Precision", options.build.precision.text());
    row("LayerPrecisions", options.build.precision.layerPrecisions.empty() ? "" : joined(options.build.precision.layerPrecisions));
    row("Skip inference", onOff(options.skipInference));
    row("Save engine", options.saveEngine);
    row("Load engine", options.loadEngine);
    row("timingCacheMode", options.build.noBuilderCache ? "disable" : options.build.timingCacheFile.empty() ? "local" : "global");
    row("timingCacheFile", options.build.timingCacheFile);
    row("BuilderOptimizationLevel", std::to_string(options.build.optimizationLevel));
    row("Input build shapes", options.build.shapes.empty() ? "model" : joined(options.build.shapes));
}

/// "Latency: min = 1.2 ms, max = ..., percentile(90%) = 1.3 ms"
std::string summaryLine(std::string_view name, const std::vector<double>& valuesMs, const std::vector<double>& percentiles) {
    const Summary s = summarise(valuesMs);
    std::string out = fmt::format("{}: min = {:g} ms, max = {:g} ms, mean = {:g} ms, median = {:g} ms", name, s.min, s.max, s.mean, s.median);
    for (const double p : percentiles) out += fmt::format(", percentile({:g}%) = {:g} ms", p, percentile(s, p));
    return out;
}

template <class Field>
std::vector<double> column(const QueryTrace& trace, Field field) {
    std::vector<double> out;
    for (const QueryTimes& times : trace.queries) out.push_back((times.*field)());
    return out;
}

void reportAverages(const TrtexecLog& log, const QueryTrace& trace, int avgRuns) {
    log.info("=== Trace details ===");
    log.info(fmt::format("Trace averages of {} runs:", avgRuns));
    const auto runs = static_cast<std::size_t>(avgRuns);
    for (std::size_t begin = 0; begin + runs <= trace.queries.size(); begin += runs) {
        double compute = 0, latency = 0;
        for (std::size_t i = begin; i < begin + runs; ++i) compute += trace.queries[i].compute(), latency += trace.queries[i].latency();
        const auto count = static_cast<double>(runs);
        log.info(fmt::format("Average on {} runs - Compute latency: {:g} ms - Host latency: {:g} ms (enqueue {:g} ms)", avgRuns,
                             compute / count, latency / count, compute / count));
    }
}

}  // namespace

void TrtexecLog::line(char severity, std::string_view text) const {
    const std::time_t now = std::time(nullptr);
    std::FILE* const to = severity == 'I' ? stdout : stderr;
    fmt::print(to, "[{:%m/%d/%Y-%H:%M:%S}] [{}] {}\n", fmt::localtime(now), severity, text);
    std::fflush(to);
}

void reportOptions(const TrtexecLog& log, const TrtexecOptions& options) {
    log.info("=== Model Options ===");
    log.info(fmt::format("Format: {}", options.onnx.empty() ? "*" : "ONNX"));
    log.info(fmt::format("Model: {}", options.onnx));
    log.info("Output:");
    reportBuildOptions(log, options);
    log.info("=== System Options ===");
    log.info("Device: " + options.build.device);
    log.info(fmt::format("Threads: {}", options.build.threads == 0 ? "all" : std::to_string(options.build.threads)));
    log.info("=== Inference Options ===");
    log.info("Batch: Explicit");
    log.info(fmt::format("Iterations: {}", options.iterations));
    log.info(fmt::format("Duration: {:g}s (+ {:g}ms warm up)", options.durationSeconds, options.warmUpMs));
    log.info(fmt::format("Data transfers: {}", onOff(!options.noDataTransfers)));
    log.info(fmt::format("Separate profiling: {}", onOff(options.separateProfileRun)));
    log.info("Inputs: " + orNone(joined(options.loadInputs)));
    log.info("=== Reporting Options ===");
    log.info(fmt::format("Verbose: {}", onOff(options.verbose)));
    log.info(fmt::format("Averages: {} inferences", options.avgRuns));
    log.info("Percentiles: " + joined(options.percentiles));
    log.info(fmt::format("Dump output: {}", onOff(options.dumpOutput)));
    log.info(fmt::format("Profile: {}", onOff(options.dumpProfile)));
    log.info("Export timing to JSON file: " + options.exportTimes);
    log.info("Export output to JSON file: " + options.exportOutput);
    log.info("Export profile to JSON file: " + options.exportProfile);
}

void reportDevice(const TrtexecLog& log, const DeviceInfo& info) {
    log.info("=== Device Information ===");
    log.info("Selected Device: " + info.description);
    log.info(fmt::format("Threads: {}", info.threads));
    log.info(fmt::format("AVX2: {}, FMA: {}, AVX-512: {}, AVX-512 VNNI: {}", onOff(info.cpu.avx2), onOff(info.cpu.fma),
                         onOff(info.cpu.avx512), onOff(info.cpu.avx512Vnni)));
}

void reportModel(const TrtexecLog& log, const std::string& file, const onnx::ModelInfo& info) {
    log.info("----------------------------------------------------------------");
    log.info("Input filename:   " + file);
    log.info(fmt::format("ONNX IR version:  {}", info.irVersion));
    log.info(fmt::format("Opset version:    {}", info.opset));
    log.info("Producer name:    " + info.producer);
    log.info("Producer version: " + info.producerVersion);
    log.info("Domain:           " + info.domain);
    log.info(fmt::format("Model version:    {}", info.modelVersion));
    log.info("Doc string:       " + info.docString);
    log.info("----------------------------------------------------------------");
}

void reportPerformance(const TrtexecLog& log, const TrtexecOptions& options, const QueryTrace& trace) {
    const std::size_t count = trace.queries.size();
    const double wallSeconds = trace.walltimeMs() / 1e3;
    log.info(fmt::format("Warmup completed {} queries over {:g} ms", trace.warmUpQueries, trace.warmUpMs));
    log.info(fmt::format("Timing trace has {} queries over {:g} s", count, wallSeconds));
    reportAverages(log, trace, options.avgRuns);
    log.info("=== Performance summary ===");
    log.info(fmt::format("Throughput: {:g} qps", static_cast<double>(count) / wallSeconds));
    const std::vector<double> compute = column(trace, &QueryTimes::compute);
    log.info(summaryLine("Latency", column(trace, &QueryTimes::latency), options.percentiles));
    log.info(summaryLine("Enqueue Time", compute, options.percentiles));
    log.info(summaryLine("H2D Latency", column(trace, &QueryTimes::h2d), options.percentiles));
    log.info(summaryLine("Compute Time", compute, options.percentiles));
    log.info(summaryLine("D2H Latency", column(trace, &QueryTimes::d2h), options.percentiles));
    log.info(fmt::format("Total Host Walltime: {:g} s", wallSeconds));
    const Summary s = summarise(compute);
    log.info(fmt::format("Total Compute Time: {:g} s", s.mean * static_cast<double>(count) / 1e3));
    if (s.variation > 1)
        log.warn(fmt::format("* Compute time is unstable, with coefficient of variance = {:g}%.", s.variation));
}

void reportProfile(const TrtexecLog& log, const inspect::ProfileSnapshot& profile) {
    const std::size_t runs = profile.lanes.empty() ? 0 : profile.lanes.front().slices.size();
    log.info(fmt::format("=== Profile ({} iterations ) ===", runs));
    log.info("   Time(ms)     Avg.(ms)   Median(ms)   Time(%)   Layer");
    const auto table = nlohmann::json::parse(inspect::profileJson(profile), nullptr, false);
    double total = 0, average = 0, median = 0;
    for (const auto& row : table) {
        if (!row.contains("timeMs")) continue;
        const double time = row["timeMs"], avg = row["averageMs"], mid = row["medianMs"];
        total += time, average += avg, median += mid;
        log.info(fmt::format("{:11.2f} {:12.4f} {:12.4f} {:9.1f}   {}", time, avg, mid, row["percentage"].get<double>(), row["name"].get<std::string>()));
    }
    log.info(fmt::format("{:11.2f} {:12.4f} {:12.4f} {:9.1f}   Total", total, average, median, 100.0));
}

std::string timesJson(const QueryTrace& trace) {
    std::string out = "[\n";
    for (std::size_t i = 0; i < trace.queries.size(); ++i) {
        const QueryTimes& t = trace.queries[i];
        out += fmt::format("  {{ \"startEnqMs\" : {0}, \"endEnqMs\" : {1}, \"startH2dMs\" : {2}, \"endH2dMs\" : {0}, \"startComputeMs\" : {0}, "
                           "\"endComputeMs\" : {1}, \"startD2hMs\" : {1}, \"endD2hMs\" : {3}, \"h2dMs\" : {4}, \"computeMs\" : {5}, "
                           "\"d2hMs\" : {6}, \"latencyMs\" : {7} }}{8}\n",
                           t.endH2d, t.endCompute, t.startH2d, t.endD2h, t.h2d(), t.compute(), t.d2h(), t.latency(),
                           i + 1 < trace.queries.size() ? "," : "");
    }
    return out + "]\n";
}

}  // namespace planscope::cli
