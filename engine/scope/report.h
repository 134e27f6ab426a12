// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/scope/question.h"

#include <string>
#include <vector>

namespace planscope::scope {

/// A rule that is broken.
struct Finding {
    const Rule* rule = nullptr;
    std::string subject;             ///< name of the layer or tensor; empty: the configuration
    std::string value;               ///< what offends: "kernel 3x3"
    std::string sentence;            ///< with subject and value
    std::vector<OriginId> origins;   ///< ONNX nodes
    LayerId layer{};                 ///< invalid where it is about no layer
    TensorId tensor{};               ///< invalid where it is about no tensor
    Level level = Level::Error;      ///< of the rule, or what GPU fallback makes of it
};

/// All that rules have to say about one question, in the order of the catalogue, then of the network.
struct Report {
    std::vector<Finding> findings;
    std::size_t count(Level level) const;
    bool isAccepted() const { return count(Level::Error) == 0; }
};

/// Takes the findings of one rule.
class Emitter {
public:
    Emitter(const Question& question, Report& report) : m_question(question), m_report(report) {}
    void setRule(const Rule& rule) { m_rule = &rule; }

    /// "LAYER: SENTENCE"
    void layer(const Subject& subject, std::string value, std::string sentence);
    void tensor(TensorId id, std::string value, std::string sentence);
    void config(std::string value, std::string sentence);

private:
    Level level() const;

    const Question& m_question;
    Report& m_report;
    const Rule* m_rule = nullptr;
};

}  // namespace planscope::scope
