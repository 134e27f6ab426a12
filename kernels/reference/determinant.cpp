// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/determinant.h"

#include <cmath>
#include <utility>
#include <vector>

namespace planscope::kernels::reference {
namespace {

/// Destroys the matrix.
double eliminated(std::vector<double>& m, std::size_t n) {
    double product = 1;
    for (std::size_t column = 0; column < n; ++column) {
        std::size_t pivot = column;
        for (std::size_t row = column + 1; row < n; ++row)
            if (std::fabs(m[row * n + column]) > std::fabs(m[pivot * n + column])) pivot = row;
        if (m[pivot * n + column] == 0) return 0;
        if (pivot != column) {
            for (std::size_t i = 0; i < n; ++i) std::swap(m[pivot * n + i], m[column * n + i]);
            product = -product;
        }
        product *= m[column * n + column];
        for (std::size_t row = column + 1; row < n; ++row) {
            const double factor = m[row * n + column] / m[column * n + column];
            for (std::size_t i = column; i < n; ++i) m[row * n + i] -= factor * m[column * n + i];
        }
    }
    return product;
}

}  // namespace

KernelStatus determinant(const TensorView& in, const TensorView& out) {
    const int rank = in.dims.rank;
    if (in.type != DataType::Float || out.type != DataType::Float || rank < 2 || in.dims[rank - 1] != in.dims[rank - 2])
        return KernelStatus::BadArgument;
    const auto n = static_cast<std::size_t>(in.dims[rank - 1]);
    if (out.volume() != in.dims.volume(0, rank - 2)) return KernelStatus::BadArgument;
    const float* source = in.as<float>();
    for (std::int64_t i = 0; i < out.volume(); ++i, source += n * n) {
        std::vector<double> matrix(source, source + n * n);
        out.as<float>()[i] = static_cast<float>(eliminated(matrix, n));
    }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
