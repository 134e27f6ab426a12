// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/onednn/epilogue.h"

#include <optional>
#include <string>

namespace planscope::kernels::onednn {

struct PostOpRefusal {
    std::optional<PointwiseOp> operation;  ///< the first one in the way, if it is one operation
    std::string why;                       ///< "has no counterpart among oneDNN's post-ops": follows the operation's name
};

/// Why the epilogue cannot be run as oneDNN's post-ops on a result of these dims; nothing if it can.
std::optional<PostOpRefusal> whyNotPostOps(const Epilogue& epilogue, const Dims& outDims);

}  // namespace planscope::kernels::onednn
