// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/standard/prepared_steps.h"
#include "engine/shapes/segment.h"

#include <optional>

namespace planscope {

/// A bound segment of an open engine, and what may follow it: one child for each set of extents and values that was met
/// behind it.
struct SegmentNode {
    SegmentNode* parent = nullptr;
    std::vector<std::byte> key;         ///< what led here from the parent
    shapes::Binding binding;            ///< after the segment, before what is read behind it
    shapes::Segment segment;
    std::optional<PreparedSteps> steps; ///< none where nothing runs
    std::vector<std::uint32_t> inputs, outputs;  ///< tensors of the open engine, as in shapes::SegmentEngine
    std::vector<DeviceAddress> addresses;        ///< those set last: inputs, then outputs
    DeviceAddress arena;                         ///< that set last
    PlacedConstants known;              ///< values of segment.known
    std::vector<std::unique_ptr<SegmentNode>> children;
    std::uint64_t bytes = 0;            ///< that it keeps on the device and in its kernels
    std::uint64_t usedAt = 0;           ///< time of the last visit, in visits
};

/// All segments that a context has bound, the least recently used of which give way. Finding one costs no heap.
class SegmentTree {
public:
    struct Limits {
        std::size_t segments = 64;
        /// Of one shape and its values there may be many segments; of whole shapes so many are kept.
        std::size_t shapes = 16;
    };
    /// For bodies of control flow: what a loop carries may have another shape in each iteration, and the next run of the loop
    /// goes through the same shapes in the same order, where the least recently used is the one that is needed next.
    static constexpr Limits kBodyLimits{.segments = 2048, .shapes = 1024};

    void setLimits(Limits limits) { m_limits = limits; }

    SegmentNode& root() { return m_root; }
    /// The child of `parent` with `key`, marked as used; null if there is none.
    SegmentNode* find(SegmentNode& parent, std::span<const std::byte> key);
    /// Adds one, and lets go of others that are not on the way to it where there are too many or they hold too many bytes.
    SegmentNode& add(SegmentNode& parent, std::unique_ptr<SegmentNode> node);

    std::size_t segmentCount() const { return m_count; }
    std::uint64_t bytes() const { return m_bytes; }

private:
    void makeRoom(const SegmentNode& kept);
    void remove(SegmentNode& leaf);

    SegmentNode m_root;
    Limits m_limits;
    std::size_t m_count = 0;
    std::uint64_t m_bytes = 0, m_clock = 0;
};

}  // namespace planscope
