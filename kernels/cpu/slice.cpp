// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/slice.h"

#include "kernels/cpu/copy_bytes.h"
#include "kernels/cpu/memory_axes.h"
#include "kernels/cpu/parallel.h"

namespace planscope::kernels::cpu {
namespace {

/// The slice along memory axes.
struct Walk {
    int rank = 0;
    std::int64_t count[kMaxRank + 1] = {};     ///< of the output
    std::int64_t length[kMaxRank + 1] = {};    ///< of the input
    std::int64_t start[kMaxRank + 1] = {};
    std::int64_t stride[kMaxRank + 1] = {};
    std::int64_t inStride[kMaxRank + 1] = {};  ///< in elements
};

bool isAligned(const TensorView& in, const TensorView& out, const SliceArgs& args) {
    const std::int64_t lanes = in.format.lanes;
    if (args.mode != SampleMode::StrictBounds || args.stride[1] != 1 || args.start[1] % lanes != 0) return false;
    return out.dims[1] % lanes == 0 || args.start[1] + out.dims[1] == in.dims[1];
}

/// An axis that is taken whole becomes part of the one before it.
void mergeWholeAxes(Walk& walk) {
    int kept = 0;
    for (int i = 1; i < walk.rank; ++i) {
        const bool isWhole = walk.start[i] == 0 && walk.stride[i] == 1 && walk.count[i] == walk.length[i];
        if (isWhole && walk.stride[kept] == 1) {
            walk.start[kept] *= walk.length[i];
            walk.count[kept] *= walk.length[i];
            walk.length[kept] *= walk.length[i];
        } else {
            ++kept;
            walk.start[kept] = walk.start[i];
            walk.stride[kept] = walk.stride[i];
            walk.count[kept] = walk.count[i];
            walk.length[kept] = walk.length[i];
        }
        walk.inStride[kept] = walk.inStride[i];
    }
    walk.rank = kept + 1;
}

Walk walkOf(const TensorView& in, const TensorView& out, const SliceArgs& args) {
    const MemoryAxes from = memoryAxes(in);
    const MemoryAxes to = memoryAxes(out);
    Walk walk;
    walk.rank = to.rank;
    std::int64_t stride = 1;
    for (int i = to.rank - 1; i >= 0; --i) {
        walk.count[i] = to.extent[i];
        walk.length[i] = from.extent[i];
        walk.stride[i] = 1;
        walk.inStride[i] = stride;
        stride *= from.extent[i];
    }
    const bool blocked = !isPlain(in) && in.format.layout == Format::Layout::ChannelBlocked;
    for (int axis = 0; axis < in.dims.rank; ++axis) {
        const int m = memoryAxisOf(in, axis);
        walk.start[m] = blocked && axis == 1 ? args.start[1] / in.format.lanes : args.start[axis];
        walk.stride[m] = args.stride[axis];
    }
    mergeWholeAxes(walk);
    return walk;
}

bool staysInside(const Walk& walk) {
    for (int i = 0; i < walk.rank; ++i) {
        if (walk.count[i] == 0) return true;
        const std::int64_t last = walk.start[i] + (walk.count[i] - 1) * walk.stride[i];
        if (std::min(walk.start[i], last) < 0 || std::max(walk.start[i], last) >= walk.length[i]) return false;
    }
    return true;
}

/// Which row of the output is at hand, and where its source begins.
class RowOfOutput {
public:
    RowOfOutput(const Walk& walk, std::int64_t row) : m_walk(walk) {
        for (int i = walk.rank - 2; i >= 0; row /= walk.count[i--]) {
            m_index[i] = row % walk.count[i];
            m_offset += position(i) * walk.inStride[i];
        }
    }

    void advance() {
        for (int i = m_walk.rank - 2; i >= 0; --i) {
            const std::int64_t step = m_walk.stride[i] * m_walk.inStride[i];
            m_offset += step;
            if (++m_index[i] < m_walk.count[i]) return;
            m_offset -= m_walk.count[i] * step;
            m_index[i] = 0;
        }
    }

    bool isInside() const {
        for (int i = m_walk.rank - 2; i >= 0; --i)
            if (position(i) < 0 || position(i) >= m_walk.length[i]) return false;
        return true;
    }

