// SPDX-License-Identifier: Apache-2.0
#include "engine/calibration/calibrate.h"

#include "engine/base/check.h"
#include "engine/builder/builder.h"
#include "engine/network/evaluate.h"
#include "engine/quantization/histogram.h"
#include "engine/quantization/implicit.h"
#include "engine/runtime/standard/inference_context.h"
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

std::uint64_t bytesOf(const Tensor& tensor) { return storageBytes(tensor.type, tensor.dims, Format::linear()); }

/// Groups of tensors that are looked at together.
std::vector<std::vector<TensorId>> groupsOf(const Network& network, std::uint64_t mostBytes) {
    std::vector<std::vector<TensorId>> out;
    std::uint64_t bytes = 0;
    for (const TensorId id : observable(network)) {
        const std::uint64_t size = bytesOf(network.tensor(id));
        if (out.empty() || bytes + size > mostBytes) {
            out.emplace_back();
            bytes = 0;
        }
        out.back().push_back(id);
        bytes += size;
    }
    if (out.empty()) out.emplace_back();
    return out;
}

class Calibration {
public:
    Calibration(const Network& network, std::size_t batches, const ReadBatch& read, const Options& options, const ProgressFn& progress, std::stop_token stop)
        : m_network(network), m_batches(batches), m_read(read), m_options(options), m_progress(progress), m_stop(std::move(stop)) {}

    Status run() {
        const auto groups = groupsOf(m_network, m_options.observedBytes);
        m_total = groups.size() * m_batches;
        for (std::size_t g = 0; g < groups.size(); ++g) PS_TRY(observe(groups[g], g == 0));
        return {};
    }
    const std::map<std::string, Histogram>& histograms() const { return m_histograms; }

private:
    Result<std::unique_ptr<InferenceContext>> contextFor(const std::vector<TensorId>& tensors) const {
        Network observed = m_network;
        for (std::size_t i = 0; i < tensors.size(); ++i) observed.markOutput(fmt::format("observed {}", i), tensors[i]);
        BuildOptions options;
        options.threads = m_options.threads;
        options.selection.optimizationLevel = 0;
        PS_ASSIGN(BuildResult built, buildEngine(observed, options, {}, m_stop));
        PS_ASSIGN(const std::shared_ptr<const Device> device, openDevice(options.device, options.threads));
        return makeContext(std::move(built.engine), device);
    }

    Status observe(const std::vector<TensorId>& tensors, bool withInputs) {
        PS_ASSIGN(const std::unique_ptr<InferenceContext> context, contextFor(tensors));
        for (std::size_t batch = 0; batch < m_batches; ++batch) {
            PS_CHECK(!m_stop.stop_requested(), Code::Cancelled, "the calibration was cancelled");
            if (m_progress) m_progress({m_done++, m_total});
            PS_ASSIGN(const std::vector<ConstantPtr> inputs, m_read(batch));
            PS_TRY(setInputs(*context, inputs, withInputs));
            PS_TRY(context->run());
            PS_TRY(collect(*context, tensors));
        }
        return {};
    }

    Status setInputs(InferenceContext& context, const std::vector<ConstantPtr>& inputs, bool withInputs) {
        PS_CHECK(inputs.size() == m_network.inputs().size(), Code::Arity, "a batch has {} inputs, the network takes {}", inputs.size(), m_network.inputs().size());
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const Tensor& tensor = m_network.tensor(m_network.inputs()[i]);
            PS_CHECK(inputs[i]->type() == tensor.type && inputs[i]->dims() == tensor.dims, Code::Shape, "input '{}' takes other data than those of the batch", tensor.name);
            PS_TRY(context.setInput(static_cast<int>(i), inputs[i]->bytes()));
            if (withInputs && tensor.type == DataType::Float) m_histograms[tensor.name].add(inputs[i]->floats());
        }
        return {};
    }

    Status collect(const InferenceContext& context, const std::vector<TensorId>& tensors) {
        const std::size_t own = m_network.outputs().size();
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            PS_CHECK(!m_stop.stop_requested(), Code::Cancelled, "the calibration was cancelled");
            const Tensor& tensor = m_network.tensor(tensors[i]);
            m_values.resize(static_cast<std::size_t>(tensor.dims.volume()));
            PS_TRY(context.readOutput(static_cast<int>(own + i), std::as_writable_bytes(std::span(m_values))));
            m_histograms[tensor.name].add(m_values);
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
    std::vector<float> m_values;
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
