// SPDX-License-Identifier: Apache-2.0
// matrix_multiply(a, b) + constant becomes the product's bias. The constant must broadcast to the product without growing it.
#include "engine/layers/elementwise.h"
#include "engine/layers/matrix_multiply.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"

namespace planscope::passes::fold_bias_into_matrix_multiply {
namespace {

using layers::elementwise::ElementwiseKind;

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& sum = network.layer(id);
    if (!isPlain(sum) || sum.attrs.as<layers::elementwise::Attrs>().kind != ElementwiseKind::Sum) return std::nullopt;
    for (int slot = 0; slot < 2; ++slot) {
        const TensorId bias = sum.inputs[static_cast<std::size_t>(1 - slot)];
        if (!network.tensor(bias).constant || network.tensor(bias).type != DataType::Float) continue;
        const auto productId = ownedProducer(network, id, slot, layers::matrix_multiply::kind, declines);
        if (!productId) continue;
        const Layer& product = network.layer(*productId);
        const bool sameDims = network.tensor(product.outputs[0]).dims == network.tensor(sum.outputs[0]).dims;
        if (!isPlain(product) || product.inputs.size() != 2) declines.because("'{}' has a bias already", product.name);
        else if (!sameDims) declines.because("the constant '{}' makes the product larger", network.tensor(bias).name);
        if (!isPlain(product) || product.inputs.size() != 2 || !sameDims) continue;
        Patch patch(network, "'" + sum.name + "' is the bias of '" + product.name + "'");
        const TensorId out = patch.addLayer({.name = joinedName(product, sum), .def = product.def, .attrs = product.attrs,
                                             .inputs = {product.inputs[0], product.inputs[1], bias},
                                             .origins = joinedOrigins(product, sum),
                                             .outputNames = {network.tensor(sum.outputs[0]).name}});
        patch.redirect(sum.outputs[0], out);
        patch.drop(id);
        patch.drop(*productId);
        return patch;
    }
    return std::nullopt;
}

constexpr LayerKind kAnchors[] = {layers::elementwise::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "fold_bias_into_matrix_multiply", .before = "matrix_multiply(a, b) + c", .after = "matrix_multiply(a, b, c)",
                     .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::fold_bias_into_matrix_multiply
