// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace planscope::passes {

/// Where a rewrite says why it nearly fired: which condition of an otherwise complete pattern did not hold. Sentences that
/// nobody listens to are not formatted. One object serves one look at one layer.
class Declines {
public:
    explicit Declines(bool isListening) : m_isListening(isListening) {}

    /// Keeps the sentence; for `return declines.because(...)`.
    template <class... Args>
    std::nullopt_t because(fmt::format_string<Args...> sentence, Args&&... args) {
        if (m_isListening) m_sentences.push_back(fmt::format(sentence, std::forward<Args>(args)...));
        return std::nullopt;
    }

    const std::vector<std::string>& sentences() const { return m_sentences; }

private:
    bool m_isListening;
    std::vector<std::string> m_sentences;
};

/// Why `tensor` cannot be replaced together with the layer that makes it: "'conv1' is also read by 'add2'", "'y' is an
/// output of the network". Meant for tensors with several readers or that are outputs; `reader` is the one that asks.
std::string otherReaders(const Network& network, TensorId tensor, LayerId reader);

}  // namespace planscope::passes