    /// In elements.
    std::int64_t offset() const { return m_offset; }

private:
    std::int64_t position(int axis) const { return m_walk.start[axis] + m_index[axis] * m_walk.stride[axis]; }

    const Walk& m_walk;
    std::int64_t m_index[kMaxRank + 1] = {};
    std::int64_t m_offset = 0;
};

void fillRun(char* target, std::int64_t count, std::int64_t size, const char* fill) {
    if (!fill) {
        std::memset(target, 0, static_cast<std::size_t>(count * size));
        return;
    }
    if (size == sizeof(std::uint32_t)) {
        std::uint32_t value;
        std::memcpy(&value, fill, sizeof value);
        for (std::int64_t i = 0; i < count; ++i) std::memcpy(target + i * size, &value, sizeof value);
        return;
    }
    for (std::int64_t i = 0; i < count; ++i) copyBytes(target + i * size, fill, size);
}

void copyRow(const Walk& walk, const char* source, char* target, std::int64_t size, const char* fill) {
    const int last = walk.rank - 1;
    const std::int64_t count = walk.count[last];
    const std::int64_t start = walk.start[last];
    if (walk.stride[last] == 0) return fillRun(target, count, size, source + start * size);
    if (walk.stride[last] != 1) {
        for (std::int64_t i = 0; i < count; ++i)
            copyBytes(target + i * size, source + (start + i * walk.stride[last]) * size, size);
        return;
    }
    const std::int64_t before = std::clamp<std::int64_t>(-start, 0, count);
    const std::int64_t inside = std::clamp<std::int64_t>(walk.length[last] - start, before, count) - before;
    if (before > 0) fillRun(target, before, size, fill);
    copyBytes(target + before * size, source + (start + before) * size, inside * size);
    if (before + inside < count) fillRun(target + (before + inside) * size, count - before - inside, size, fill);
}

}  // namespace

KernelStatus slice(const TensorView& in,
                   const TensorView* fill,
                   const TensorView& out,
                   const SliceArgs& args,
                   const Execution& execution) noexcept {
    const int rank = in.dims.rank;
    if (in.type != out.type || in.format != out.format || out.dims.rank != rank || in.format.lanes == 0)
        return KernelStatus::BadArgument;
    if (rank == 0 || args.start.rank != rank || args.stride.rank != rank) return KernelStatus::BadArgument;
    if (args.mode != SampleMode::StrictBounds && args.mode != SampleMode::Fill) return KernelStatus::BadArgument;
    if (!isPlain(in) && !isAligned(in, out, args)) return KernelStatus::BadArgument;
    if (args.mode == SampleMode::Fill)
        for (const std::int64_t stride : args.stride)
            if (stride != 1) return KernelStatus::BadArgument;
    if (out.volume() == 0) return KernelStatus::Ok;

    const Walk walk = walkOf(in, out, args);
    if (args.mode == SampleMode::StrictBounds && !staysInside(walk)) return KernelStatus::BadIndex;
    const auto size = static_cast<std::int64_t>(sizeOf(in.type));
    const char* fillData = fill ? fill->as<char>() : nullptr;
    const int last = walk.rank - 1;
    const std::int64_t row = walk.count[last];
    const std::int64_t rows = storageElements(out.dims, out.format) / row;
    const bool isPlainCopy = args.mode == SampleMode::StrictBounds && walk.stride[last] == 1;
    parallelFor(threadsFor(execution.threads, rows * row * size * 2), rows, [&](std::int64_t first, std::int64_t end) {
        RowOfOutput index(walk, first);
        if (isPlainCopy) {
            const std::int64_t start = walk.start[last] * size, bytes = row * size;
            char* target = out.as<char>() + first * bytes;
            for (std::int64_t unit = first; unit < end; ++unit, index.advance(), target += bytes)
                copyBytes(target, in.as<char>() + index.offset() * size + start, bytes);
            return;
        }
        for (std::int64_t unit = first; unit < end; ++unit, index.advance()) {
            char* target = out.as<char>() + unit * row * size;
            if (index.isInside()) copyRow(walk, in.as<char>() + index.offset() * size, target, size, fillData);
            else fillRun(target, row, size, fillData);
        }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
