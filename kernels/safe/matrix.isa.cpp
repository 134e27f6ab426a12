// SPDX-License-Identifier: Apache-2.0
#include "kernels/safe/epilogue.h"
#include "kernels/safe/matrix_plan.h"
#include "kernels/safe/runs.h"
#include "kernels/safe/tile.h"

namespace planscope::kernels::safe::PS_ISA {
namespace {

struct Work {
    const MatrixRecord& r;
    const MatrixPlan p;
    const Call& call;
    const float* bias;
    Epilogue epilogue;
    float* left;
    float* packed;
    float* rows;
};

float elementAt(const View& view, std::int64_t at) {
    float value = 0;
    loadReal(view.type, view.data + at * static_cast<std::int64_t>(sizeOf(view.type)), 1, &value);
    return value;
}

/// Rows [first, first + count) of the left matrix as Float [depth][kTileRows], less its zero point.
void loadLeft(const Work& w, std::int64_t base, std::int64_t first, std::int64_t count) {
    const View& a = w.call.inputs[0];
    const auto size = static_cast<std::int64_t>(sizeOf(a.type));
    const float zero = static_cast<float>(w.r.inputZero);
    for (std::int64_t row = 0; row < count; ++row) {
        const std::int64_t from = base + (first + row) * w.r.aRow;
        for (std::int64_t d = 0; d < w.r.depth; d += kRow) {
            float line[kRow];
            const std::int64_t part = smaller<std::int64_t>(kRow, w.r.depth - d);
            if (w.r.aDepth == 1) loadReal(a.type, a.data + (from + d) * size, part, line);
            else
                for (std::int64_t i = 0; i < part; ++i) line[i] = elementAt(a, from + (d + i) * w.r.aDepth);
            for (std::int64_t i = 0; i < part; ++i) w.left[(d + i) * kTileRows + row] = line[i] - zero;
        }
    }
}

/// The right matrix by blocks of 16 columns, zeros behind the last.
void packRight(const Work& w, std::int64_t base) {
    const View& b = w.call.inputs[1];
    const auto size = static_cast<std::int64_t>(sizeOf(b.type));
    for (std::int64_t block = 0; block < w.p.blocks; ++block) {
        const std::int64_t columns = smaller<std::int64_t>(kChannelLanes, w.r.columns - block * kChannelLanes);
        for (std::int64_t d = 0; d < w.r.depth; ++d) {
            float* to = w.packed + (block * w.r.depth + d) * kChannelLanes;
            const std::int64_t from = base + d * w.r.bDepth + block * kChannelLanes * w.r.bColumn;
            if (w.r.bColumn == 1) loadReal(b.type, b.data + from * size, columns, to);
            else
                for (std::int64_t k = 0; k < columns; ++k) to[k] = elementAt(b, from + k * w.r.bColumn);
            for (std::int64_t k = columns; k < kChannelLanes; ++k) to[k] = 0;
        }
    }
}

void multiplyRows(const Work& w, const float* right, std::int64_t batch, std::int64_t first, int count) {
    const Taps taps{w.r.depth, 1, 1, kTileRows, 0, 0};
    const float* starts[kPixels];
    for (int i = 0; i < kPixels; ++i) starts[i] = w.left + i;
    const std::int64_t width = w.p.blocks * kChannelLanes;
    for (std::int64_t block = 0; block < w.p.blocks; ++block) {
        float bias[kChannelLanes] = {};
        for (std::int64_t k = 0; w.bias && k < smaller<std::int64_t>(kChannelLanes, w.r.columns - block * kChannelLanes); ++k)
            bias[k] = w.bias[block * kChannelLanes + k];
        const float* weights = right + block * w.r.depth * kChannelLanes;
        float tile[kPixels * kChannelLanes];
        if (w.r.isInteger) {
            std::int32_t exact[kPixels * kChannelLanes];
            integerTile(starts, taps, weights, exact, count);
            std::memcpy(tile, exact, sizeof tile);
        } else {
            realTile(starts, taps, weights, bias, tile, count);
        }
        for (int i = 0; i < count; ++i)
            std::memcpy(w.rows + i * width + block * kChannelLanes, tile + i * kChannelLanes, kChannelLanes * sizeof(float));
    }
    const View& out = w.call.outputs[0];
    for (int i = 0; i < count; ++i) {
        const std::int64_t at = (batch * w.r.rows + first + i) * w.r.columns;
        w.epilogue.finish(w.rows + i * width, batch, first + i, 0, w.r.columns, out.type, out.data + at * static_cast<std::int64_t>(sizeOf(out.type)));
    }
}

}  // namespace

RunStatus matrix(const Call& call) {
    const auto& r = *reinterpret_cast<const MatrixRecord*>(call.parameters);
    const std::uint32_t anchors = r.hasBias ? 3 : 2;
    Work w{r, planMatrix(r), call, r.hasBias ? reinterpret_cast<const float*>(call.inputs[2].data) : nullptr, {}, nullptr, nullptr, nullptr};
    unsigned char* at = call.scratch;
    w.left = reinterpret_cast<float*>(at), at += w.p.leftBytes;
    w.packed = reinterpret_cast<float*>(at), at += w.p.packedBytes;
    w.rows = reinterpret_cast<float*>(at), at += w.p.rowsBytes;
    w.epilogue.program = &r.epilogue;
    w.epilogue.slots = at;
    w.epilogue.sumType = r.isInteger ? DataType::Int32 : DataType::Float;
    for (std::uint32_t i = anchors; i < call.inputCount; ++i) w.epilogue.inputs[i - anchors + 1] = epilogueInput(call.inputs[i], call.outputs[0], 1);
    for (std::int64_t batch = 0; batch < w.p.batches; ++batch) {
        std::int64_t aBase = 0, bBase = 0, rest = batch;
        for (int i = r.batchRank - 1; i >= 0; --i) {
            aBase += rest % r.batch[i] * r.aBatch[i];
            bBase += rest % r.batch[i] * r.bBatch[i];
            rest /= r.batch[i];
        }
        if (!r.bIsPacked) packRight(w, bBase);
        const float* right = r.bIsPacked ? reinterpret_cast<const float*>(call.inputs[1].data) : w.packed;
        for (std::int64_t row = 0; row < r.rows; row += kPixels) {
            const auto count = smaller<std::int64_t>(kPixels, r.rows - row);
            loadLeft(w, aBase, row, count);
            multiplyRows(w, right, batch, row, static_cast<int>(count));
        }
    }
    return RunStatus::Ok;
}

}  // namespace planscope::kernels::safe::PS_ISA
