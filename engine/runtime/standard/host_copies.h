// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/device.h"

namespace planscope {

/// Copies within a device. @errors Code::Device
Status copyOnDevice(Stream& stream, DeviceAddress to, DeviceAddress from, std::uint64_t bytes);
/// Waits until the bytes are there. @errors Code::Device
Status copyToDevice(Stream& stream, DeviceAddress to, std::span<const std::byte> from);
Status copyToHost(Stream& stream, std::span<std::byte> to, DeviceAddress from);

}  // namespace planscope
