// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/segment_tree.h"

#include "engine/memory/arena.h"

#include <algorithm>

namespace planscope {
namespace {

bool isOnTheWayTo(const SegmentNode& node, const SegmentNode& end) {
    for (const SegmentNode* at = &end; at; at = at->parent)
        if (at == &node) return true;
    return false;
}

/// The leaf below `node` that was used longest ago and is not on the way to `kept`.
SegmentNode* oldestLeaf(SegmentNode& node, const SegmentNode& kept) {
    SegmentNode* oldest = nullptr;
    for (const auto& child : node.children) {
        SegmentNode* candidate = child->children.empty() ? child.get() : oldestLeaf(*child, kept);
        if (!candidate || isOnTheWayTo(*candidate, kept)) continue;
        if (!oldest || candidate->usedAt < oldest->usedAt) oldest = candidate;
    }
    return oldest;
}

}  // namespace

SegmentNode* SegmentTree::find(SegmentNode& parent, std::span<const std::byte> key) {
    const auto at = std::ranges::find_if(parent.children, [&](const auto& child) { return std::ranges::equal(child->key, key); });
    if (at == parent.children.end()) return nullptr;
    (*at)->usedAt = ++m_clock;
    return at->get();
}

SegmentNode& SegmentTree::add(SegmentNode& parent, std::unique_ptr<SegmentNode> node) {
    node->parent = &parent;
    node->usedAt = ++m_clock;
    SegmentNode& added = *parent.children.emplace_back(std::move(node));
    ++m_count;
    m_bytes += added.bytes;
    makeRoom(added);
    return added;
}

void SegmentTree::makeRoom(const SegmentNode& kept) {
    while (m_count > m_limits.segments || m_bytes > kContextLimitBytes || m_root.children.size() > m_limits.shapes) {
        SegmentNode* const leaf = oldestLeaf(m_root, kept);
        if (!leaf) return;
        remove(*leaf);
    }
}

void SegmentTree::remove(SegmentNode& leaf) {
    m_bytes -= leaf.bytes;
    --m_count;
    std::erase_if(leaf.parent->children, [&](const auto& child) { return child.get() == &leaf; });
}

}  // namespace planscope
