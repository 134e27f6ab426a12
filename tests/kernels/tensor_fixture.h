// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"

#include <QString>

#include <random>
#include <vector>

namespace planscope::kernel_tests {

/// A tensor that owns its memory, with a guard behind it that writes beyond the end would spoil.
class Tensor {
public:
    Tensor() = default;
    Tensor(DataType type, const Dims& dims, Format format = Format::linear());

    static Tensor floats(const Dims& dims, const std::vector<float>& values);
    static Tensor ints(const Dims& dims, const std::vector<int>& values);
    static Tensor bools(const Dims& dims, const std::vector<int>& values);

    TensorView view() const;
    operator TensorView() const { return view(); }  // kernels take views; tests read better without .view()
    float* floatData() const { return view().as<float>(); }
    bool isGuardIntact() const;
    std::vector<float> toFloats() const;
    std::vector<int> toInts() const;

private:
    DataType m_type = DataType::Float;
    Dims m_dims;
    Format m_format;
    mutable std::vector<unsigned char> m_bytes;
    std::size_t m_offset = 0;
};

/// Values in [low, high), never zero or subnormal; Bool gets both values. Padding lanes stay zero.
void fillRandom(const Tensor& tensor, std::mt19937& random, float low = -2, float high = 2);

/// The tensor in another format, by the reference reformat.
Tensor inFormat(const Tensor& tensor, Format format);

/// Empty if `actual`, in any format, equals the Linear `expected` within |a - e| <= absolute + relative |e|, its padding
/// lanes are zero and its guard is intact; otherwise the first difference.
QString difference(const Tensor& actual, const Tensor& expected, double absolute = 0, double relative = 0);

/// The instruction sets that this machine can run.
std::vector<kernels::cpu::Isa> availableIsas();

QString describe(const Dims& dims, Format format, kernels::cpu::Isa isa, int threads);

}  // namespace planscope::kernel_tests
