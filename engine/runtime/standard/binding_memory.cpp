// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/binding_memory.h"

#include "engine/base/check.h"
#include "kernels/reference/reformat.h"

namespace planscope {
namespace {

Status checkSize(const EngineTensor& tensor, std::size_t bytes) {
    const std::size_t expected = storageBytes(tensor.type, tensor.dims, Format::linear());
    PS_CHECK(bytes == expected, Code::Option, "'{}' takes {} bytes, given {}", tensor.name, expected, bytes);
    return {};
}

Status checkCopy(const EngineTensor& tensor, KernelStatus status) {
    PS_CHECK(status == KernelStatus::Ok, Code::Device, "copying '{}' failed", tensor.name);
    return {};
}

TensorView viewOf(const EngineTensor& tensor, const std::byte* data, Format format) {
    return {const_cast<std::byte*>(data), tensor.type, tensor.dims, format};
}

}  // namespace

Result<BindingMemory> BindingMemory::create(const Device& device, Stream& stream, const EngineTensor& tensor) {
    BindingMemory out;
    const std::size_t bytes = std::max<std::size_t>(tensor.bytes(), 1);
    PS_ASSIGN(out.m_memory, within("'" + tensor.name + "'", device.allocate(bytes)));
    PS_TRY(checkCopy(tensor, stream.fillZero(out.own(), bytes)));
    out.address = out.own();
    if (!tensor.format.isLinear()) out.m_packed.resize(bytes);
    return out;
}

Status BindingMemory::upload(Stream& stream, const EngineTensor& tensor, std::span<const std::byte> bytes) {
    PS_TRY(checkSize(tensor, bytes.size()));
    std::span<const std::byte> stored = bytes;
    if (!m_packed.empty()) {
        const KernelStatus packed = kernels::reference::reformat(viewOf(tensor, bytes.data(), Format::linear()),
                                                                 viewOf(tensor, m_packed.data(), tensor.format));
        PS_TRY(checkCopy(tensor, packed));
        stored = m_packed;
    }
    PS_TRY(checkCopy(tensor, stream.copyToDevice(address, stored)));
    return checkCopy(tensor, stream.synchronize());
}

Status BindingMemory::download(Stream& stream, const EngineTensor& tensor, std::span<std::byte> bytes) {
    PS_TRY(checkSize(tensor, bytes.size()));
    const std::span<std::byte> stored = m_packed.empty() ? bytes : std::span(m_packed);
    PS_TRY(checkCopy(tensor, stream.copyToHost(stored, address)));
    PS_TRY(checkCopy(tensor, stream.synchronize()));
    if (m_packed.empty()) return {};
    return checkCopy(tensor, kernels::reference::reformat(viewOf(tensor, m_packed.data(), tensor.format),
                                                          viewOf(tensor, bytes.data(), Format::linear())));
}

}  // namespace planscope
