// SPDX-License-Identifier: Apache-2.0
#include "engine/base/diagnostics.h"

#include <algorithm>

namespace planscope {

void Diagnostics::warn(std::string node, std::string message) {
    m_items.push_back({Severity::Warning, Error{Code::Value, {}, std::move(message), {}}, std::move(node)});
}

std::size_t Diagnostics::errorCount() const {
    return static_cast<std::size_t>(std::count_if(m_items.begin(), m_items.end(), [](const Diagnostic& d) {
        return d.severity == Severity::Error;
    }));
}

}  // namespace planscope
