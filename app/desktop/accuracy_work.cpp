// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/accuracy_work.h"

#include "app/session/made_up_inputs.h"
#include "engine/accuracy/accuracy.h"
#include "engine/base/check.h"

#include <QCoreApplication>

#include <algorithm>

namespace planscope::desktop {
namespace {

constexpr std::size_t kMadeUpBatches = 4;
constexpr std::size_t kInputsPerBatch = 64;  ///< seeds of different batches are so far apart

std::vector<ConstantPtr> madeUpBatch(const Network& network, std::size_t batch) {
    std::vector<ConstantPtr> out;
    for (const data::InputInfo& input : data::inputsOf(network)) {
        EngineTensor tensor;
        tensor.name = input.name;
        tensor.type = input.type;
        tensor.dims = input.dims;
        out.push_back(Constant::own(input.type, input.dims, session::madeUpInput(tensor, batch * kInputsPerBatch + out.size())));
    }
    return out;
}

std::vector<std::uint32_t> originsOf(const Network& network, const std::string& tensor) {
    for (std::uint32_t t = 0; t < network.tensorCount(); ++t) {
        const TensorId id(t);
        if (network.tensor(id).name != tensor || !network.producer(id).valid()) continue;
        std::vector<std::uint32_t> out;
        for (const OriginId origin : network.layer(network.producer(id)).origins) out.push_back(origin);
        return out;
    }
    return {};
}

/// Share of samples, or the angle where the outputs are no classes.
std::string verdictOf(const accuracy::PrecisionAccuracy& result, double worst) {
    for (const accuracy::OutputAccuracy& output : result.outputs) {
        if (output.top1) return fmt::format("top-1 {:.2f} %", *output.top1 * 100);
        if (output.top1Agreement) return fmt::format("{:.2f} % as FP32", *output.top1Agreement * 100);
    }
    return "1 - cos " + inspect::driftText(worst);
}

}  // namespace

Result<inspect::DriftCurvePtr> measureDrift(const AccuracyTask& task, std::stop_token stop, ProgressBoard& board) {
    const bool isMadeUp = task.batches == nullptr;
    const accuracy::Data data{isMadeUp ? kMadeUpBatches : task.count,
                              [&](std::size_t i) -> Result<std::vector<ConstantPtr>> {
                                  if (isMadeUp) return madeUpBatch(*task.network, i);
                                  return task.batches->inputs(i);
                              },
                              [&](std::size_t i) { return isMadeUp ? std::vector<std::int64_t>{} : task.batches->labels(i); }};
    accuracy::Variant variant{"build", task.build.options};
    variant.options.profiles.clear();
    variant.options.inputs.clear();
    variant.options.outputs.clear();
    variant.options.selection.algorithms.clear();  // they name layers of the engine that was built, which is another one
    accuracy::Options options{.fp32 = variant.options};
    options.fp32.precision = {};
    options.fp32.scales = {};
    options.fp32.selection.optimizationLevel = 0;
    const auto progress = [&](std::string_view stage, std::size_t done, std::size_t total) {
        board.set({QString::fromUtf8(stage.data(), static_cast<qsizetype>(stage.size())), {}, static_cast<int>(done), static_cast<int>(total)});
    };
    PS_ASSIGN(const accuracy::Report report, accuracy::measure(*task.network, data, {&variant, 1}, options, progress, stop));
    const accuracy::PrecisionAccuracy& result = report.precisions.front();
    auto curve = std::make_shared<inspect::DriftCurve>();
    curve->build = task.build.number;
    curve->title = titleOf(task.build).toStdString();
    curve->data = isMadeUp ? "made-up inputs" : task.source.toStdString();
    curve->samples = report.samples;
    const auto add = [&](const std::string& tensor, const accuracy::Deviation& deviation) {
        curve->points.push_back({tensor, originsOf(*task.network, tensor), std::max(0.0, 1 - deviation.cosine), deviation.maxAbs});
    };
    for (const accuracy::TensorDeviation& layer : result.layers) add(layer.tensor, layer.deviation);
    for (const accuracy::OutputAccuracy& output : result.outputs) {
        add(output.output, output.deviation);
        curve->worst = std::max(curve->worst, curve->points.back().angle);
    }
    curve->verdict = verdictOf(result, curve->worst);
    return inspect::DriftCurvePtr(std::move(curve));
}

}  // namespace planscope::desktop
