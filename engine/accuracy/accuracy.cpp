// SPDX-License-Identifier: Apache-2.0
#include "engine/accuracy/accuracy.h"

#include "engine/accuracy/deviation.h"
#include "engine/base/check.h"
#include "engine/calibration/observed_engine.h"
#include "engine/shapes/open_engine.h"

#include <algorithm>
#include <map>
#include <set>

namespace planscope::accuracy {
namespace {

using calibration::ObservedEngine;

/// One output in one precision, over all batches.
struct OutputSum {
    DeviationSum deviation;
    std::size_t samples = 0, agreeing = 0, labelled = 0, right = 0;

    void add(const Constant& actual, const Constant& truth, std::span<const std::int64_t> labels) {
        deviation.add(numbersOf(actual), numbersOf(truth));
        const std::vector<std::int64_t> classes = classesOf(actual), wanted = classesOf(truth);
        samples += classes.size();
        for (std::size_t i = 0; i < classes.size(); ++i) agreeing += classes[i] == wanted[i];
        for (std::size_t i = 0; i < std::min(classes.size(), labels.size()); ++i) {
            ++labelled;
            right += classes[i] == labels[i];
        }
    }
    OutputAccuracy result(std::string name) const {
        OutputAccuracy out{std::move(name), deviation.result(), {}, {}};
        if (samples > 0) out.top1Agreement = static_cast<double>(agreeing) / static_cast<double>(samples);
        if (labelled > 0) out.top1 = static_cast<double>(right) / static_cast<double>(labelled);
        return out;
    }
};

class Measurement {
public:
    Measurement(const Network& network, const Data& data, std::span<const Variant> variants, const Options& options, const ProgressFn& progress,
                std::stop_token stop)
        : m_network(network), m_data(data), m_variants(variants), m_options(options), m_progress(progress), m_stop(std::move(stop)) {}

    Result<Report> run() {
        m_report.batches = m_data.batches;
        PS_TRY(measureOutputs());
        if (m_options.looksAtLayers) PS_TRY(measureLayers());
        return std::move(m_report);
    }

private:
    Result<ObservedEngine> engineFor(const BuildOptions& options, std::span<const TensorId> tensors) const {
        return ObservedEngine::create(m_network, tensors, options, m_stop);
    }

    Result<std::vector<ObservedEngine>> variantEngines(std::span<const TensorId> tensors) const {
        std::vector<ObservedEngine> out;
        for (const Variant& variant : m_variants) {
            PS_ASSIGN(out.emplace_back(), within(variant.name, engineFor(variant.options, tensors)));
        }
        return out;
    }

    Status announce(std::string_view stage, std::size_t batch) const {
        PS_CHECK(!m_stop.stop_requested(), Code::Cancelled, "the measurement was cancelled");
        if (m_progress) m_progress(stage, batch, m_data.batches);
        return {};
    }

    Status measureOutputs() {
        PS_ASSIGN(ObservedEngine fp32, engineFor(m_options.fp32, {}));
        PS_ASSIGN(std::vector<ObservedEngine> others, variantEngines({}));
        const std::size_t outputs = m_network.outputs().size();
        std::vector<OutputSum> own(outputs);
        std::vector<std::vector<OutputSum>> sums(others.size(), std::vector<OutputSum>(outputs));
        for (std::size_t batch = 0; batch < m_data.batches; ++batch) {
            PS_TRY(announce("outputs", batch));
            PS_ASSIGN(const std::vector<ConstantPtr> inputs, m_data.inputs(batch));
            const std::vector<std::int64_t> labels = m_data.labels ? m_data.labels(batch) : std::vector<std::int64_t>{};
            PS_TRY(fp32.run(inputs));
            m_report.samples += static_cast<std::size_t>(inputs.front()->dims().rank > 0 ? inputs.front()->dims()[0] : 1);
            for (ObservedEngine& other : others) PS_TRY(other.run(inputs));
            for (std::size_t i = 0; i < outputs; ++i) {
                PS_ASSIGN(const ConstantPtr truth, fp32.output(i));
                own[i].add(*truth, *truth, labels);
                for (std::size_t v = 0; v < others.size(); ++v) {
                    PS_ASSIGN(const ConstantPtr actual, others[v].output(i));
                    sums[v][i].add(*actual, *truth, labels);
                }
            }
        }
        for (std::size_t i = 0; i < outputs; ++i) m_report.fp32.push_back(own[i].result(m_network.outputs()[i].name));
        for (std::size_t v = 0; v < others.size(); ++v) {
            PrecisionAccuracy& row = m_report.precisions.emplace_back(PrecisionAccuracy{m_variants[v].name, {}, {}, others[v].record().precisions, others[v].warnings()});
            for (std::size_t i = 0; i < outputs; ++i) row.outputs.push_back(sums[v][i].result(m_network.outputs()[i].name));
        }
        return {};
    }

