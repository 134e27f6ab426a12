// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/host_copies.h"

#include "engine/base/check.h"

#include <array>

namespace planscope {
namespace {

Status checkCopy(KernelStatus status) {
    PS_CHECK(status == KernelStatus::Ok, Code::Device, "copying to or from the device failed");
    return {};
}

}  // namespace

Status copyToDevice(Stream& stream, DeviceAddress to, std::span<const std::byte> from) {
    PS_TRY(checkCopy(stream.copyToDevice(to, from)));
    return checkCopy(stream.synchronize());
}

Status copyToHost(Stream& stream, std::span<std::byte> to, DeviceAddress from) {
    PS_TRY(checkCopy(stream.copyToHost(to, from)));
    return checkCopy(stream.synchronize());
}

/// Streams offer no copy within a device yet, so the bytes pass through the host in pieces that stay in its cache.
Status copyOnDevice(Stream& stream, DeviceAddress to, DeviceAddress from, std::uint64_t bytes) {
    std::array<std::byte, 16 * 1024> piece;
    for (std::uint64_t at = 0; at < bytes; at += piece.size()) {
        const auto part = std::span(piece).first(std::min<std::uint64_t>(piece.size(), bytes - at));
        PS_TRY(copyToHost(stream, part, from.offset(at)));
        PS_TRY(copyToDevice(stream, to.offset(at), part));
    }
    return {};
}

}  // namespace planscope
