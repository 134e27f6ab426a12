// SPDX-License-Identifier: Apache-2.0
#include "engine/dla/translator/translator.h"

#include "engine/base/check.h"
#include "engine/layers/activation.h"
#include "engine/layers/dequantize.h"
#include "engine/layers/identity.h"
#include "engine/layers/pooling.h"
#include "engine/layers/quantize.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/slice.h"
#include "engine/network/names.h"
#include "engine/network/patch.h"
#include "engine/scope/dla/facts.h"

#include <algorithm>
#include <fmt/format.h>

namespace planscope::dla {
namespace {

bool isReal(DataType type) { return type == DataType::Float || type == DataType::Half; }
bool isQuantizer(const Layer& layer) { return layer.is(layers::quantize::kind) || layer.is(layers::dequantize::kind); }
bool isAtRunTime(const Network& network, TensorId id) { return !scope::dla::isKnownAtBuild(network, id); }

/// Every element of the output is one of the input.
bool keepsValues(const Layer& layer) {
    if (layer.is(layers::pooling::kind)) return layer.attrs.as<layers::pooling::Attrs>().kind == PoolingKind::Max;
    return layer.is(layers::shuffle::kind) || layer.is(layers::slice::kind) || layer.is(layers::identity::kind);
}

class Translator {
public:
    explicit Translator(const Network& network) : m_out{.network = network}, m_source(network) {}

    Result<Translation> run() {
        noteInt8Layers();
        PS_TRY(takeOut());
        passOn();
        noteMissing();
        return std::move(m_out);
    }

private:
    bool isPair(LayerId dequantize) const {
        const LayerId quantize = m_source.producer(m_source.layer(dequantize).inputs[0]);
        return quantize.valid() && m_source.layer(quantize).is(layers::quantize::kind);
    }
    /// The tensor that is left when all Q/DQ pairs in front of `id` are taken out.
    TensorId rootOf(TensorId id) const {
        for (;;) {
            const LayerId producer = m_source.producer(id);
            if (!producer.valid() || !m_source.layer(producer).is(layers::dequantize::kind) || !isAtRunTime(m_source, id) || !isPair(producer)) return id;
            id = m_source.layer(m_source.producer(m_source.layer(producer).inputs[0])).inputs[0];
        }
    }

    void noteInt8Layers() {
        for (const LayerId id : m_source.topologicalOrder()) {
            const Layer& layer = m_source.layer(id);
            bool reads = false, isAll = !isQuantizer(layer);
            for (const TensorId input : layer.inputs) {
                if (!isReal(m_source.tensor(input).type) || !isAtRunTime(m_source, input)) continue;
                const LayerId producer = m_source.producer(input);
                reads = true;
                isAll = isAll && producer.valid() && m_source.layer(producer).is(layers::dequantize::kind);
            }
            if (reads && isAll) m_int8.push_back(id);
        }
    }

    /// The one scale of a quantizer; nothing where it has several, which is a problem.
    float scaleOf(const Layer& layer) {
        const ConstantPtr& scale = m_source.tensor(layer.inputs[1]).constant;
        if (!scale || scale->type() != DataType::Float || scale->floats().empty()) {
            m_out.problems.push_back(fmt::format("{}: its scale is computed at run time and is lost", layer.name));
            return 0;
        }
        const auto values = scale->floats();
        if (values.size() > 1) m_out.problems.push_back(fmt::format("{}: it has {} scales, the DLA takes one per tensor; the largest counts", layer.name, values.size()));
        return *std::ranges::max_element(values);
    }
    /// How much larger a symmetric scale must be to hold all that the quantizer tells apart: more than 1 for UINT8 and for zero points.
    float widening(const Layer& layer) {
        constexpr std::size_t kZeroPoint = 2;
        const bool isSigned = m_source.tensor(layer.outputs[0]).type == DataType::Int8;
        int zero = 0;
        if (layer.inputs.size() > kZeroPoint) {
            const ConstantPtr& point = m_source.tensor(layer.inputs[kZeroPoint]).constant;
            if (point && !point->bytes().empty()) zero = isSigned ? static_cast<std::int8_t>(point->bytes()[0]) : static_cast<std::uint8_t>(point->bytes()[0]);
        }
        if (isSigned && zero == 0) return 1;
        m_out.problems.push_back(fmt::format("{}: {} with zero point {} becomes a symmetric range, which takes larger steps", layer.name, toString(m_source.tensor(layer.outputs[0]).type), zero));
        const int low = isSigned ? -128 : 0, high = isSigned ? 127 : 255;
        return static_cast<float>(std::max(zero - low, high - zero)) / 127.0F;
    }
    void setScale(TensorId id, float scale) {
        if (scale <= 0) return;
        const std::string& name = m_source.tensor(id).name;
        const auto [at, isNew] = m_out.scales.emplace(name, scale);
        if (!isNew && at->second != scale) {
            m_out.problems.push_back(fmt::format("{}: two scales, {} and {}; the larger counts", name, at->second, scale));
            at->second = std::max(at->second, scale);
        }
    }

