// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/convolution.h"

#include "engine/devices/cpu/depthwise.h"
#include "engine/devices/cpu/direct_convolution.h"
#include "engine/devices/cpu/int8_product.h"
#include "engine/devices/cpu/onednn_convolution.h"
#include "engine/devices/cpu/plane_convolution.h"

namespace planscope::devices::cpu::convolution {
namespace {

namespace onednn = kernels::onednn;

struct Kind {
    using Attrs = layers::convolution::Attrs;
    static constexpr std::string_view fusedName = "convolution.cpu.onednn";

    static layers::Window resolve(const Attrs& attrs, const Dims& input, const Dims& weights) {
        return layers::convolution::resolve(attrs, input, weights);
    }
    static auto implementations(const onednn::ConvolutionSpec& spec) { return onednn::convolutionImplementations(spec); }
    static auto make(const onednn::ConvolutionSpec& spec, const std::string& algorithm) { return onednn::makeConvolution(spec, algorithm); }
};
using Onednn = OnednnConvolution<Kind>;

constexpr TacticDef kFused{Kind::fusedName, 1, false, Onednn::accepts, Onednn::variants, Onednn::lower};

constexpr TacticDef kThenPointwise{"convolution.cpu.onednn_then_pointwise", 3, false, Onednn::acceptsThen, Onednn::variantsThen, Onednn::lowerThen};

constexpr TacticDef kDepthwise{"convolution.cpu.depthwise", 2, false, depthwise::accepts, depthwise::variants, depthwise::lower};

constexpr TacticDef kDirect{"convolution.cpu.direct", 1, false, direct_convolution::accepts, direct_convolution::variants, direct_convolution::lower};

constexpr TacticDef kPlanes{"convolution.cpu.planes", 1, false, plane_convolution::accepts, plane_convolution::variants, plane_convolution::lower};

constexpr TacticDef kIntegers{"convolution.cpu.int8", 1, false, int8_product::acceptsConvolution, int8_product::variants, int8_product::lower};

constexpr const TacticDef* kTactics[] = {&kDirect, &kPlanes, &kFused, &kThenPointwise, &kDepthwise, &kIntegers};

}  // namespace

extern constinit const TacticList list{layers::convolution::kind, kTactics};

}  // namespace planscope::devices::cpu::convolution
