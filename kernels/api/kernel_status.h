// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {

/// What a kernel says when it is done. Arguments were validated before, so anything but Ok, BadIndex and NotTrue, which the
/// caller's values decide, is a defect or a device fault.
enum class [[nodiscard]] KernelStatus : std::uint8_t {
    Ok,
    BadArgument,    ///< types, shapes or formats that this kernel does not handle
    BadIndex,       ///< an index tensor points outside its data
    BackendFailed,  ///< the library behind the kernel reported a failure
    NotTrue,        ///< the condition that the caller's model asserts does not hold
};

}  // namespace planscope
