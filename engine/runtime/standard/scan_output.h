// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/standard/growing_buffer.h"
#include "kernels/api/format.h"

#include <vector>

namespace planscope {

/// One scan output of a loop: slices of one shape that become a tensor along a new axis. Its memory is kept from run to run.
class ScanOutput {
public:
    /// @param axis  of the tensor that the slices are joined along; @param isReversed  later slices come first
    ScanOutput(DataType type, int axis, bool isReversed) : m_type(type), m_axis(axis), m_isReversed(isReversed) {}

    void clear() { m_count = 0; }
    /// @errors Code::Shape if the slices before had other dims; Code::Memory
    Status append(const Device& device, Stream& stream, const Dims& slice, DeviceAddress from);
    /// Puts the slices into their order. @param without  dims of a slice where there was none
    Status finish(const Device& device, Stream& stream, const Dims& without);

    const Dims& dims() const { return m_dims; }
    GrowingBuffer& buffer() { return m_buffer; }
    const GrowingBuffer& buffer() const { return m_buffer; }

private:
    DataType m_type;
    int m_axis;
    bool m_isReversed;
    GrowingBuffer m_buffer;
    Dims m_slice, m_dims;
    std::int64_t m_count = 0;
    std::vector<std::byte> m_inOrder, m_asCollected;
};

}  // namespace planscope
