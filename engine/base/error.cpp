// SPDX-License-Identifier: Apache-2.0
#include "engine/base/error.h"

namespace planscope {

std::string Error::text() const {
    std::string out = subject;
    if (!out.empty()) out += ": ";
    out += message;
    if (!hint.empty()) {
        if (!out.empty() && out.back() != '.') out += '.';
        out += ' ';
        out += hint;
    }
    return out;
}

Error Error::within(std::string_view outer) && {
    subject = subject.empty() ? std::string(outer) : std::string(outer) + ", " + subject;
    return std::move(*this);
}

}  // namespace planscope
