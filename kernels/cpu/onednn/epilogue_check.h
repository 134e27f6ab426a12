// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/onednn/epilogue.h"

#include <string>

namespace planscope::kernels::onednn {

/// Why the epilogue cannot be run as oneDNN's post-ops on a result of these dims; empty if it can.
std::string whyNotPostOps(const Epilogue& epilogue, const Dims& outDims);

}  // namespace planscope::kernels::onednn
