// SPDX-License-Identifier: Apache-2.0
#include "engine/dla/placement/placement.h"

#include "engine/dla/placement/suggestions.h"
#include "engine/layers/cast.h"
#include "engine/scope/catalogue.h"
#include "engine/scope/dla/facts.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace planscope::dla {
namespace {

using scope::Emitter;
using scope::Finding;
using scope::Rule;

constexpr std::size_t kFewLayers = 3;
constexpr double kSmallShare = 0.01;
constexpr int kManySwitches = 8;

/// Rules that keep a layer from the DLA. What is said of inputs and outputs of the network does not move layers.
bool isReason(const Finding& finding) {
    if (!finding.layer.valid() || finding.tensor.valid()) return false;
    return finding.rule->effect == scope::Effect::LeavesDla || finding.rule->level == scope::Level::Error;
}

std::uint8_t scopesOf(const scope::Question& question) { return question.plan.dla.isStandalone ? scope::kDla | scope::kDlaStandalone : scope::kDla; }

void keepReasons(Placement& out, const scope::Question& question) {
    std::map<LayerId, std::vector<const Rule*>> reasons;
    for (const Finding& finding : out.report.findings) {
        if (!isReason(finding)) continue;
        auto& rules = reasons[finding.layer];
        if (std::ranges::find(rules, finding.rule) == rules.end()) rules.push_back(finding.rule);
    }
    const Network& network = question.network;
    for (LayerPlace& layer : out.layers) {
        if (const auto at = reasons.find(layer.id); at != reasons.end()) layer.reasons = at->second;
        if (!network.layer(layer.id).is(layers::cast::kind)) continue;
        const auto compared = reasons.find(network.producer(network.layer(layer.id).inputs[0]));
        if (compared != reasons.end() && layer.reasons.empty()) layer.reasons = compared->second;
    }
}

std::string nameOf(const Part& part, const std::vector<Node>& nodes) {
    return fmt::format("{{ForeignNode[{}...{}]}}", nodes[part.nodes.front()].subject->layer.name, nodes[part.nodes.back()].subject->layer.name);
}

int bordersToReformat(const Placement& out) {
    return static_cast<int>(std::ranges::count_if(out.report.findings, [](const Finding& f) { return f.rule->id == "DLA-IO-06" || f.rule->id == "DLA-IO-07"; }));
}

class Judge {
public:
    Judge(const scope::Question& question, const std::vector<Node>& nodes, Placement& out) : m_question(question), m_nodes(nodes), m_out(out), m_emit(question, out.report) {}

    void run() {
        if (!m_question.plan.usesDla) return;
        cuts();
        parts();
        whole();
        if (m_question.plan.dla.isStandalone) standalone();
    }

private:
    void setRule(std::string_view id) { m_emit.setRule(*scope::findRule(id)); }

