// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/normalization.h"

#include "kernels/cpu/parallel.h"
#include "kernels/cpu/rows_isa.h"

#include <cmath>

namespace planscope::kernels::cpu {
namespace {

/// How scale or bias is read.
enum class Form : std::uint8_t { One, PerChannel, PerElement, Unknown };

Form formOf(const TensorView* view, const Dims& dims, int firstAxis) {
    if (!view) return Form::One;
    if (view->type != DataType::Float || !view->format.isLinear()) return Form::Unknown;
    const Dims& own = view->dims;
    const int lead = dims.rank - own.rank;
    if (lead < 0) return Form::Unknown;
    if (own.volume() == 1) return Form::One;
    const auto extent = [&](int axis) { return axis < lead ? 1 : own[axis - lead]; };
    bool perChannel = firstAxis >= 2;
    bool perElement = true;
    for (int i = 0; i < dims.rank; ++i) {
        perChannel = perChannel && extent(i) == (i == 1 ? dims[1] : 1);
        perElement = perElement && extent(i) == (i >= firstAxis ? dims[i] : 1);
    }
    if (perElement) return Form::PerElement;
    return perChannel ? Form::PerChannel : Form::Unknown;
}

int firstOfSuffix(std::uint32_t axes, int rank) {
    int first = rank;
    while (first > 0 && (axes >> (first - 1) & 1U)) --first;
    return axes == ((1U << rank) - 1U) - ((1U << first) - 1U) ? first : -1;
}

}  // namespace

KernelStatus normalization(const TensorView& in,
                           const TensorView* scale,
                           const TensorView* bias,
                           const TensorView& out,
                           const NormalizationArgs& args,
                           const Execution& execution) noexcept {
    if (in.type != DataType::Float || !in.format.isLinear() || !out.format.isLinear() || !(in.dims == out.dims))
        return KernelStatus::BadArgument;
    const int first = firstOfSuffix(args.axes, in.dims.rank);
    if (first < 0 || args.groups < 1) return KernelStatus::BadArgument;
    if (args.groups != 1 && (first != 2 || in.dims[1] % args.groups != 0)) return KernelStatus::BadArgument;
    const Form scaleForm = formOf(scale, in.dims, first);
    const Form biasForm = formOf(bias, in.dims, first);
    const bool perElement = scaleForm == Form::PerElement || biasForm == Form::PerElement;
    const bool perChannel = scaleForm == Form::PerChannel || biasForm == Form::PerChannel;
    if (scaleForm == Form::Unknown || biasForm == Form::Unknown || (perElement && (perChannel || args.groups != 1)))
        return KernelStatus::BadArgument;
    if (perElement && ((scale && scaleForm != Form::PerElement) || (bias && biasForm != Form::PerElement)))
        return KernelStatus::BadArgument;
    if (in.volume() == 0) return KernelStatus::Ok;

    const RowsIsa& isa = forIsa(execution.isa, generic::rowsIsa, avx2::rowsIsa, avx512::rowsIsa);
    const std::int64_t pixels = in.dims.volume(first, in.dims.rank);
    const std::int64_t channelsPerRow = args.groups == 1 ? 1 : in.dims[1] / args.groups;
    const std::int64_t length = pixels * channelsPerRow;
    const std::int64_t rows = in.volume() / length;
    const auto channels = perChannel ? in.dims[1] : 1;
    parallelFor(threadsFor(execution.threads, in.volume() * 8), rows, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            const float* source = in.as<float>() + row * length;
            const float mean = !args.centered ? 0 : isa.reduceRow(ReduceKind::Sum, source, length) / static_cast<float>(length);
            const float variance = isa.deviation(source, length, mean) / static_cast<float>(length);
            const float factor = 1.0F / std::sqrt(variance + args.epsilon);
            for (std::int64_t c = 0; c < channelsPerRow; ++c) {
                const std::int64_t channel = (row * channelsPerRow + c) % channels;
                const float* s = scale ? scale->as<float>() + (scaleForm == Form::PerChannel ? channel : 0) : nullptr;
                const float* b = bias ? bias->as<float>() + (biasForm == Form::PerChannel ? channel : 0) : nullptr;
                isa.scaleRow(source + c * pixels, out.as<float>() + row * length + c * pixels, pixels, mean, factor, s, b,
                             perElement);
            }
        }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
