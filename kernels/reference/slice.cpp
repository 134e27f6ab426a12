// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/slice.h"

#include "kernels/reference/index_walk.h"

#include <algorithm>
#include <optional>

namespace planscope::kernels::reference {
namespace {

std::int64_t modulo(std::int64_t value, std::int64_t length) { return ((value % length) + length) % length; }

/// The element that a read at `position` means; nothing if there is none.
std::optional<std::int64_t> resolved(std::int64_t position, std::int64_t length, SampleMode mode) {
    if (position >= 0 && position < length) return position;
    if (length == 0) return std::nullopt;
    if (mode == SampleMode::Wrap) return modulo(position, length);
    if (mode == SampleMode::Clamp) return std::clamp<std::int64_t>(position, 0, length - 1);
    if (mode != SampleMode::Reflect) return std::nullopt;
    if (length == 1) return 0;
    const std::int64_t period = 2 * (length - 1);
    const std::int64_t phase = modulo(position, period);
    return phase < length ? phase : period - phase;
}

void fillElement(const TensorView& out, std::int64_t offset, const TensorView* fill) {
    if (fill) {
        copyElements(out, offset, *fill, 0);
        return;
    }
    const std::size_t size = sizeOf(out.type);
    std::memset(out.as<char>() + static_cast<std::size_t>(offset) * size, 0, size);
}

}  // namespace

KernelStatus slice(const TensorView& in, const TensorView* fill, const TensorView& out, const SliceArgs& args) {
    const int rank = in.dims.rank;
    if (out.dims.rank != rank || args.start.rank != rank || args.stride.rank != rank) return KernelStatus::BadArgument;
    const Dims strides = linearStrides(in.dims);
    std::int64_t target = 0;
    KernelStatus status = KernelStatus::Ok;
    forEachIndex(out.dims, [&](const Dims& index) {
        std::int64_t source = 0;
        bool inside = true;
        for (int i = 0; i < rank; ++i) {
            const auto position = resolved(args.start[i] + index[i] * args.stride[i], in.dims[i], args.mode);
            inside = inside && position.has_value();
            source += position.value_or(0) * strides[i];
        }
        if (inside) copyElements(out, target, in, source);
        else if (args.mode == SampleMode::Fill) fillElement(out, target, fill);
        else status = KernelStatus::BadIndex;
        ++target;
    });
    return status;
}

}  // namespace planscope::kernels::reference
