// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/determinant.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/determinant.h"

namespace planscope::layers::determinant {
namespace {

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 1));
    PS_TRY(checkFloat(layer, 0));
    const Dims& in = layer.input(0).dims;
    PS_CHECK(in.rank >= 2 && extent::mayEqual(in[in.rank - 2], in[in.rank - 1]),
             Code::Shape,
             "the input {} holds no square matrices",
             toString(in));
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const Dims& in = layer.input(0).dims;
    Dims dims;
    for (int i = 0; i + 2 < in.rank; ++i) dims.push(in[i]);
    return std::vector<TensorType>{{DataType::Float, dims}};
}

/// Gaussian elimination.
double flops(const LayerView& layer, std::span<const TensorType> outputs) {
    const Dims& in = layer.input(0).dims;
    const auto n = static_cast<double>(in[in.rank - 1]);
    return 2.0 / 3 * n * n * n * static_cast<double>(outputs[0].dims.volume());
}

KernelStatus reference(const LayerView&, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::determinant(inputs[0], outputs[0]);
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::MatrixMultiply,
    .doc = "Determinants of square matrices.",
    .fields = {},
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::determinant
