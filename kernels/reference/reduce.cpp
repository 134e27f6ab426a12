// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/reduce.h"

#include "kernels/reference/index_walk.h"

#include <cmath>
#include <limits>
#include <vector>

namespace planscope::kernels::reference {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double combined(ReduceKind kind, double sum, double value) {
    switch (kind) {
    case ReduceKind::Prod: return sum * value;
    case ReduceKind::Max: return std::isnan(value) || value > sum ? value : sum;
    case ReduceKind::Min: return std::isnan(value) || value < sum ? value : sum;
    default: return sum + value;
    }
}

double startOfFloat(ReduceKind kind) {
    if (kind == ReduceKind::Prod) return 1;
    if (kind == ReduceKind::Max) return -kInfinity;
    return kind == ReduceKind::Min ? kInfinity : 0;
}

/// Sums and products modulo 2^64, whose low half is the Int32 result.
std::uint64_t combined(ReduceKind kind, std::uint64_t sum, std::int64_t value) {
    const auto signedSum = static_cast<std::int64_t>(sum);
    switch (kind) {
    case ReduceKind::Prod: return sum * static_cast<std::uint64_t>(value);
    case ReduceKind::Max: return static_cast<std::uint64_t>(value > signedSum ? value : signedSum);
    case ReduceKind::Min: return static_cast<std::uint64_t>(value < signedSum ? value : signedSum);
    default: return sum + static_cast<std::uint64_t>(value);
    }
}

std::uint64_t startOfInt32(ReduceKind kind) {
    if (kind == ReduceKind::Prod) return 1;
    if (kind == ReduceKind::Max)
        return static_cast<std::uint64_t>(std::int64_t{std::numeric_limits<std::int32_t>::min()});
    return kind == ReduceKind::Min ? std::numeric_limits<std::int32_t>::max() : 0;
}

/// Strides that take an index of the input to its cell of the output.
Dims cellStrides(const Dims& in, std::uint32_t axes) {
    Dims kept = in;
    for (int i = 0; i < in.rank; ++i)
        if (axes >> i & 1U) kept[i] = 1;
    Dims strides = linearStrides(kept);
    for (int i = 0; i < in.rank; ++i)
        if (axes >> i & 1U) strides[i] = 0;
    return strides;
}

std::int64_t reducedCount(const Dims& in, std::uint32_t axes) {
    std::int64_t count = 1;
    for (int i = 0; i < in.rank; ++i)
        if (axes >> i & 1U) count *= in[i];
    return count;
}

void reduceFloat(const TensorView& in, const TensorView& out, const ReduceArgs& args) {
    std::vector<double> cells(static_cast<std::size_t>(out.volume()), startOfFloat(args.kind));
    const Dims strides = cellStrides(in.dims, args.axes);
    std::int64_t source = 0;
    forEachIndex(in.dims, [&](const Dims& index) {
        double& cell = cells[static_cast<std::size_t>(offsetOf(index, strides))];
        cell = combined(args.kind, cell, in.as<float>()[source++]);
    });
    const double divisor =
        args.kind == ReduceKind::Avg ? static_cast<double>(reducedCount(in.dims, args.axes)) : 1.0;
    for (std::size_t i = 0; i < cells.size(); ++i) out.as<float>()[i] = static_cast<float>(cells[i] / divisor);
}

void reduceInt32(const TensorView& in, const TensorView& out, const ReduceArgs& args) {
    std::vector<std::uint64_t> cells(static_cast<std::size_t>(out.volume()), startOfInt32(args.kind));
    const Dims strides = cellStrides(in.dims, args.axes);
    std::int64_t source = 0;
    forEachIndex(in.dims, [&](const Dims& index) {
        std::uint64_t& cell = cells[static_cast<std::size_t>(offsetOf(index, strides))];
        cell = combined(args.kind, cell, std::int64_t{in.as<std::int32_t>()[source++]});
    });
    const std::int64_t count = reducedCount(in.dims, args.axes);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        auto value = static_cast<std::int64_t>(cells[i]);
        if (args.kind == ReduceKind::Avg) value = count == 0 ? 0 : value / count;
        out.as<std::int32_t>()[i] = static_cast<std::int32_t>(value);
    }
}

}  // namespace

KernelStatus reduce(const TensorView& in, const TensorView& out, const ReduceArgs& args) {
    if (in.type != out.type) return KernelStatus::BadArgument;
    if (in.type == DataType::Float) reduceFloat(in, out, args);
    else if (in.type == DataType::Int32) reduceInt32(in, out, args);
    else return KernelStatus::BadArgument;
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
