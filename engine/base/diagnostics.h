// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/error.h"

#include <cstdint>
#include <string>
#include <vector>

namespace planscope {

enum class Severity : std::uint8_t { Info, Warning, Error };

/// One finding about a model: severity, what it is about (Error's four texts) and which ONNX node, if any.
struct Diagnostic {
    Severity severity = Severity::Error;
    Error error;
    std::string node;  ///< name of the ONNX node or tensor to go to; empty if the file as a whole
};

/// Collects all findings of one piece of work, in the order found. Not thread-safe.
class Diagnostics {
public:
    void add(Diagnostic diagnostic) { m_items.push_back(std::move(diagnostic)); }
    void warn(std::string node, std::string message);

    const std::vector<Diagnostic>& items() const { return m_items; }
    std::size_t errorCount() const;
    bool hasErrors() const { return errorCount() > 0; }

private:
    std::vector<Diagnostic> m_items;
};

}  // namespace planscope