    Status takeOut() {
        Patch patch(m_source, "Q/DQ becomes ranges of tensors");
        std::vector<LayerId> dropped;
        for (const LayerId id : m_source.topologicalOrder()) {
            const Layer& layer = m_source.layer(id);
            if (!layer.is(layers::dequantize::kind) || !isAtRunTime(m_source, layer.outputs[0])) continue;
            if (!isPair(id)) {
                m_out.problems.push_back(fmt::format("{}: it reads integers that no quantization makes, and stays", layer.name));
                continue;
            }
            const Layer& quantize = m_source.layer(m_source.producer(layer.inputs[0]));
            const TensorId root = rootOf(layer.outputs[0]);
            setScale(root, scaleOf(quantize) * widening(quantize));
            patch.redirect(layer.outputs[0], root);
            patch.drop(id);
            dropped.push_back(id);
        }
        for (const LayerId id : m_source.topologicalOrder()) {
            const Layer& layer = m_source.layer(id);
            if (!layer.is(layers::quantize::kind) || !isAtRunTime(m_source, layer.outputs[0]) || m_source.isOutput(layer.outputs[0])) continue;
            const auto& readers = m_source.consumers(layer.outputs[0]);
            if (std::ranges::all_of(readers, [&](LayerId reader) { return std::ranges::find(dropped, reader) != dropped.end(); })) patch.drop(id);
        }
        if (dropped.empty()) return {};
        return m_out.network.apply(patch);
    }

    void give(TensorId from, TensorId to) {
        const auto at = m_out.scales.find(m_out.network.tensor(from).name);
        if (at != m_out.scales.end() && isReal(m_out.network.tensor(to).type)) m_out.scales.emplace(m_out.network.tensor(to).name, at->second);
    }
    void passOn() {
        const Network& network = m_out.network;
        const std::vector<LayerId> order = network.topologicalOrder();
        for (const LayerId id : order)
            if (keepsValues(network.layer(id))) give(network.layer(id).inputs[0], network.layer(id).outputs[0]);
        for (auto at = order.rbegin(); at != order.rend(); ++at) {
            const Layer& layer = network.layer(*at);
            const bool isFused = layer.is(layers::activation::kind) && network.consumers(layer.inputs[0]).size() == 1 && network.producer(layer.inputs[0]).valid() && !network.isOutput(layer.inputs[0]);
            if (keepsValues(layer) || isFused) give(layer.outputs[0], layer.inputs[0]);
        }
    }

    void noteMissing() {
        const Network& network = m_out.network;
        for (const LayerId id : m_int8) {
            const Layer& layer = network.layer(id);
            m_out.int8Layers.push_back(layer.name);
            for (const auto* list : {&layer.inputs, &layer.outputs})
                for (const TensorId tensor : *list) {
                    const std::string& name = network.tensor(tensor).name;
                    if (!isReal(network.tensor(tensor).type) || !isAtRunTime(network, tensor) || m_out.scales.contains(name)) continue;
                    if (std::ranges::find(m_out.missing, name) == m_out.missing.end()) m_out.missing.push_back(name);
                }
        }
    }

    Translation m_out;
    const Network& m_source;
    std::vector<LayerId> m_int8;
};

}  // namespace

Result<Translation> translate(const Network& network) { return Translator(network).run(); }

}  // namespace planscope::dla
