// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/safe_run.h"

#include "app/cli/inputs.h"
#include "app/cli/output_json.h"
#include "app/session/made_up_inputs.h"
#include "engine/base/check.h"
#include "engine/inspect/format.h"
#include "engine/onnx/tensor_file.h"
#include "engine/plan/mapped_file.h"
#include "engine/safe_plan/host_session.h"

#include <CLI/CLI.hpp>

#include <chrono>

namespace planscope::cli {
namespace {

using safe_plan::HostSession;

constexpr std::int64_t kShownValues = 10;

Status setInputs(HostSession& host, const std::vector<std::string>& loadInputs) {
    PS_ASSIGN(const std::vector<NamedItem> items, parseNamedItems(loadInputs, "--loadInputs"));
    for (std::size_t i = 0; i < host.inputCount(); ++i) {
        const auto given = std::ranges::find(items, host.inputName(i), &NamedItem::name);
        if (given == items.end()) {
            const TensorType type = host.inputType(i);
            EngineTensor tensor;
            tensor.type = type.type;
            tensor.dims = type.dims;
            PS_TRY(host.setInput(i, session::madeUpInput(tensor, i)));
            continue;
        }
        PS_ASSIGN(const onnx::NamedConstant read, onnx::readTensorFile(given->value));
        PS_TRY(within("file '" + given->value + "'", host.setInput(i, read.value->bytes())));
    }
    for (const NamedItem& item : items) {
        bool isInput = false;
        for (std::size_t i = 0; i < host.inputCount(); ++i) isInput = isInput || host.inputName(i) == item.name;
        PS_CHECK(isInput, Code::Option, "--loadInputs names '{}', which is not an input", item.name);
    }
    return {};
}

void printProfile(const HostSession& host, Console& console) {
    for (std::size_t i = 0; i < host.stepTimes().size(); ++i) {
        const proxy::StepTime& time = host.stepTimes()[i];
        console.print(fmt::format("{:>12}  {}", inspect::formatDuration(static_cast<double>(time.ticks) / time.runs), host.stepName(i)));
    }
}

}  // namespace

void declareSafeRunFlags(CLI::App& app, SafeRunFlags& flags) {
    app.add_option("--runtime", flags.runtime, "standard, or for plans of capability safety: proxy or safety")
        ->check(CLI::IsMember({"standard", "proxy", "safety"}))
        ->capture_default_str();
    app.add_option("--safeIterations", flags.iterations, "executions of a safe plan; the median latency is shown")->check(CLI::Range(1, 1000000));
    app.add_flag("--dumpSteps", flags.dumpProfile, "proxy runtime: the mean time of each step");
}

Result<ExitCode> runSafePlan(const std::string& file, const SafeRunFlags& flags, const std::vector<std::string>& loadInputs, Terminal& terminal) {
    const HostSession::Options options{.runtime = flags.runtime == "proxy" ? HostSession::Runtime::Proxy : HostSession::Runtime::Safety};
    PS_CHECK(!flags.dumpProfile || options.runtime == HostSession::Runtime::Proxy, Code::Option, "--dumpSteps goes with --runtime proxy");
    PS_ASSIGN(const std::shared_ptr<const plan::MappedFile> mapped, plan::MappedFile::open(file));
    PS_ASSIGN(const std::unique_ptr<HostSession> host, within("file '" + file + "'", HostSession::open(mapped->bytes(), options)));
    PS_TRY(setInputs(*host, loadInputs));
    std::vector<double> times;
    for (int i = 0; i < flags.iterations && !terminal.stop.stop_requested(); ++i) {
        const auto begin = std::chrono::steady_clock::now();
        PS_TRY(host->run());
        times.push_back(std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count());
    }
    std::ranges::sort(times);
    for (std::size_t i = 0; i < host->outputCount(); ++i) {
        const ConstantPtr output = host->output(i);
        terminal.console.print(describeTensor("output", host->outputName(i), *output) + ": " + valuesText(*output, kShownValues));
    }
    if (flags.dumpProfile) printProfile(*host, terminal.console);
    terminal.console.note(fmt::format("{} runtime: {} steps, median {} of {}, NaN {}, infinite {}", flags.runtime, host->meta().stepCount,
                                      inspect::formatDuration(times[times.size() / 2]), times.size(), host->context().numbers.nan, host->context().numbers.inf));
    return ExitCode::Good;
}

}  // namespace planscope::cli
