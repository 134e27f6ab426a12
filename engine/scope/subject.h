// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/scope/question.h"

#include <memory>

namespace planscope::scope {

/// All living layers of a question's network as rules see them, in the order of the network.
class Subjects {
public:
    explicit Subjects(const Question& question);
    const std::vector<Subject>& all() const { return m_subjects; }

private:
    struct Facts {
        std::vector<TensorInfo> inputs;
        std::vector<TensorType> outputs;
    };
    std::vector<std::unique_ptr<Facts>> m_facts;  // what the subjects borrow
    std::vector<Subject> m_subjects;
};

}  // namespace planscope::scope
