// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/top_k_isa.h"
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

constexpr std::int32_t kLowest = -2147483647 - 1;

Ints keyOf(const OrderKey& order, Floats x) {
    if (!order.isFloat) return bits(x) ^ order.flip;
    const Ints pattern = bits(x + 0.0F);
    const Ints ordered = pattern ^ ((pattern >> 31) & 0x7fffffff);
    return (x != x ? splatInt(0x7fffffff) : ordered) ^ order.flip;
}

Floats loadBits(const std::int32_t* from, std::int64_t count) {
    const auto* floats = reinterpret_cast<const float*>(from);
    return count < kLanes ? loadPart(floats, count) : load(floats);
}

Ints lanes() {
    Ints out = {};
    for (int i = 0; i < kLanes; ++i) out[i] = i;
    return out;
}

struct Best {
    Ints key = splatInt(kLowest), index = {};

    void take(const OrderKey& order, Ints candidate, Ints at, Ints allowed) {
        const Ints wins = (order.lastOfEqual ? candidate >= key : candidate > key) & allowed;
        key = wins ? candidate : key;
        index = wins ? at : index;
    }
};

void keys(const OrderKey& order, const std::int32_t* in, std::int64_t stride, std::int32_t* out, std::int64_t count) {
    for (std::int64_t i = 0; i < count; i += kLanes) {
        const std::int64_t n = count - i < kLanes ? count - i : kLanes;
        std::int32_t gathered[kLanes] = {};
        for (std::int64_t lane = 0; lane < n; ++lane) gathered[lane] = in[(i + lane) * stride];
        const Ints key = keyOf(order, loadBits(gathered, kLanes));
        for (std::int64_t lane = 0; lane < n; ++lane) out[i + lane] = key[lane];
    }
}

std::int32_t bestOfRow(const OrderKey& order, const std::int32_t* row, std::int64_t length) {
    Best best;
    Ints at = lanes();
    best.index = at;
    for (std::int64_t i = 0; i < length; i += kLanes, at += kLanes) {
        const std::int64_t n = length - i;
        const Ints allowed = n < kLanes ? lanes() < static_cast<std::int32_t>(n) : splatInt(-1);
        best.take(order, keyOf(order, loadBits(row + i, n)), at, allowed);
    }
    int winner = 0;
    for (int lane = 1; lane < kLanes && lane < length; ++lane) {
        const bool isEqual = best.key[lane] == best.key[winner];
        const bool comesFirst = (best.index[lane] > best.index[winner]) == order.lastOfEqual;
        if (best.key[lane] > best.key[winner] || (isEqual && comesFirst)) winner = lane;
    }
    return best.index[winner];
}

void bestOfColumns(const OrderKey& order, const std::int32_t* in, std::int64_t length, std::int64_t stride, std::int64_t columns,
                   std::int32_t* out) {
    for (std::int64_t column = 0; column < columns; column += kLanes) {
        const std::int64_t n = columns - column;
        Best best;
        for (std::int64_t i = 0; i < length; ++i)
            best.take(order, keyOf(order, loadBits(in + i * stride + column, n)), splatInt(static_cast<std::int32_t>(i)), splatInt(-1));
        for (std::int64_t lane = 0; lane < n && lane < kLanes; ++lane) out[column + lane] = best.index[lane];
    }
}

}  // namespace

extern constinit const TopKIsa topKIsa = {.keys = &keys, .bestOfRow = &bestOfRow, .bestOfColumns = &bestOfColumns};

}  // namespace planscope::kernels::cpu::PS_ISA
