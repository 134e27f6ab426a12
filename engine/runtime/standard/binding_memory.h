// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

namespace planscope {

/// The memory of one binding: a buffer of its own, and what stands in for it. Host tensors are Linear; where the binding
/// has another format they are repacked through a host buffer that is reserved here.
class BindingMemory {
public:
    /// Allocates on `device` and zeroes, padding lanes included. @errors Code::Memory, Code::Device
    static Result<BindingMemory> create(const Device& device, Stream& stream, const EngineTensor& tensor);

    DeviceAddress own() const { return m_memory->address(); }
    DeviceAddress address = {};  ///< where the binding is now: own() or the caller's

    /// No heap. @errors Code::Option if `bytes` is not the size of the tensor; Code::Device
    Status upload(Stream& stream, const EngineTensor& tensor, std::span<const std::byte> bytes);
    Status download(Stream& stream, const EngineTensor& tensor, std::span<std::byte> bytes);

private:
    std::unique_ptr<DeviceMemory> m_memory;
    std::vector<std::byte> m_packed;  ///< empty for Linear tensors
};

}  // namespace planscope
