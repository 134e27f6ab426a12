// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/onednn/post_ops.h"

#include "kernels/cpu/onednn/activation_pattern.h"
#include "kernels/cpu/onednn/epilogue_check.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace planscope::kernels::onednn {
namespace {

using Algorithm = dnnl::algorithm;

/// One post-op: an element function, or a binary operation with an operand.
struct Link {
    Algorithm algorithm = Algorithm::undef;
    float alpha = 0, beta = 0;
    int operand = -1;
};

constexpr float kInfinity = std::numeric_limits<float>::infinity();

tl::unexpected<PostOpRefusal> refuse(std::optional<PointwiseOp> operation, std::string why) {
    return tl::unexpected<PostOpRefusal>({operation, std::move(why)});
}

template <class T>
using PostOpResult = tl::expected<T, PostOpRefusal>;

/// Walks the program from its result back to input 0 and collects the links of the chain.
class ChainReader {
public:
    explicit ChainReader(const PointwiseProgram& program) : m_program(program) {
        for (int i = 0; i < program.stepCount; ++i) m_carries[i] = carries(step(i));
    }

    PostOpResult<std::vector<Link>> read() {
        int at = m_program.stepCount - 1;
        if (!m_carries[at]) return refuse(std::nullopt, "the epilogue does not use the result of the layer");
        while (step(at).op != PointwiseOp::Input) {
            if (step(at).type != DataType::Float) return refuse(step(at).op, "does not give f32");
            if (const auto pattern = matchActivation(m_program, at)) {
                m_links.push_back({pattern->algorithm, pattern->alpha, pattern->beta});
                at = pattern->argument;
                continue;
            }
            const int next = operandCount(step(at).op) == 1 ? readUnary(step(at)) : readBinary(step(at));
            if (next < 0) return refuse(step(at).op, "has no counterpart among oneDNN's post-ops");
            at = next;
        }
        std::ranges::reverse(m_links);
        return m_links;
    }

private:
    const PointwiseStep& step(int i) const { return m_program.steps[static_cast<std::size_t>(i)]; }

    bool carries(const PointwiseStep& s) const {
        if (s.op == PointwiseOp::Input) return s.a == 0;
        const int count = operandCount(s.op);
        return (count > 0 && m_carries[s.a]) || (count > 1 && m_carries[s.b]) || (count > 2 && m_carries[s.c]);
    }
    int link(Algorithm algorithm, float alpha, float beta, int next) {
        m_links.push_back({algorithm, alpha, beta});
        return next;
    }

    int readUnary(const PointwiseStep& s) {
        switch (s.op) {
        case PointwiseOp::Relu: return link(Algorithm::eltwise_relu, 0, 0, s.a);
        case PointwiseOp::LeakyRelu: return link(Algorithm::eltwise_relu, s.alpha, 0, s.a);
        case PointwiseOp::Elu: return link(Algorithm::eltwise_elu, s.alpha, 0, s.a);
        case PointwiseOp::Tanh: return link(Algorithm::eltwise_tanh, 0, 0, s.a);
        case PointwiseOp::Sigmoid: return link(Algorithm::eltwise_logistic, 0, 0, s.a);
        case PointwiseOp::Clip: return link(Algorithm::eltwise_clip, s.alpha, s.beta, s.a);
        case PointwiseOp::Exp: return link(Algorithm::eltwise_exp, 0, 0, s.a);
        case PointwiseOp::Abs: return link(Algorithm::eltwise_abs, 0, 0, s.a);
        case PointwiseOp::Sqrt: return link(Algorithm::eltwise_sqrt, 0, 0, s.a);
        case PointwiseOp::Neg: return link(Algorithm::eltwise_linear, -1, 0, s.a);
        case PointwiseOp::HardSigmoid:
            m_links.push_back({Algorithm::eltwise_clip, 0, 1});
            return link(Algorithm::eltwise_linear, s.alpha, s.beta, s.a);
        case PointwiseOp::Softplus:
            return s.alpha == 1 && s.beta == 1 ? link(Algorithm::eltwise_soft_relu, 0, 0, s.a) : -1;
        default: return -1;
        }
    }

    int readBinary(const PointwiseStep& s) {
        if (operandCount(s.op) != 2) return -1;
        if (s.op == PointwiseOp::Prod && s.a == s.b) return link(Algorithm::eltwise_square, 0, 0, s.a);
        if (m_carries[s.a] == m_carries[s.b]) return -1;
        const bool first = m_carries[s.a];
        const int carrier = first ? s.a : s.b;
        const PointwiseStep& other = step(first ? s.b : s.a);
        if (other.type != DataType::Float) return -1;
        if (other.op == PointwiseOp::Constant) return readConstant(s.op, other.alpha, carrier, first);
        if (other.op == PointwiseOp::Input) return readOperand(s.op, other.a - 1, carrier, first);
        return -1;
    }

