// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/scan_output.h"

#include "engine/base/check.h"
#include "engine/network/names.h"
#include "engine/runtime/standard/host_copies.h"

#include <cstring>

namespace planscope {

Status ScanOutput::append(const Device& device, Stream& stream, const Dims& slice, DeviceAddress from) {
    PS_CHECK(m_count == 0 || slice == m_slice, Code::Shape, "a scan output is {} in one iteration and {} in another", toString(m_slice),
             toString(slice));
    m_slice = slice;
    const std::uint64_t bytes = storageBytes(m_type, slice, Format::linear());
    const std::uint64_t before = static_cast<std::uint64_t>(m_count) * bytes;
    PS_TRY(m_buffer.extend(device, stream, before + bytes, before));
    ++m_count;
    return copyOnDevice(stream, m_buffer.address().offset(before), from, bytes);
}

Status ScanOutput::finish(const Device& device, Stream& stream, const Dims& without) {
    if (m_count == 0) m_slice = without;
    m_dims = {};
    for (int i = 0; i <= m_slice.rank; ++i) {
        if (i == m_axis) m_dims.push(m_count);
        if (i < m_slice.rank) m_dims.push(m_slice[i]);
    }
    const std::uint64_t total = storageBytes(m_type, m_dims, Format::linear());
    PS_TRY(m_buffer.extend(device, stream, total, 0));
    const std::int64_t outer = m_slice.volume(0, m_axis);
    if (total == 0 || (outer == 1 && !m_isReversed)) return {};
    const std::size_t inner = static_cast<std::size_t>(m_slice.volume(m_axis, m_slice.rank)) * sizeOf(m_type);
    m_asCollected.resize(total);
    m_inOrder.resize(total);
    PS_TRY(copyToHost(stream, m_asCollected, m_buffer.address()));
    for (std::int64_t i = 0; i < m_count; ++i)
        for (std::int64_t o = 0; o < outer; ++o) {
            const std::int64_t place = m_isReversed ? m_count - 1 - i : i;
            std::memcpy(m_inOrder.data() + static_cast<std::size_t>(o * m_count + place) * inner,
                        m_asCollected.data() + static_cast<std::size_t>(i * outer + o) * inner, inner);
        }
    return copyToDevice(stream, m_buffer.address(), m_inOrder);
}

}  // namespace planscope
