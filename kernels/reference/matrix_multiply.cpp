// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/matrix_multiply.h"

#include "kernels/api/broadcast.h"
#include "kernels/reference/index_walk.h"

#include <vector>

namespace planscope::kernels::reference {
namespace {

/// One operand: its matrix by element strides, its batch axes.
struct Operand {
    std::int64_t rows = 1, columns = 1;
    std::int64_t rowStride = 0, columnStride = 0;
    Dims batch;
    std::int64_t matrixVolume = 1;
};

Operand operandOf(const Dims& dims, MatrixOperation operation, bool isLeft) {
    Operand out;
    const int axes = operation == MatrixOperation::Vector ? 1 : 2;
    for (int i = 0; i < dims.rank - axes; ++i) out.batch.push(dims[i]);
    out.matrixVolume = dims.volume(dims.rank - axes, dims.rank);
    const std::int64_t last = dims[dims.rank - 1];
    if (axes == 1) {
        (isLeft ? out.columns : out.rows) = last;
        (isLeft ? out.columnStride : out.rowStride) = 1;
        return out;
    }
    const bool turned = operation == MatrixOperation::Transpose;
    const std::int64_t first = dims[dims.rank - 2];
    out.rows = turned ? last : first;
    out.columns = turned ? first : last;
    out.rowStride = turned ? 1 : last;
    out.columnStride = turned ? last : 1;
    return out;
}

template <class A, class B, class Sum, class Out>
void multiply(const Operand& left, const Operand& right, const A* x, const B* y, Sum zero, std::vector<Sum>& row, Out* target) {
    for (std::int64_t m = 0; m < left.rows; ++m) {
        row.assign(static_cast<std::size_t>(right.columns), Sum{});
        for (std::int64_t k = 0; k < left.columns; ++k) {
            const Sum factor = static_cast<Sum>(x[m * left.rowStride + k * left.columnStride]) - zero;
            for (std::int64_t n = 0; n < right.columns; ++n)
                row[static_cast<std::size_t>(n)] += factor * static_cast<Sum>(y[k * right.rowStride + n * right.columnStride]);
        }
        for (const Sum sum : row) *target++ = static_cast<Out>(sum);
    }
}

/// All products of a batch.
template <class A, class B, class Sum, class Out>
void multiplyAll(const TensorView& a, const TensorView& b, const TensorView& out, const Operand& left, const Operand& right,
                 const Dims& batch, int zeroPoint) {
    const Dims leftStrides = broadcastStrides(left.batch, batch);
    const Dims rightStrides = broadcastStrides(right.batch, batch);
    std::vector<Sum> row;
    Out* target = out.as<Out>();
    forEachIndex(batch, [&](const Dims& index) {
        const A* x = a.as<A>() + offsetOf(index, leftStrides) * left.matrixVolume;
        const B* y = b.as<B>() + offsetOf(index, rightStrides) * right.matrixVolume;
        multiply(left, right, x, y, static_cast<Sum>(zeroPoint), row, target);
        target += left.rows * right.columns;
    });
}

}  // namespace

KernelStatus matrixMultiply(const TensorView& a,
                            const TensorView& b,
                            const TensorView& out,
                            const MatrixMultiplyArgs& args) {
    if (a.dims.rank < (args.a == MatrixOperation::Vector ? 1 : 2)) return KernelStatus::BadArgument;
    if (b.dims.rank < (args.b == MatrixOperation::Vector ? 1 : 2)) return KernelStatus::BadArgument;
    const Operand left = operandOf(a.dims, args.a, true);
    const Operand right = operandOf(b.dims, args.b, false);
    const int matrixAxes = (args.a != MatrixOperation::Vector) + (args.b != MatrixOperation::Vector);
    Dims batch;
    for (int i = 0; i < out.dims.rank - matrixAxes; ++i) batch.push(out.dims[i]);
    if (left.columns != right.rows || !broadcastsTo(left.batch, batch) || !broadcastsTo(right.batch, batch))
        return KernelStatus::BadArgument;

    if (a.type == DataType::Float) {
        multiplyAll<float, float, double, float>(a, b, out, left, right, batch, 0);
        return KernelStatus::Ok;
    }
    if (b.type != DataType::Int8 || out.type != DataType::Int32) return KernelStatus::BadArgument;
    const auto run = a.type == DataType::Int8 ? multiplyAll<std::int8_t, std::int8_t, std::int64_t, std::int32_t>
                                              : multiplyAll<std::uint8_t, std::int8_t, std::int64_t, std::int32_t>;
    run(a, b, out, left, right, batch, args.inputZeroPoint);
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
