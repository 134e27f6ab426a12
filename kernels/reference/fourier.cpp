// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/fourier.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace planscope::kernels::reference {
namespace {

using Complex = std::complex<double>;

/// The transform of one length, with its roots of unity.
class Transform {
public:
    Transform(std::size_t length, bool inverse) : m_roots(length) {
        const double turn = (inverse ? 2 : -2) * std::numbers::pi / static_cast<double>(length);
        for (std::size_t i = 0; i < length; ++i) m_roots[i] = std::polar(1.0, turn * static_cast<double>(i));
    }

    /// Transforms `count` elements of `in`, `step` apart, into `out`; `count` times `step` is the length.
    void run(const Complex* in, Complex* out, std::size_t count, std::size_t step) const {
        const std::size_t parts = smallestFactor(count), size = count / parts;
        if (count == 1) {
            out[0] = in[0];
            return;
        }
        std::vector<Complex> part(count);
        for (std::size_t p = 0; p < parts; ++p) run(in + p * step, part.data() + p * size, size, step * parts);
        for (std::size_t k = 0; k < count; ++k) {
            Complex sum = 0;
            for (std::size_t p = 0; p < parts; ++p) sum += part[p * size + k % size] * m_roots[p * k % count * step];
            out[k] = sum;
        }
    }

private:
    static std::size_t smallestFactor(std::size_t n) {
        for (std::size_t f = 2; f * f <= n; ++f)
            if (n % f == 0) return f;
        return n;
    }

    std::vector<Complex> m_roots;
};

bool isPossible(const TensorView& in, const TensorView& out, const FourierArgs& args) {
    const int rank = in.dims.rank;
    if (in.type != DataType::Float || out.type != DataType::Float || rank < 2 || out.dims.rank != rank) return false;
    if (args.axis < 0 || args.axis >= rank - 1 || args.length < out.dims[args.axis]) return false;
    return (in.dims[rank - 1] == 1 || in.dims[rank - 1] == 2) && out.dims[rank - 1] == 2;
}

}  // namespace

KernelStatus fourier(const TensorView& in, const TensorView& out, const FourierArgs& args) {
    if (!isPossible(in, out, args)) return KernelStatus::BadArgument;
    if (out.volume() == 0) return KernelStatus::Ok;
    const int rank = in.dims.rank;
    const std::int64_t given = std::min(in.dims[args.axis], args.length), wanted = out.dims[args.axis];
    const std::int64_t inner = in.dims.volume(args.axis + 1, rank - 1), parts = in.dims[rank - 1];
    const std::int64_t lines = in.dims.volume(0, args.axis) * inner;
    const double scale = args.inverse ? 1 / static_cast<double>(args.length) : 1;
    const Transform transform(static_cast<std::size_t>(args.length), args.inverse);
    std::vector<Complex> line(static_cast<std::size_t>(args.length)), result(line.size());
    for (std::int64_t i = 0; i < lines; ++i) {
        const std::int64_t outer = i / inner, within = i % inner;
        std::ranges::fill(line, Complex());
        for (std::int64_t j = 0; j < given; ++j) {
            const float* at = in.as<float>() + ((outer * in.dims[args.axis] + j) * inner + within) * parts;
            line[static_cast<std::size_t>(j)] = {at[0], parts == 2 ? at[1] : 0.0F};
        }
        transform.run(line.data(), result.data(), line.size(), 1);
        for (std::int64_t k = 0; k < wanted; ++k) {
            float* const to = out.as<float>() + ((outer * wanted + k) * inner + within) * 2;
            const Complex value = result[static_cast<std::size_t>(k)] * scale;
            to[0] = static_cast<float>(value.real());
            to[1] = static_cast<float>(value.imag());
        }
    }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
