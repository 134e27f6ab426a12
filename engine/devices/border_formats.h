// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/format.h"

#include <vector>

namespace planscope::devices {

/// The formats in which inputs and outputs of an engine may be wanted, beside those that kernels like: to and from them every
/// device can copy. Linear alone where the rank is below 3.
std::vector<Format> borderFormats(const Dims& dims);

}  // namespace planscope::devices
