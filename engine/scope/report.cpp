// SPDX-License-Identifier: Apache-2.0
#include "engine/scope/report.h"

#include <algorithm>

namespace planscope::scope {

std::size_t Report::count(Level level) const {
    return static_cast<std::size_t>(std::ranges::count_if(findings, [level](const Finding& f) { return f.level == level; }));
}

Level Emitter::level() const {
    const bool isMoved = m_rule->effect == Effect::LeavesDla && m_question.plan.allowsGpuFallback && !m_question.plan.dla.isStandalone;
    return isMoved ? Level::Warning : m_rule->level;
}

void Emitter::layer(const Subject& subject, std::string value, std::string sentence) {
    m_report.findings.push_back({m_rule, subject.layer.name, std::move(value), subject.layer.name + ": " + sentence, subject.layer.origins, subject.id, {}, level()});
}

void Emitter::tensor(TensorId id, std::string value, std::string sentence) {
    const std::string& name = m_question.network.tensor(id).name;
    const LayerId producer = m_question.network.producer(id);
    std::vector<OriginId> origins;
    if (producer.valid()) origins = m_question.network.layer(producer).origins;
    m_report.findings.push_back({m_rule, name, std::move(value), name + ": " + sentence, std::move(origins), producer, id, level()});
}

void Emitter::config(std::string value, std::string sentence) { m_report.findings.push_back({m_rule, {}, std::move(value), std::move(sentence), {}, {}, {}, level()}); }

}  // namespace planscope::scope
