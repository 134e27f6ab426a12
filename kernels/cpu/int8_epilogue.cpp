// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/int8_epilogue.h"

#include "kernels/cpu/int8_pattern.h"
#include "kernels/cpu/int8_steps.h"

#include <cmath>
#include <cstring>

namespace planscope::kernels::cpu {
namespace {

constexpr double kMostSum = 0x1p31;    ///< larger sums could have lost bits
constexpr double kByteRange = 2 * 257;  ///< steps of a byte and of its zero point

bool isPowerOfTwo(float value) {
    int exponent = 0;
    return std::frexp(value, &exponent) == 0.5F && std::abs(exponent) < 100;
}

/// NaN wins.
double larger(double a, double b) { return b <= a ? a : b; }

}  // namespace

bool Int8Epilogue::isPerChannel(const TensorView& view, const TensorView& sums) const {
    if (!view.data || (view.volume() != 1 && view.volume() != m_channels)) return false;
    if (view.volume() == 1) return true;
    const int aligned = view.dims.rank - (sums.dims.rank - 1);  // at the right
    const int channelAxis = sums.format.isLinear() ? view.dims.rank - 1 : aligned;
    return channelAxis >= 0 && view.dims[channelAxis] == m_channels;
}

bool Int8Epilogue::readVector(const PointwiseProgram& program, int step, std::span<const TensorView> operands, std::vector<float>& to) const {
    const PointwiseStep& s = program.steps[static_cast<std::size_t>(step)];
    if (s.type != DataType::Float) return false;
    if (s.op == PointwiseOp::Constant) {
        to.assign(to.size(), s.alpha);
        return true;
    }
    if (s.op != PointwiseOp::Input || s.a == 0) return false;
    const TensorView& view = operands[static_cast<std::size_t>(s.a)];
    if (!isPerChannel(view, operands[0])) return false;
    to.assign(to.size(), view.as<float>()[0]);
    if (view.volume() != 1) std::memcpy(to.data(), view.data, static_cast<std::size_t>(m_channels) * sizeof(float));
    return true;
}

PointwiseProgram Int8Epilogue::withoutIntegers(const PointwiseProgram& program, std::span<const TensorView> operands) {
    int added = -1;
    const int sum = readIntegerSum({program}, added);
    if (sum < 0) return program;
    const TensorView& view = operands[static_cast<std::size_t>(added)];
    if (view.type != DataType::Int32 || !isPerChannel(view, operands[0])) return program;
    m_integers.assign(paddedChannels(), view.as<std::int32_t>()[0]);
    if (view.volume() != 1) std::memcpy(m_integers.data(), view.data, static_cast<std::size_t>(m_channels) * sizeof(std::int32_t));
    PointwiseProgram rest = program;
    rest.steps[static_cast<std::size_t>(sum)] = {.op = PointwiseOp::Input, .type = DataType::Int32, .a = 0};
    return rest;
}

bool Int8Epilogue::recognise(const PointwiseProgram& program, std::span<const TensorView> operands) {
    const ProgramReader reader{program};
    const bool quantizes = m_type != DataType::Float;
    const int bounded = quantizes ? readQuantizer(reader, m_rows) : program.stepCount - 1;
    if (bounded < 0) return false;
    int at = readBound(reader, bounded, m_rows);
    m_scale.assign(paddedChannels(), 0.0F);
    m_bias.assign(paddedChannels(), 0.0F);
    m_rows.hasBias = reader.is(at, PointwiseOp::Sum);
    if (m_rows.hasBias) {
        const PointwiseStep& sum = reader.at(at);
        const bool isFirst = reader.is(sum.a, PointwiseOp::Prod);
        if (!readVector(program, isFirst ? sum.b : sum.a, operands, m_bias)) return false;
        at = isFirst ? sum.a : sum.b;
    }
    if (!reader.is(at, PointwiseOp::Prod)) return false;
    const PointwiseStep& product = reader.at(at);
    const bool isFirst = reader.isSum(product.a);
    if (!isFirst && !reader.isSum(product.b)) return false;
    return readVector(program, isFirst ? product.b : product.a, operands, m_scale);
}

QuickSteps Int8Epilogue::quickSteps(std::span<const double> reaches) const {
    double most = 0, mostAdded = 0;
    bool isExact = isPowerOfTwo(m_rows.step);
    for (std::size_t c = 0; c < static_cast<std::size_t>(m_channels); ++c) {
        const double scale = std::abs(static_cast<double>(m_scale[c])), bias = std::abs(static_cast<double>(m_bias[c]));
        const double added = bias / m_rows.step, reach = reaches[c] + (m_integers.empty() ? 0 : std::abs(static_cast<double>(m_integers[c])));
        if (!(reach < kMostSum)) return {};
        most = larger(most, reach * scale / m_rows.step + added);
        mostAdded = larger(mostAdded, added);
        isExact = isExact && isPowerOfTwo(m_scale[c]);
    }
    return quickStepsOf(m_rows, kByteRange + 2 * mostAdded, most, isExact);
}

void Int8Epilogue::setOffsets(std::span<const std::int32_t> offsets, std::span<const double> reaches) {
    if (!m_isFast) return;
    m_offsets.assign(m_scale.size(), 0);
    m_factor.assign(m_scale.size(), 0.0F);
    m_addend.assign(m_scale.size(), 0.0F);
    if (m_type != DataType::Float) m_rows.quick = quickSteps(reaches);
    for (std::size_t c = 0; c < m_scale.size(); ++c) {
        if (c < offsets.size()) m_offsets[c] = offsets[c];
        m_factor[c] = quickFactor(m_rows.quick, static_cast<double>(m_scale[c]) / m_rows.step);
        m_addend[c] = quickAddend(m_rows.quick, static_cast<double>(m_bias[c]) / m_rows.step);
    }
}

std::optional<Int8Epilogue> Int8Epilogue::make(const PointwiseProgram& program, std::span<const TensorView> operands,
                                               const TensorView& out, int channelAxis, Isa isa) {
    Int8Epilogue epilogue;
    epilogue.m_isa = &forIsa(isa, generic::int8Isa, avx2::int8Isa, avx512::int8Isa);
    epilogue.m_channels = out.dims[channelAxis];
    epilogue.m_type = out.type;
    if (program.empty()) return epilogue;
    const PointwiseProgram rest = epilogue.withoutIntegers(program, operands);
    epilogue.m_isFast = epilogue.recognise(rest, operands);
    if (epilogue.m_isFast) return epilogue;
    epilogue.m_plan = PointwisePlan::make(rest, operands, out, isa);
    if (!epilogue.m_plan) return std::nullopt;
    return epilogue;
}

void Int8Epilogue::applyPart(const std::int32_t* sums, std::int64_t sumStride, std::int64_t pixel, std::int64_t rows,
                             std::int64_t first, std::int64_t columns, void* out) const noexcept {
    RequantizeRows part = m_rows;
    part.sums = sums;
    part.sumStride = sumStride;
    part.outStride = m_channels;
    part.rows = rows;
    part.columns = columns;
    part.offset = m_offsets.data() + first;
    part.scale = m_scale.data() + first;
    part.bias = m_bias.data() + first;
    part.factor = m_factor.data() + first;
    part.addend = m_addend.data() + first;
    const std::int64_t element = pixel * m_channels + first;
    if (m_type == DataType::Float) {
        part.out = static_cast<float*>(out) + element;
        m_isa->scaleSums(part);
        return;
    }
    part.out = static_cast<std::uint8_t*>(out) + element;
    m_isa->requantize(part);
}

void Int8Epilogue::applyRows(const std::int32_t* sums, std::int64_t pixel, std::int64_t rows, std::span<const void* const> inputs,
                             void* out) const noexcept {
    const std::int64_t first = pixel * m_channels, count = rows * m_channels;
    if (!m_plan) {
        std::memcpy(static_cast<std::int32_t*>(out) + first, sums, static_cast<std::size_t>(count) * sizeof(std::int32_t));
        return;
    }
    // The plan counts from the beginning of the tensor.
    const void* data[kMaxPointwiseInputs] = {reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(sums) -
                                                                           static_cast<std::uintptr_t>(first) * sizeof(std::int32_t))};
    for (std::size_t i = 0; i < inputs.size() && i + 1 < kMaxPointwiseInputs; ++i) data[i + 1] = inputs[i];
    m_plan->runRange({data, inputs.size() + 1}, out, first, count);
}

}  // namespace planscope::kernels::cpu
