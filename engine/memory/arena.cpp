// SPDX-License-Identifier: Apache-2.0
#include "engine/memory/arena.h"

#include "engine/base/check.h"

#include <algorithm>
#include <numeric>

namespace planscope {
namespace {

using Order = std::vector<std::uint32_t>;

/// A buffer with its size rounded up to the alignment.
struct Block {
    std::uint64_t bytes;
    std::uint32_t first, last;

    bool lives() const { return bytes > 0 && first < last; }
    bool meets(const Block& other) const { return first < other.last && other.first < last; }
};

enum class Fit { First, Best };

struct Placement {
    std::vector<std::uint64_t> offsets;
    std::uint64_t peak = 0;
};

/// Sum of live bytes before each step that begins or ends a lifetime; the largest is what no assignment can beat.
std::uint64_t lowerBound(std::span<const Block> blocks) {
    struct Change {
        std::uint32_t step;
        std::int64_t bytes;
    };
    std::vector<Change> changes;
    for (const Block& block : blocks) {
        if (!block.lives()) continue;
        changes.push_back({block.first, static_cast<std::int64_t>(block.bytes)});
        changes.push_back({block.last, -static_cast<std::int64_t>(block.bytes)});
    }
    std::ranges::sort(changes, [](const Change& a, const Change& b) { return std::tie(a.step, a.bytes) < std::tie(b.step, b.bytes); });
    std::int64_t live = 0, most = 0;
    for (const Change& change : changes) most = std::max(most, live += change.bytes);
    return static_cast<std::uint64_t>(most);
}

/// Places the blocks one after another, each into a gap among those placed before that live at the same time.
Placement place(std::span<const Block> blocks, const Order& order, Fit fit) {
    struct Placed {
        std::uint64_t offset;
        std::uint32_t block;
    };
    Placement out{std::vector<std::uint64_t>(blocks.size(), 0), 0};
    std::vector<Placed> placed;  // by offset
    placed.reserve(blocks.size());
    for (const std::uint32_t i : order) {
        const Block& block = blocks[i];
        if (!block.lives()) continue;
        std::uint64_t end = 0, chosen = UINT64_MAX, chosenGap = UINT64_MAX;
        for (const Placed& other : placed) {
            if (!block.meets(blocks[other.block])) continue;
            if (other.offset >= end + block.bytes) {
                const std::uint64_t gap = other.offset - end;
                if (gap < chosenGap) {
                    chosen = end;
                    chosenGap = gap;
                }
                if (fit == Fit::First) break;
            }
            end = std::max(end, other.offset + blocks[other.block].bytes);
        }
        const std::uint64_t offset = chosen == UINT64_MAX ? end : chosen;
        out.offsets[i] = offset;
        out.peak = std::max(out.peak, offset + block.bytes);
        const auto at = std::ranges::upper_bound(placed, offset, {}, &Placed::offset);
        placed.insert(at, {offset, i});
    }
    return out;
}

/// Live bytes at the busiest step of each block's life: blocks of the tightest steps go first.
std::vector<std::uint64_t> breadths(std::span<const Block> blocks) {
    std::uint32_t steps = 0;
    for (const Block& block : blocks) steps = std::max(steps, block.last);
    std::vector<std::int64_t> live(steps + 1, 0);
    for (const Block& block : blocks) {
        if (!block.lives()) continue;
        live[block.first] += static_cast<std::int64_t>(block.bytes);
        live[block.last] -= static_cast<std::int64_t>(block.bytes);
    }
    std::partial_sum(live.begin(), live.end(), live.begin());
    std::vector<std::uint64_t> out;
    for (const Block& block : blocks) {
        if (!block.lives()) {
            out.push_back(0);
            continue;
        }
        out.push_back(static_cast<std::uint64_t>(*std::max_element(live.begin() + block.first, live.begin() + block.last)));
    }
    return out;
}

template <class Key>
Order sortedBy(std::size_t count, Key key) {
    Order order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
    return order;
}

/// The orders that the heuristics of the literature use; larger first is a negated key.
std::vector<Order> candidateOrders(std::span<const Block> blocks) {
    const auto size = [&](std::uint32_t i) { return -static_cast<double>(blocks[i].bytes); };
    const auto duration = [&](std::uint32_t i) { return -static_cast<double>(blocks[i].last - blocks[i].first); };
    const std::vector<std::uint64_t> breadth = breadths(blocks);
    const std::size_t n = blocks.size();
    return {
        sortedBy(n, [&](auto i) { return std::pair(size(i), duration(i)); }),
        sortedBy(n, [&](auto i) { return size(i) * duration(i) * -1; }),
        sortedBy(n, [&](auto i) { return std::tuple(-static_cast<double>(breadth[i]), size(i), blocks[i].first); }),
        sortedBy(n, [&](auto i) { return std::pair(duration(i), size(i)); }),
        sortedBy(n, [&](auto i) { return std::pair(static_cast<double>(blocks[i].first), size(i)); }),
        sortedBy(n, [&](auto i) { return std::pair(-static_cast<double>(blocks[i].last), size(i)); }),
    };
}

/// Moves blocks that reach the peak to the front of the order again and again; keeps what helps.
void improve(std::span<const Block> blocks, Order order, Fit fit, std::uint64_t bound, Placement& best) {
    constexpr std::uint64_t kWork = 60'000'000;  // block comparisons, about a tenth of a second
    const std::uint64_t cost = static_cast<std::uint64_t>(blocks.size()) * blocks.size() / 2 + 1;
    std::uint64_t rounds = std::min<std::uint64_t>(200, kWork / cost);
    Placement current = best;
    for (; rounds > 0 && best.peak > bound; --rounds) {
        const auto top = std::ranges::find_if(order, [&](std::uint32_t i) {
            return blocks[i].lives() && current.offsets[i] + blocks[i].bytes == current.peak;
        });
        if (top == order.end()) return;
        std::rotate(order.begin(), top, top + 1);
        current = place(blocks, order, fit);
        if (current.peak < best.peak) best = current;
    }
}

}  // namespace

Result<ArenaAssignment> assignArena(std::span<const Lifetime> lifetimes, std::uint64_t alignment, std::uint64_t limitBytes) {
    PS_ASSERT(alignment > 0 && (alignment & (alignment - 1)) == 0, "the alignment {} is no power of two", alignment);
    std::vector<Block> blocks;
    blocks.reserve(lifetimes.size());
    std::uint64_t total = 0;
    for (const Lifetime& life : lifetimes) {
        const std::uint64_t rounded = (life.bytes + alignment - 1) & ~(alignment - 1);
        PS_CHECK(rounded >= life.bytes && !__builtin_add_overflow(total, rounded, &total), Code::Memory,
                 "the buffers of one execution are larger than memory can be addressed");
        blocks.push_back({rounded, life.first, life.last});
    }
    const std::uint64_t bound = lowerBound(blocks);
    Placement best{{}, UINT64_MAX};
    for (const Order& order : candidateOrders(blocks))
        for (const Fit fit : {Fit::Best, Fit::First}) {
            if (best.peak == bound) break;
            Placement placement = place(blocks, order, fit);
            if (placement.peak < best.peak) best = std::move(placement);
        }
    if (best.peak > bound) {
        const std::vector<Order> orders = candidateOrders(blocks);
        improve(blocks, orders[0], Fit::Best, bound, best);
        improve(blocks, orders[2], Fit::Best, bound, best);
    }
    PS_CHECK(best.peak <= limitBytes, Code::Memory, "one execution needs {} bytes of memory, the limit is {}", best.peak, limitBytes);
    return ArenaAssignment{std::move(best.offsets), best.peak, bound};
}

}  // namespace planscope
