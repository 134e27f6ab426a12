// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/trtexec_measure.h"

#include "engine/base/check.h"

#include <chrono>

namespace planscope::cli {
namespace {

constexpr std::size_t kMostQueries = 1'000'000;

class Querier {
public:
    Querier(InferenceContext& context, const HostInputs& inputs, bool transfers)
        : m_context(context), m_inputs(inputs), m_transfers(transfers) {
        m_outputs.resize(context.engine().outputs.size());
    }

    double nowMs() const { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - m_begin).count(); }

    Result<QueryTimes> query(StepProfiler* profiler) {
        QueryTimes times;
        times.startH2d = nowMs();
        if (m_transfers) PS_TRY(setInputs(m_context, m_inputs));
        times.endH2d = nowMs();
        PS_TRY(m_context.run(profiler));
        times.endCompute = nowMs();
        for (std::size_t i = 0; m_transfers && i < m_outputs.size(); ++i) PS_TRY(readOutput(i));
        times.endD2h = nowMs();
        return times;
    }

private:
    /// The host's buffer has the size of the last run's output; it stays where that does not change.
    Status readOutput(std::size_t i) {
        const Engine& engine = m_context.engine();
        const DataType type = engine.tensors[engine.outputs[i].tensor].type;
        m_outputs[i].resize(storageBytes(type, m_context.outputDims(static_cast<int>(i)), Format::linear()));
        return m_context.readOutput(static_cast<int>(i), m_outputs[i]);
    }

    InferenceContext& m_context;
    const HostInputs& m_inputs;
    bool m_transfers;
    HostInputs m_outputs;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

}  // namespace

Result<QueryTrace> measureQueries(InferenceContext& context, const HostInputs& inputs, const QueryLimits& limits,
                                  StepProfiler* profiler, const std::stop_token& stop) {
    PS_TRY(setInputs(context, inputs));
    Querier querier(context, inputs, limits.transfers);
    QueryTrace trace;
    while (!stop.stop_requested() && querier.nowMs() < limits.warmUpMs) {
        PS_TRY(querier.query(nullptr));
        ++trace.warmUpQueries;
    }
    trace.warmUpMs = querier.nowMs();
    const auto wantsMore = [&] {
        if (stop.stop_requested() || trace.queries.size() >= kMostQueries) return false;
        return limits.durationMs < 0 || trace.queries.size() < limits.iterations || querier.nowMs() - trace.warmUpMs < limits.durationMs;
    };
    while (wantsMore()) {
        PS_ASSIGN(const QueryTimes times, querier.query(profiler));
        trace.queries.push_back(times);
    }
    PS_CHECK(!trace.queries.empty(), Code::Cancelled, "the measurement was cancelled");
    return trace;
}

}  // namespace planscope::cli
