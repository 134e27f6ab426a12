// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/int8_epilogue.h"

#include "kernels/cpu/int8_pattern.h"

#include <cstring>

namespace planscope::kernels::cpu {

bool Int8Epilogue::readVector(const PointwiseProgram& program, int step, std::span<const TensorView> operands, std::vector<float>& to) const {
    const PointwiseStep& s = program.steps[static_cast<std::size_t>(step)];
    const auto channels = static_cast<std::size_t>(m_channels);
    if (s.type != DataType::Float) return false;
    if (s.op == PointwiseOp::Constant) {
        to.assign(channels, s.alpha);
        return true;
    }
    if (s.op != PointwiseOp::Input || s.a == 0) return false;
    const TensorView& view = operands[static_cast<std::size_t>(s.a)];
    if (!view.data || (view.volume() != 1 && view.volume() != m_channels)) return false;
    to.assign(channels, view.as<float>()[0]);
    if (view.volume() == 1) return true;
    const int axis = view.dims.rank - (operands[0].dims.rank - 1);  // aligned at the right
    const int channelAxis = operands[0].format.isLinear() ? view.dims.rank - 1 : axis;
    if (channelAxis < 0 || view.dims[channelAxis] != m_channels) return false;
    std::memcpy(to.data(), view.data, channels * sizeof(float));
    return true;
}

bool Int8Epilogue::recognise(const PointwiseProgram& program, std::span<const TensorView> operands) {
    const ProgramReader reader{program};
    const int bounded = readQuantizer(reader, m_rows);
    if (bounded < 0) return false;
    int at = readBound(reader, bounded, m_rows);
    m_bias.assign(static_cast<std::size_t>(m_channels), 0.0F);
    if (reader.is(at, PointwiseOp::Sum)) {
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

std::optional<Int8Epilogue> Int8Epilogue::make(const PointwiseProgram& program, std::span<const TensorView> operands,
                                               const TensorView& out, int channelAxis, Isa isa) {
    Int8Epilogue epilogue;
    epilogue.m_isa = &forIsa(isa, generic::int8Isa, avx2::int8Isa, avx512::int8Isa);
    epilogue.m_channels = out.dims[channelAxis];
    if (program.empty()) return epilogue;
    epilogue.m_isFast = epilogue.recognise(program, operands);
    if (epilogue.m_isFast) return epilogue;
    epilogue.m_plan = PointwisePlan::make(program, operands, out, isa);
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
    part.out = static_cast<std::uint8_t*>(out) + pixel * m_channels + first;
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
