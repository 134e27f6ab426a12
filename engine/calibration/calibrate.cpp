// SPDX-License-Identifier: Apache-2.0
#include "engine/calibration/calibrate.h"

#include "engine/base/check.h"
#include "engine/calibration/observed_engine.h"
#include "engine/quantization/histogram.h"
#include "engine/quantization/implicit.h"
#include "engine/shapes/open_engine.h"

#include <algorithm>
#include <map>

namespace planscope::calibration {
namespace {

using quantization::Histogram;

/// Float tensors that layers make at run time, in the order of execution.
std::vector<TensorId> observable(const Network& network) {
    std::vector<TensorId> out;
    for (const LayerId id : network.topologicalOrder())
        for (const TensorId tensor : network.layer(id).outputs) {
            const Tensor& t = network.tensor(tensor);
            if (t.type == DataType::Float && !t.constant && t.dims.volume() > 0) out.push_back(tensor);
        }
    return out;
}

class Calibration {
public:
    Calibration(const Network& network, std::size_t batches, const ReadBatch& read, const Options& options, const ProgressFn& progress, std::stop_token stop)
        : m_network(network), m_batches(batches), m_read(read), m_options(options), m_progress(progress), m_stop(std::move(stop)) {}

    Status run() {
        const std::vector<TensorId> tensors = observable(m_network);
        const auto groups = groupsOf(m_network, tensors, m_options.observedBytes);
        m_total = groups.size() * m_batches;
        for (std::size_t g = 0; g < groups.size(); ++g) PS_TRY(observe(groups[g], g == 0));
        return {};
    }
    const std::map<std::string, Histogram>& histograms() const { return m_histograms; }

private:
    Status observe(const std::vector<TensorId>& tensors, bool withInputs) {
        BuildOptions options;
        options.threads = m_options.threads;
        options.selection.optimizationLevel = 0;
        PS_ASSIGN(ObservedEngine engine, ObservedEngine::create(m_network, tensors, options, m_stop));
        for (std::size_t batch = 0; batch < m_batches; ++batch) {
            PS_CHECK(!m_stop.stop_requested(), Code::Cancelled, "the calibration was cancelled");
            if (m_progress) m_progress({m_done++, m_total});
            PS_ASSIGN(const std::vector<ConstantPtr> inputs, m_read(batch));
            PS_TRY(engine.run(inputs));
            if (withInputs) collectInputs(inputs);
            PS_TRY(collect(engine, tensors));
        }
        return {};
    }

    void collectInputs(const std::vector<ConstantPtr>& inputs) {
        for (std::size_t i = 0; i < inputs.size(); ++i)
            if (inputs[i]->type() == DataType::Float) m_histograms[m_network.tensor(m_network.inputs()[i]).name].add(inputs[i]->floats());
    }

    Status collect(ObservedEngine& engine, const std::vector<TensorId>& tensors) {
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            PS_CHECK(!m_stop.stop_requested(), Code::Cancelled, "the calibration was cancelled");
            PS_ASSIGN(const std::span<const float> values, engine.observed(i));
            m_histograms[m_network.tensor(tensors[i]).name].add(values);
        }
        return {};
    }

    const Network& m_network;
    std::size_t m_batches;
    const ReadBatch& m_read;
    const Options& m_options;
    const ProgressFn& m_progress;
    std::stop_token m_stop;
    std::size_t m_done = 0, m_total = 0;
    std::map<std::string, Histogram> m_histograms;
};

void warn(const std::string& tensor, const Histogram& histogram, std::vector<Error>& warnings) {
    const std::string subject = "tensor '" + tensor + "'";
    if (histogram.notFinite() > 0)
        warnings.push_back({Code::Value, subject, fmt::format("{} of its values are no numbers or infinite; they are left out", histogram.notFinite()), {}});
    if (histogram.largest() == 0)
        warnings.push_back({Code::Value, subject, "it was zero in all batches, so that it gets no scale", "Calibrate with data that resemble what the network will see."});
}

}  // namespace

Result<Outcome> calibrate(const Network& network, std::size_t batches, const ReadBatch& readBatch, const Options& options,
                          const ProgressFn& progress, std::stop_token stop) {
    PS_ASSIGN(const quantization::Calibrator* const calibrator, quantization::findCalibrator(options.calibrator));
    PS_CHECK(batches > 0, Code::Option, "calibration needs at least one batch");
    PS_CHECK(!quantization::isExplicit(network), Code::Option, "the network is quantised already, by its QuantizeLinear and DequantizeLinear nodes");
    PS_CHECK(!shapes::isOpen(network), Code::Option, "calibration takes fixed shapes; give the model's open shapes numbers");
    Calibration run(network, batches, readBatch, options, progress, std::move(stop));
    PS_TRY(run.run());
    Outcome out;
    out.cache.version = quantization::cacheVersion();
    out.cache.algorithm = calibrator->algorithm;
    for (const auto& [tensor, histogram] : run.histograms()) {
        warn(tensor, histogram, out.warnings);
        out.cache.scales[tensor] = static_cast<float>(calibrator->range(histogram, options.legacy) / quantization::kLargestInteger);
    }
    return out;
}

}  // namespace planscope::calibration
