// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/byte_quantize.h"

#include "kernels/cpu/byte_pieces.h"
#include "kernels/cpu/int8_pattern.h"

namespace planscope::kernels::cpu {

std::optional<ByteQuantize> ByteQuantize::make(const PointwiseProgram& program, std::span<const TensorView> inputs, const TensorView& out,
                                               Isa isa) {
    if (program.empty() || inputs.size() != 1) return std::nullopt;
    const TensorView& in = inputs[0];
    if (in.type != DataType::Float || in.dims != out.dims || in.format != out.format) return std::nullopt;
    const ProgramReader reader{program};
    ByteQuantize quantize;
    const int bounded = readQuantizer(reader, quantize.m_row.quantizer);
    if (bounded < 0 || !reader.is(readBound(reader, bounded, quantize.m_row.quantizer), PointwiseOp::Input)) return std::nullopt;
    quantize.m_isa = &forIsa(isa, generic::int8Isa, avx2::int8Isa, avx512::int8Isa);
    return quantize;
}

KernelStatus ByteQuantize::run(std::span<const TensorView> inputs, const TensorView& out, int threads) const noexcept {
    forEachPiece(out, threads, [&](std::int64_t begin, std::int64_t count) {
        FloatRow row = m_row;
        row.count = count;
        row.in = inputs[0].as<float>() + begin;
        row.out = out.as<std::uint8_t>() + begin;
        m_isa->quantizeFloats(row);
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