    void cuts() {
        for (const Cut& cut : m_out.partition.cuts) {
            if (cut.rule.empty()) continue;
            setRule(cut.rule);
            m_emit.layer(*m_nodes[cut.node].subject, m_nodes[cut.before].subject->layer.name, fmt::format("the loadable is cut here: {}", cut.reason));
        }
    }
    void parts() {
        double all = 0;
        for (const Node& node : m_nodes) all += node.flops;
        const scope::dla::Pools& pools = m_question.plan.dla.pools;
        for (std::size_t i = 0; i < m_out.partition.parts.size(); ++i) {
            const Part& part = m_out.partition.parts[i];
            const std::string& name = m_out.loadables[i];
            setRule("DLA-GEN-17");
            if (part.nodes.size() < kFewLayers || part.flops < kSmallShare * all)
                m_emit.config(std::to_string(part.nodes.size()), fmt::format("{} is small: {} layers, {:.3g} of {:.3g} operations; switching may cost more", name, part.nodes.size(), part.flops, all));
            setRule("DLA-GEN-26");
            if (part.workingBytes > pools.managedSram)
                m_emit.config(std::to_string(part.workingBytes), fmt::format("{}: a working set of {} bytes spills from the SRAM pool of {} to DRAM, which is slower", name, part.workingBytes, pools.managedSram));
            setRule("DLA-MEM-05");
            const auto need = [&](std::string_view pool, std::int64_t has, std::int64_t needs) {
                if (needs >= has) m_emit.config(std::to_string(needs), fmt::format("{}: pool {} of {} bytes is smaller than the {} that are needed", name, pool, has, needs));
            };
            need("dlaLocalDRAM", pools.localDram, part.internalBytes);
            need("dlaGlobalDRAM", pools.globalDram, part.weightBytes);
        }
    }
    void whole() {
        const std::size_t count = m_out.partition.parts.size();
        const scope::dla::Plan& plan = m_question.plan.dla;
        if (count > kMostLoadables || !m_out.partition.demoted.empty()) {
            setRule("DLA-GEN-09");
            const std::string text = m_out.partition.demoted.empty() ? fmt::format("{} loadables are needed, at most {} can be resident on a core", count, kMostLoadables)
                                                                     : fmt::format("more than {} loadables were needed; the smallest, of {} layers in all, go to the GPU", kMostLoadables, m_out.partition.demoted.size());
            m_emit.config(std::to_string(count), text);
            if (!m_out.partition.demoted.empty()) m_out.report.findings.back().level = scope::Level::Warning;
        }
        setRule("DLA-GEN-18");
        if (m_out.transitions.mostOnPath > kManySwitches) m_emit.config(std::to_string(m_out.transitions.mostOnPath), fmt::format("{} switches of device on one path", m_out.transitions.mostOnPath));
        setRule("DLA-GEN-19");
        if (count == 0 && plan.defaultDevice == scope::dla::Device::Dla) m_emit.config("0", "the default device is the DLA, but no layer can run there");
        setRule("DLA-MEM-04");
        const std::int64_t most = static_cast<std::int64_t>(count) * (plan.pools.localDram + plan.pools.globalDram);
        if (most > plan.systemMemory) m_emit.config(std::to_string(most), fmt::format("{} loadables may use up to {} bytes of {}", count, most, plan.systemMemory));
    }
    void standalone() {
        std::vector<std::size_t> others;
        for (std::size_t i = 0; i < m_nodes.size(); ++i)
            if (m_out.partition.partOf[i] == kGpu) others.push_back(i);
        if (!others.empty()) {
            setRule("DLA-SA-01");
            m_emit.config(std::to_string(others.size()), fmt::format("{} layers are not on the DLA, the first is {}", others.size(), m_nodes[others.front()].subject->layer.name));
        }
        const std::size_t count = m_out.partition.parts.size();
        if (count != 1) {
            setRule("DLA-SA-02");
            const std::string at = m_out.partition.cuts.empty() ? std::string() : fmt::format(", cut at {}: {}", m_nodes[m_out.partition.cuts.front().node].subject->layer.name, m_out.partition.cuts.front().reason);
            m_emit.config(std::to_string(count), fmt::format("the network needs {} loadables, a standalone build allows exactly one{}", count, at));
        }
        setRule("DLA-SA-05");
        const Network& network = m_question.network;
        for (const std::size_t i : others) {
            const Layer& layer = m_nodes[i].subject->layer;
            for (const auto* list : {&layer.inputs, &layer.outputs})
                for (const TensorId id : *list)
                    if (network.tensor(id).isInput || network.isOutput(id)) m_emit.tensor(id, layer.name, fmt::format("it is touched by {}, which is not on the DLA", layer.name));
        }
    }

    const scope::Question& m_question;
    const std::vector<Node>& m_nodes;
    Placement& m_out;
    Emitter m_emit;
};

}  // namespace

std::size_t Placement::countOnDla() const {
    return static_cast<std::size_t>(std::ranges::count_if(layers, [](const LayerPlace& layer) { return layer.part != kGpu; }));
}

Placement place(const scope::Question& question) {
    Placement out;
    const scope::Subjects subjects(question);
    const std::vector<Node> nodes = nodesOf(question, subjects);
    for (const Node& node : nodes) out.layers.push_back({.id = node.subject->id, .isMeant = scope::dla::isMeant(*node.subject)});
    out.report = scope::ask(question, scopesOf(question));
    keepReasons(out, question);

    const bool hasDla = question.plan.usesDla && question.target.dlaCores > question.plan.dla.core;
    std::vector<bool> onDla;
    for (const LayerPlace& layer : out.layers) onDla.push_back(hasDla && layer.isMeant && layer.reasons.empty());
    const bool demotes = question.plan.allowsGpuFallback && !question.plan.dla.isStandalone;
    out.partition = partitionOf(nodes, onDla, question.plan.dla.pools, demotes);
    for (std::size_t i = 0; i < nodes.size(); ++i) out.layers[i].part = out.partition.partOf[i];
    for (const std::size_t node : out.partition.demoted) out.layers[node].reasons.push_back(scope::findRule("DLA-GEN-09"));
    for (const Part& part : out.partition.parts) out.loadables.push_back(nameOf(part, nodes));
    out.transitions = transitionsOf(nodes, out.partition);
    out.reformats = out.transitions.count + bordersToReformat(out);
    out.notes = notesOn(nodes, out.partition, question);
    Judge(question, nodes, out).run();
    if (hasDla) out.suggestions = suggestionsFor(nodes, out.layers, question.plan.dla.pools, demotes);
    return out;
}

bool canRunOnDla(const scope::Question& question, LayerId layer) {
    scope::Question asked = question;
    asked.plan.usesDla = true;
    asked.plan.dla.defaultDevice = scope::dla::Device::Dla;
    asked.plan.dla.layerDevices.clear();
    if (scope::dla::isKnownAtBuild(question.network, question.network.layer(layer)) || question.target.dlaCores == 0) return false;
    const scope::Report report = scope::ask(asked, scopesOf(asked));
    return std::ranges::none_of(report.findings, [layer](const Finding& finding) { return finding.layer == layer && isReason(finding); });
}

}  // namespace planscope::dla
