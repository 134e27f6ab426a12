// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace planscope::kernels::reference {
namespace {

/// One matrix of a batch.
struct Matrix {
    float* data;
    std::int64_t rowStride, columnStride;
    double at(std::int64_t row, std::int64_t column) const { return data[row * rowStride + column * columnStride]; }
};

Matrix matrixOf(const Permuted& tensor, std::int64_t batch) {
    const int rank = tensor.dims.rank;
    return {tensor.data + batchOffset(tensor, batch), tensor.strides[rank - 2], tensor.strides[rank - 1]};
}

void softmaxInPlace(std::vector<double>& row) {
    double largest = -std::numeric_limits<double>::infinity(), sum = 0;
    for (const double v : row) largest = v > largest || std::isnan(v) ? v : largest;
    for (double& v : row) sum += v = std::exp(v - largest);
    for (double& v : row) v /= sum;
}

}  // namespace

KernelStatus attention(const TensorView& query, const TensorView& key, const TensorView& value, const TensorView* mask,
                       const TensorView& out, const AttentionArgs& args) {
    const Permuted q = permuted(query, args.queryAxes), k = permuted(key, args.keyAxes), v = permuted(value, args.valueAxes);
    const Permuted result = unpermuted(out, args.outputAxes);
    const int rank = q.dims.rank;
    if (rank < 2 || k.dims.rank != rank || v.dims.rank != rank) return KernelStatus::BadArgument;
    const std::int64_t rows = q.dims[rank - 2], depth = q.dims[rank - 1], keys = k.dims[rank - 2], columns = v.dims[rank - 1];
    Dims scoreDims = q.dims;
    scoreDims[rank - 1] = keys;
    const Permuted m = mask ? broadcastMask(*mask, scoreDims) : Permuted{};
    std::vector<double> scores(static_cast<std::size_t>(keys));
    for (std::int64_t batch = 0; batch < q.dims.volume(0, rank - 2); ++batch) {
        const Matrix a = matrixOf(q, batch), b = matrixOf(k, batch), c = matrixOf(v, batch), to = matrixOf(result, batch);
        const Matrix added = mask ? matrixOf(m, batch) : Matrix{};
        for (std::int64_t row = 0; row < rows; ++row) {
            for (std::int64_t token = 0; token < keys; ++token) {
                double sum = 0;
                for (std::int64_t i = 0; i < depth; ++i) sum += a.at(row, i) * b.at(token, i);
                scores[static_cast<std::size_t>(token)] = sum * args.scale + (mask ? added.at(row, token) : 0);
            }
            softmaxInPlace(scores);
            for (std::int64_t column = 0; column < columns; ++column) {
                double sum = 0;
                for (std::int64_t i = 0; i < keys; ++i) sum += scores[static_cast<std::size_t>(i)] * c.at(i, column);
                to.data[row * to.rowStride + column * to.columnStride] = static_cast<float>(sum);
            }
        }
    }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
