// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/device.h"

namespace planscope::devices::cpu {

/// The processor that Planscope runs on: host memory, oneDNN and Planscope's own vectorised kernels. Streams work in
/// the caller's thread, behind the asynchronous interface.
/// @param threads  1 to the number of processors
std::shared_ptr<const Device> makeDevice(int threads);

}  // namespace planscope::devices::cpu
