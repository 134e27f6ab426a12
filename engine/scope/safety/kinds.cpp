// SPDX-License-Identifier: Apache-2.0
#include "engine/scope/safety/kinds.h"

#include <algorithm>

namespace planscope::scope::safety {
namespace {

// Named by the 8.6.12 release notes or by public safe samples, or chosen after what DLA takes; see docs/safety_rules.md.
constexpr std::string_view kInside[] = {"activation", "concatenation", "constant", "convolution", "deconvolution", "dequantize", "elementwise", "gather",
                                        "identity", "matrix_multiply", "parametric_relu", "plugin", "pooling", "quantize", "reduce", "resize",
                                        "scale", "shuffle", "slice", "softmax", "unary"};
constexpr std::string_view kDoubtful[] = {"cast", "fill", "lrn", "one_hot", "select", "top_k"};

}  // namespace

Membership membershipOf(const LayerKind& kind) {
    if (std::ranges::find(kInside, kind.name) != std::end(kInside)) return Membership::Inside;
    return std::ranges::find(kDoubtful, kind.name) != std::end(kDoubtful) ? Membership::Doubtful : Membership::Outside;
}

}  // namespace planscope::scope::safety
