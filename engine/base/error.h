// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/codes.h"

#include <string>

namespace planscope {

/// What went wrong, as a value. Errors cross folder boundaries only in this form.
struct Error {
    Code code = Code::Bug;
    std::string subject;  ///< the thing that is wrong: "node 'conv1' (Conv)", "file 'a.onnx'"; may be empty
    std::string message;  ///< one sentence: what was found and what was expected
    std::string hint;     ///< what the user can do; may be empty

    ErrorKind kind() const { return kindOf(code); }

    /// "subject: message Hint." in one line, as printed to a user.
    std::string text() const;

    /// The same error seen from one level up: the subject gains `outer` in front.
    Error within(std::string_view outer) &&;
};

}  // namespace planscope
