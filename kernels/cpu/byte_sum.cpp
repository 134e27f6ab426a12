// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/byte_sum.h"

#include "kernels/cpu/byte_pieces.h"
#include "kernels/cpu/int8_pattern.h"
#include "kernels/cpu/int8_steps.h"

#include <algorithm>
#include <cmath>

namespace planscope::kernels::cpu {
namespace {

struct Term {
    int input = -1;
    float zero = 0, scale = 1;
};

/// (cast(input) - zero) * scale
std::optional<Term> readTerm(const ProgramReader& program, int at) {
    if (!program.is(at, PointwiseOp::Prod) || !program.is(program.at(at).b, PointwiseOp::Constant)) return std::nullopt;
    Term term{.scale = program.at(program.at(at).b).alpha};
    int steps = program.at(at).a;
    if (program.is(steps, PointwiseOp::Sub) && program.is(program.at(steps).b, PointwiseOp::Constant)) {
        term.zero = program.at(program.at(steps).b).alpha;
        steps = program.at(steps).a;
    }
    if (!program.is(steps, PointwiseOp::Cast) || !program.is(program.at(steps).a, PointwiseOp::Input)) return std::nullopt;
    term.input = program.at(program.at(steps).a).a;
    return program.at(steps).type == DataType::Float ? std::optional(term) : std::nullopt;
}

/// (a - zeroA) * scaleA + (b - zeroB) * scaleB in steps, as one sum.
void addQuickForm(ByteSumRow& row) {
    constexpr double kMostData = 255;
    const double step = row.quantizer.step, a = row.scaleA / step, b = row.scaleB / step, zeros = -row.zeroA * a - row.zeroB * b;
    const double magnitude = kMostData * (std::abs(a) + std::abs(b)) + std::abs(zeros);
    row.quantizer.quick = quickStepsOf(row.quantizer, magnitude, magnitude, false);
    row.factorA = quickFactor(row.quantizer.quick, a);
    row.factorB = quickFactor(row.quantizer.quick, b);
    row.addend = quickAddend(row.quantizer.quick, zeros);
}

bool isLike(const TensorView& in, const TensorView& out) {
    return (in.type == DataType::Int8 || in.type == DataType::UInt8) && in.dims == out.dims && in.format == out.format;
}

}  // namespace

std::optional<ByteSum> ByteSum::make(const PointwiseProgram& program, std::span<const TensorView> inputs, const TensorView& out, Isa isa) {
    if (program.empty() || inputs.size() > 2) return std::nullopt;
    const ProgramReader reader{program};
    ByteSum sum;
    const int bounded = readQuantizer(reader, sum.m_row.quantizer);
    const int at = bounded < 0 ? -1 : readBound(reader, bounded, sum.m_row.quantizer);
    if (!reader.is(at, PointwiseOp::Sum)) return std::nullopt;
    const auto a = readTerm(reader, reader.at(at).a), b = readTerm(reader, reader.at(at).b);
    if (!a || !b) return std::nullopt;
    const TensorView &viewA = inputs[static_cast<std::size_t>(a->input)], &viewB = inputs[static_cast<std::size_t>(b->input)];
    if (!isLike(viewA, out) || !isLike(viewB, out)) return std::nullopt;
    sum.m_a = a->input;
    sum.m_b = b->input;
    sum.m_row.isSignedA = viewA.type == DataType::Int8;
    sum.m_row.isSignedB = viewB.type == DataType::Int8;
    sum.m_row.zeroA = a->zero;
    sum.m_row.zeroB = b->zero;
    sum.m_row.scaleA = a->scale;
    sum.m_row.scaleB = b->scale;
    addQuickForm(sum.m_row);
    sum.m_isa = &forIsa(isa, generic::int8Isa, avx2::int8Isa, avx512::int8Isa);
    return sum;
}

KernelStatus ByteSum::run(std::span<const TensorView> inputs, const TensorView& out, int threads) const noexcept {
    forEachPiece(out, threads, [&](std::int64_t begin, std::int64_t count) {
        ByteSumRow row = m_row;
        row.count = count;
        row.a = inputs[static_cast<std::size_t>(m_a)].as<std::uint8_t>() + begin;
        row.b = inputs[static_cast<std::size_t>(m_b)].as<std::uint8_t>() + begin;
        row.out = out.as<std::uint8_t>() + begin;
        m_isa->sumBytes(row);
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
