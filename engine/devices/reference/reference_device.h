// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/device.h"

namespace planscope::devices::reference {

/// Runs every layer by its scalar reference kernel, in Linear format, in one thread: the oracle of every test.
std::shared_ptr<const Device> makeDevice();

}  // namespace planscope::devices::reference
