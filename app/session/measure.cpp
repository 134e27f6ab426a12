// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/measure.h"

#include "engine/base/check.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <random>

namespace planscope::session {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

std::vector<std::byte> randomBytes(const EngineTensor& tensor, std::mt19937_64& generator) {
    const auto count = static_cast<std::size_t>(tensor.dims.volume());
    std::vector<std::byte> bytes(count * sizeOf(tensor.type));
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t bits = generator();
        if (tensor.type == DataType::Float) {
            const float value = static_cast<float>(static_cast<double>(bits >> 11) * 0x1p-52 - 1.0);
            std::memcpy(bytes.data() + i * sizeof value, &value, sizeof value);
        } else if (tensor.type == DataType::Int32) {
            const std::int32_t value = static_cast<std::int32_t>(bits & 1);
            std::memcpy(bytes.data() + i * sizeof value, &value, sizeof value);
        } else {
            bytes[i * sizeOf(tensor.type)] = static_cast<std::byte>(bits & 1);
        }
    }
    return bytes;
}

/// Runs for `seconds`, at least `minRuns` times; keeps the latencies where `latencies` is given.
Status runFor(ExecutionContext& context, double seconds, int minRuns, int maxRuns, std::vector<double>* latencies, const std::stop_token& stop) {
    const auto begin = Clock::now();
    for (int i = 0; i < maxRuns && (i < minRuns || secondsSince(begin) < seconds); ++i) {
        PS_CHECK(!stop.stop_requested(), Code::Cancelled, "the measurement was stopped");
        const auto start = Clock::now();
        PS_TRY(context.run());
        if (latencies) latencies->push_back(secondsSince(start) * 1e9);
    }
    return {};
}

}  // namespace

Status fillInputs(ExecutionContext& context, std::uint64_t seed) {
    std::mt19937_64 generator(seed);
    const Engine& engine = context.engine();
    for (std::size_t i = 0; i < engine.inputs.size(); ++i)
        PS_TRY(context.setInput(static_cast<int>(i), randomBytes(engine.tensors[engine.inputs[i].tensor], generator)));
    return {};
}

Result<Measurement> measure(ExecutionContext& context, const MeasureOptions& options, const MeasureProgress& progress,
                            std::stop_token stop) {
    const auto say = [&](double share) {
        if (progress) progress(static_cast<int>(share * 100), 100);
    };
    Measurement out;
    PS_TRY(runFor(context, options.warmUpSeconds, 2, options.maxRuns, nullptr, stop));
    say(0.1);
    out.latenciesNs.reserve(static_cast<std::size_t>(options.maxRuns));
    PS_TRY(runFor(context, options.seconds, options.minRuns, options.maxRuns, &out.latenciesNs, stop));
    say(0.7);
    if (options.profiledRuns <= 0) return out;
    const auto profiler = std::make_shared<StepProfiler>(context.engine().steps.size(), static_cast<std::size_t>(options.profiledRuns));
    for (int i = 0; i < options.profiledRuns; ++i) {
        PS_CHECK(!stop.stop_requested(), Code::Cancelled, "the measurement was stopped");
        PS_TRY(context.run(profiler.get()));
        say(0.7 + 0.3 * i / options.profiledRuns);
    }
    out.profiler = profiler;
    return out;
}

}  // namespace planscope::session