    int readConstant(PointwiseOp op, float value, int carrier, bool carrierFirst) {
        switch (op) {
        case PointwiseOp::Sum: return link(Algorithm::eltwise_linear, 1, value, carrier);
        case PointwiseOp::Prod: return link(Algorithm::eltwise_linear, value, 0, carrier);
        case PointwiseOp::Sub:
            return carrierFirst ? link(Algorithm::eltwise_linear, 1, -value, carrier)
                                : link(Algorithm::eltwise_linear, -1, value, carrier);
        case PointwiseOp::Div: return carrierFirst ? link(Algorithm::eltwise_linear, 1 / value, 0, carrier) : -1;
        case PointwiseOp::Max: return link(Algorithm::eltwise_clip, value, kInfinity, carrier);
        case PointwiseOp::Min: return link(Algorithm::eltwise_clip, -kInfinity, value, carrier);
        default: return -1;
        }
    }

    int readOperand(PointwiseOp op, int operand, int carrier, bool carrierFirst) {
        const auto binary = [&](Algorithm algorithm) {
            m_links.push_back({algorithm, 0, 0, operand});
            return carrier;
        };
        switch (op) {
        case PointwiseOp::Sum: return binary(Algorithm::binary_add);
        case PointwiseOp::Prod: return binary(Algorithm::binary_mul);
        case PointwiseOp::Max: return binary(Algorithm::binary_max);
        case PointwiseOp::Min: return binary(Algorithm::binary_min);
        case PointwiseOp::Div: return carrierFirst ? binary(Algorithm::binary_div) : -1;
        case PointwiseOp::Sub:
            if (carrierFirst) return binary(Algorithm::binary_sub);
            binary(Algorithm::binary_add);
            return link(Algorithm::eltwise_linear, -1, 0, carrier);
        default: return -1;
        }
    }

    const PointwiseProgram& m_program;
    bool m_carries[kMaxPointwiseSteps] = {};
    std::vector<Link> m_links;
};

bool isResidual(const Link& link, const Epilogue& epilogue, const Dims& outDims) {
    if (link.algorithm != Algorithm::binary_add) return false;
    const TensorView& operand = epilogue.operands[static_cast<std::size_t>(link.operand)];
    return !operand.data && operand.dims == outDims;
}

PostOpResult<PostOps> translateChain(const Epilogue& epilogue, ResidualMode mode, const Dims& outDims, Format outFormat) {
    PostOps out;
    if (epilogue.program.empty()) return out;
    const auto links = ChainReader(epilogue.program).read();
    if (!links) return tl::unexpected(links.error());
    const bool copies = mode == ResidualMode::CopyFirst;
    for (const Link& link : *links) {
        if (link.operand < 0) {
            out.ops.append_eltwise(1, link.algorithm, link.alpha, link.beta);
            continue;
        }
        const TensorView& operand = epilogue.operands[static_cast<std::size_t>(link.operand)];
        if (operand.type != DataType::Float) return refuse(std::nullopt, "an operand of the epilogue is not f32");
        if (copies && out.copiedOperand < 0 && isResidual(link, epilogue, outDims)) {
            out.copiedOperand = link.operand;
            out.ops.append_sum(1);
            continue;
        }
        const bool full = operand.dims == outDims;
        const dnnl::memory::desc desc =
            full ? descOf(DataType::Float, outDims, outFormat) : broadcastDesc(operand.dims, outDims.rank);
        out.binaries.push_back({out.ops.len(), link.operand, desc});
        out.ops.append_binary(link.algorithm, desc);
    }
    return out;
}

}  // namespace

dnnl::primitive_attr PostOps::attributes() const {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    attributes.set_post_ops(ops);
    return attributes;
}

Expected<PostOps> translate(const Epilogue& epilogue, ResidualMode mode, const Dims& outDims, Format outFormat) {
    auto out = translateChain(epilogue, mode, outDims, outFormat);
    if (!out) return tl::unexpected(out.error().why);
    return std::move(*out);
}

bool hasResidual(const Epilogue& epilogue, const Dims& outDims) {
    if (epilogue.program.empty()) return false;
    const auto links = ChainReader(epilogue.program).read();
    return links && std::ranges::any_of(*links, [&](const Link& link) { return isResidual(link, epilogue, outDims); });
}

std::optional<PostOpRefusal> whyNotPostOps(const Epilogue& epilogue, const Dims& outDims) {
    try {
        const auto postOps = translateChain(epilogue, ResidualMode::Binary, outDims, Format::linear());
        return postOps ? std::nullopt : std::optional(postOps.error());
    } catch (const dnnl::error& error) {
        return PostOpRefusal{std::nullopt, std::string("oneDNN refuses the epilogue: ") + error.what()};
    }
}

void bindOperands(PreparedPrimitive& primitive, const PostOps& postOps, const Epilogue& epilogue,
                  const dnnl::engine& engine) {
    for (const PostOps::Operand& binary : postOps.binaries) {
        const int argument = DNNL_ARG_ATTR_MULTIPLE_POST_OP(binary.position) | DNNL_ARG_SRC_1;
        const TensorView& operand = epilogue.operands[static_cast<std::size_t>(binary.operand)];
        if (!operand.data) {
            primitive.bindInput(argument, binary.desc, epilogue.firstInput + binary.operand);
            continue;
        }
        const Dims dims = [&] {
            Dims full;
            for (const auto d : binary.desc.dims()) full.push(d);
            return full;
        }();
        primitive.bindConstant(argument, packed(operand, descOf(DataType::Float, dims, Format::linear()), binary.desc, engine));
    }
    if (postOps.copiedOperand >= 0) primitive.copyFirst(epilogue.firstInput + postOps.copiedOperand);
}

}  // namespace planscope::kernels::onednn
