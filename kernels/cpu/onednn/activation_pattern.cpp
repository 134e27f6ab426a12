// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/onednn/activation_pattern.h"

#include <cmath>

namespace planscope::kernels::onednn {
namespace {

bool isClose(float a, float b) { return std::fabs(a - b) <= 1e-5F * std::fabs(b); }

/// A look at the steps of one program.
struct Matcher {
    const PointwiseProgram& program;

    const PointwiseStep& step(int i) const { return program.steps[static_cast<std::size_t>(i)]; }
    bool isConstant(int i, float value) const {
        return step(i).op == PointwiseOp::Constant && isClose(step(i).alpha, value);
    }
    /// The operand of the two of step `i` that is not `known`; -1 if neither is.
    int other(int i, int known) const {
        const PointwiseStep& s = step(i);
        return s.a == known ? s.b : s.b == known ? s.a : -1;
    }
    /// The operand that `op` combines with the constant `value` at step `i`, in either order where `op` commutes.
    int withConstant(int i, PointwiseOp op, float value) const {
        const PointwiseStep& s = step(i);
        if (s.op != op) return -1;
        if (isConstant(s.b, value)) return s.a;
        const bool commutes = op == PointwiseOp::Sum || op == PointwiseOp::Prod;
        return commutes && isConstant(s.a, value) ? s.b : -1;
    }
    /// `value` taken from a scaled step: x * value or x / (1 / value).
    int scaled(int i, float value) const {
        const int product = withConstant(i, PointwiseOp::Prod, value);
        return product >= 0 ? product : withConstant(i, PointwiseOp::Div, 1 / value);
    }
    bool isShiftedClip(int i, int x) const {
        const PointwiseStep& s = step(i);
        return s.op == PointwiseOp::Clip && s.alpha == 0 && s.beta == 6 && withConstant(s.a, PointwiseOp::Sum, 3) == x;
    }
    bool isHardGate(int i, int x) const {
        const PointwiseStep& s = step(i);
        if (s.op == PointwiseOp::HardSigmoid && isClose(s.alpha, 1.0F / 6) && s.beta == 0.5F) return s.a == x;
        const int clip = scaled(i, 1.0F / 6);
        return clip >= 0 && isShiftedClip(clip, x);
    }
    /// sigmoid(x) or sigmoid(alpha x) at step `i`; 0 if it is neither.
    float sigmoidScale(int i, int x) const {
        if (step(i).op != PointwiseOp::Sigmoid) return 0;
        const int inner = step(i).a;
        if (inner == x) return 1;
        const PointwiseStep& s = step(inner);
        if (s.op != PointwiseOp::Prod) return 0;
        const int factor = other(inner, x);
        return factor >= 0 && step(factor).op == PointwiseOp::Constant ? step(factor).alpha : 0;
    }
    /// 1 + erf(x / sqrt 2)
    bool isGeluGate(int i, int x) const {
        const int erf = withConstant(i, PointwiseOp::Sum, 1);
        if (erf < 0 || step(erf).op != PointwiseOp::Erf) return false;
        return scaled(step(erf).a, 0.70710678F) == x;
    }
    /// Every spelling of x (1 + erf(x / sqrt 2)) / 2; the argument, or -1.
    int gelu(int at) const {
        if (const int whole = scaled(at, 0.5F); whole >= 0 && step(whole).op == PointwiseOp::Prod) {
            const PointwiseStep& s = step(whole);
            if (isGeluGate(s.b, s.a)) return s.a;
            if (isGeluGate(s.a, s.b)) return s.b;
        }
        const PointwiseStep& s = step(at);
        if (s.op != PointwiseOp::Prod) return -1;
        for (const auto& [x, gate] : {std::pair{s.a, s.b}, std::pair{s.b, s.a}}) {
            if (const int half = scaled(gate, 0.5F); half >= 0 && isGeluGate(half, x)) return x;
            if (const int half = scaled(x, 0.5F); half >= 0 && isGeluGate(gate, half)) return half;
        }
        return -1;
    }
    /// x gate(x) for a product at step `at`.
    std::optional<ActivationPattern> gated(int at) const {
        const PointwiseStep& s = step(at);
        for (const auto& [x, gate] : {std::pair{s.a, s.b}, std::pair{s.b, s.a}}) {
            if (const float scale = sigmoidScale(gate, x); scale != 0)
                return ActivationPattern{dnnl::algorithm::eltwise_swish, scale, 0, x};
            if (isHardGate(gate, x)) return ActivationPattern{dnnl::algorithm::eltwise_hardswish, 0, 0, x};
        }
        return std::nullopt;
    }
};

}  // namespace

std::optional<ActivationPattern> matchActivation(const PointwiseProgram& program, int at) {
    const Matcher match{program};
    const PointwiseStep& step = match.step(at);
    if (step.op != PointwiseOp::Prod && step.op != PointwiseOp::Div) return std::nullopt;
    if (const int x = match.gelu(at); x >= 0)
        return ActivationPattern{dnnl::algorithm::eltwise_gelu_erf, 0, 0, x};
    if (const int product = match.scaled(at, 1.0F / 6); product >= 0 && match.step(product).op == PointwiseOp::Prod) {
        const PointwiseStep& s = match.step(product);
        if (match.isShiftedClip(s.b, s.a)) return ActivationPattern{dnnl::algorithm::eltwise_hardswish, 0, 0, s.a};
        if (match.isShiftedClip(s.a, s.b)) return ActivationPattern{dnnl::algorithm::eltwise_hardswish, 0, 0, s.b};
    }
    return step.op == PointwiseOp::Prod ? match.gated(at) : std::nullopt;
}

}  // namespace planscope::kernels::onednn
