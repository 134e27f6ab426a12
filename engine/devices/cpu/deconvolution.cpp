// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/deconvolution.h"

#include "engine/devices/cpu/subpixel.h"
#include "engine/devices/cpu/onednn_convolution.h"

namespace planscope::devices::cpu::deconvolution {
namespace {

namespace onednn = kernels::onednn;

struct Kind {
    using Attrs = layers::deconvolution::Attrs;
    static constexpr std::string_view fusedName = "deconvolution.cpu.onednn";

    static layers::Window resolve(const Attrs& attrs, const Dims& input, const Dims& weights) {
        return layers::deconvolution::resolve(attrs, input, weights);
    }
    static auto implementations(const onednn::ConvolutionSpec& spec) { return onednn::deconvolutionImplementations(spec); }
    static auto make(const onednn::ConvolutionSpec& spec, const std::string& algorithm) { return onednn::makeDeconvolution(spec, algorithm); }
};
using Onednn = OnednnConvolution<Kind>;

constexpr TacticDef kFused{Kind::fusedName, 1, false, Onednn::accepts, Onednn::variants, Onednn::lower};

constexpr TacticDef kThenPointwise{"deconvolution.cpu.onednn_then_pointwise", 2, false, Onednn::acceptsThen, Onednn::variantsThen, Onednn::lowerThen};

constexpr TacticDef kSubpixel{"deconvolution.cpu.subpixel", 1, false, subpixel::accepts, subpixel::variants, subpixel::lower};

constexpr const TacticDef* kTactics[] = {&kSubpixel, &kFused, &kThenPointwise};

}  // namespace

extern constinit const TacticList list{layers::deconvolution::kind, kTactics};

}  // namespace planscope::devices::cpu::deconvolution