    /// Tensors of the model that the FP32 engine has between its layers, in their order.
    Result<std::vector<TensorId>> tensorsBetweenLayers() const {
        PS_ASSIGN(const BuildResult built, buildEngine(m_network, m_options.fp32, {}, m_stop));
        std::map<std::string_view, TensorId> byName;
        for (const LayerId id : m_network.topologicalOrder())
            for (const TensorId tensor : m_network.layer(id).outputs)
                if (m_network.tensor(tensor).type == DataType::Float && !m_network.tensor(tensor).constant) byName.emplace(m_network.tensor(tensor).name, tensor);
        std::vector<TensorId> out;
        std::set<TensorId> seen;
        for (const EngineStep& step : built.engine.steps)
            for (const std::uint32_t output : step.outputs) {
                const auto at = byName.find(built.engine.tensors[output].name);
                if (at != byName.end() && seen.insert(at->second).second) out.push_back(at->second);
            }
        return out;
    }

    Status measureLayers() {
        PS_ASSIGN(const std::vector<TensorId> tensors, tensorsBetweenLayers());
        for (const std::vector<TensorId>& group : calibration::groupsOf(m_network, tensors, m_options.observedBytes)) PS_TRY(measureGroup(group));
        return {};
    }

    Status measureGroup(const std::vector<TensorId>& group) {
        PS_ASSIGN(ObservedEngine fp32, engineFor(m_options.fp32, group));
        PS_ASSIGN(std::vector<ObservedEngine> others, variantEngines(group));
        std::vector<std::vector<DeviationSum>> sums(others.size(), std::vector<DeviationSum>(group.size()));
        for (std::size_t batch = 0; batch < m_data.batches; ++batch) {
            PS_TRY(announce("layers", batch));
            PS_ASSIGN(const std::vector<ConstantPtr> inputs, m_data.inputs(batch));
            PS_TRY(fp32.run(inputs));
            for (ObservedEngine& other : others) PS_TRY(other.run(inputs));
            for (std::size_t i = 0; i < group.size(); ++i) {
                PS_ASSIGN(const std::span<const float> truth, fp32.observed(i));
                for (std::size_t v = 0; v < others.size(); ++v) {
                    PS_ASSIGN(const std::span<const float> actual, others[v].observed(i));
                    sums[v][i].add(actual, truth);
                }
            }
        }
        for (std::size_t v = 0; v < others.size(); ++v)
            for (std::size_t i = 0; i < group.size(); ++i)
                m_report.precisions[v].layers.push_back({m_network.tensor(group[i]).name, sums[v][i].result()});
        return {};
    }

    const Network& m_network;
    const Data& m_data;
    std::span<const Variant> m_variants;
    const Options& m_options;
    const ProgressFn& m_progress;
    std::stop_token m_stop;
    Report m_report;
};

}  // namespace

Result<Report> measure(const Network& network, const Data& data, std::span<const Variant> variants, const Options& options, const ProgressFn& progress,
                       std::stop_token stop) {
    PS_CHECK(data.batches > 0, Code::Option, "there are no data to measure the accuracy with");
    PS_CHECK(!shapes::isOpen(network), Code::Option, "the accuracy is measured at fixed shapes; give the model's open shapes numbers");
    return Measurement(network, data, variants, options, progress, std::move(stop)).run();
}

}  // namespace planscope::accuracy
