// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/growing_buffer.h"

#include "engine/base/check.h"
#include "engine/memory/arena.h"
#include "engine/runtime/standard/host_copies.h"

#include <algorithm>

namespace planscope {
namespace {

Result<std::unique_ptr<DeviceMemory>> allocate(const Device& device, std::uint64_t bytes) {
    PS_CHECK(bytes <= kContextLimitBytes, Code::Memory, "one buffer needs {} bytes of memory, a context has at most {}", bytes, kContextLimitBytes);
    return device.allocate(std::max<std::uint64_t>(bytes, 64));
}

}  // namespace

Status GrowingBuffer::reserve(const Device& device, std::uint64_t bytes) {
    if (m_memory && m_memory->bytes() >= bytes) return {};
    m_memory = nullptr;  // first, so that both never exist at once
    PS_ASSIGN(m_memory, allocate(device, bytes));
    return {};
}

Status GrowingBuffer::extend(const Device& device, Stream& stream, std::uint64_t bytes, std::uint64_t kept) {
    if (m_memory && m_memory->bytes() >= bytes) return {};
    PS_ASSIGN(std::unique_ptr<DeviceMemory> larger, allocate(device, std::max(bytes, std::min(this->bytes() * 3 / 2, kContextLimitBytes))));
    if (kept > 0) PS_TRY(copyOnDevice(stream, larger->address(), address(), kept));
    m_memory = std::move(larger);
    return {};
}

}  // namespace planscope
