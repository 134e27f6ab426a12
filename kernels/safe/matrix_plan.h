// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/safe/call.h"
#include "kernels/safe/records.h"

namespace planscope::kernels::safe {
namespace {

constexpr std::int64_t kTileRows = 16;  ///< at least the pixels of a tile

struct MatrixPlan {
    std::int64_t blocks;  ///< of 16 columns
    std::int64_t batches;
    std::uint64_t leftBytes, packedBytes, rowsBytes, slotsBytes;

    std::uint64_t scratchBytes() const { return leftBytes + packedBytes + rowsBytes + slotsBytes; }
};

inline MatrixPlan planMatrix(const MatrixRecord& r) {
    MatrixPlan p{};
    p.blocks = (std::int64_t{r.columns} + kChannelLanes - 1) / kChannelLanes;
    p.batches = 1;
    for (int i = 0; i < r.batchRank; ++i) p.batches *= r.batch[i];
    const auto bytes = [](std::int64_t elements) { return (static_cast<std::uint64_t>(elements) * 4 + 63) / 64 * 64; };
    p.leftBytes = bytes(kTileRows * r.depth);
    p.packedBytes = r.bIsPacked ? 0 : bytes(p.blocks * r.depth * kChannelLanes);
    p.rowsBytes = bytes(kTileRows * p.blocks * kChannelLanes);
    p.slotsBytes = static_cast<std::uint64_t>(r.epilogue.stepCount) * 1024;
    return p;
}

}  // namespace
}  // namespace planscope::kernels::safe
