// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/pointwise_form.h"

#include "engine/layers/activation.h"
#include "engine/layers/cast.h"
#include "engine/layers/elementwise.h"
#include "engine/layers/identity.h"
#include "engine/layers/parametric_relu.h"
#include "engine/layers/pointwise.h"
#include "engine/layers/select.h"
#include "engine/layers/unary.h"

namespace planscope::layers {
namespace {

struct Row {
    LayerKind kind;
    PointwiseProgram (*programOf)(const LayerView&);
};

constexpr Row kRows[] = {
    {activation::kind, activation::programOf},
    {cast::kind, cast::programOf},
    {elementwise::kind, elementwise::programOf},
    {identity::kind, identity::programOf},
    {parametric_relu::kind, parametric_relu::programOf},
    {pointwise::kind, pointwise::programOf},
    {select::kind, select::programOf},
    {unary::kind, unary::programOf},
};

}  // namespace

std::optional<PointwiseProgram> pointwiseForm(const LayerView& layer) {
    for (const Row& row : kRows)
        if (row.kind == layer.def().kind) return row.programOf(layer);
    return std::nullopt;
}

}  // namespace planscope::layers
