// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/device.h"

namespace planscope::devices {

/// Alignment of every host allocation and of every offset in an arena: one cache line, one AVX-512 register.
inline constexpr std::size_t kHostAlignment = 64;

/// Aligned host memory, zero-filled. @errors Code::Memory naming the size
Result<std::unique_ptr<DeviceMemory>> allocateHost(std::size_t bytes);

/// Host devices read constants where they lie.
inline DeviceAddress hostAddress(std::span<const std::byte> bytes) { return {reinterpret_cast<std::uintptr_t>(bytes.data())}; }

/// The host pointer behind an address of a host device.
inline void* hostPointer(DeviceAddress address) { return reinterpret_cast<void*>(address.value); }

}  // namespace planscope::devices
