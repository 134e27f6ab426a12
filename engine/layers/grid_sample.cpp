// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/grid_sample.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/grid_sample.h"

namespace planscope::layers::grid_sample {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::mode>("mode", "how elements between the data's are interpolated"),
    attrField<&Attrs::sampleMode>("sampleMode", "what positions outside the data read: fill (0), clamp or reflect"),
    attrField<&Attrs::alignCorners>("alignCorners", "-1 and 1 are the centres of the border elements, not their edges"),
};

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 2));
    PS_TRY(checkFloat(layer, 0));
    PS_TRY(checkFloat(layer, 1));
    const auto& attrs = layer.attrs<Attrs>();
    PS_CHECK(attrs.sampleMode != SampleMode::StrictBounds && attrs.sampleMode != SampleMode::Wrap,
             Code::Attribute,
             "sampleMode is {}; fill, clamp and reflect are possible",
             word(attrs.sampleMode));
    const Dims &in = layer.input(0).dims, &grid = layer.input(1).dims;
    PS_CHECK(in.rank == 4, Code::Shape, "the data {} must have rank 4", toString(in));
    PS_CHECK(grid.rank == 4 && extent::mayEqual(grid[3], 2) && extent::mayEqual(grid[0], in[0]),
             Code::Shape,
             "the grid is {}, expected {} by any two extents by 2",
             toString(grid),
             extentText(in[0]));
    PS_CHECK(mayReach(in[2], 1) && mayReach(in[3], 1), Code::Shape, "the data {} has no elements to sample", toString(in));
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const Dims &in = layer.input(0).dims, &grid = layer.input(1).dims;
    const Dims dims{in[0], in[1], grid[1], grid[2]};
    PS_TRY(within("output", checkedVolume(dims)).map([](std::int64_t) {}));
    return std::vector<TensorType>{{DataType::Float, dims}};
}

/// A multiply-add per neighbour and output element.
double flops(const LayerView& layer, std::span<const TensorType> outputs) {
    constexpr double kNeighbours[] = {1, 4, 16};
    const auto mode = static_cast<std::size_t>(layer.attrs<Attrs>().mode);
    return 2 * kNeighbours[mode] * static_cast<double>(outputs[0].dims.volume());
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::gridSample(inputs[0], inputs[1], outputs[0], argsOf(layer.attrs<Attrs>()));
}

}  // namespace

GridSampleArgs argsOf(const Attrs& attrs) {
    return {.mode = attrs.mode, .sampleMode = attrs.sampleMode, .alignCorners = attrs.alignCorners};
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::DataMovement,
    .doc = "The data at positions that a second tensor gives.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::grid_sample
