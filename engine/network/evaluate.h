// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"

#include <span>

namespace planscope {

/// Runs one layer, epilogue included, by the reference kernels on host memory. All views are Linear; `inputs` in the
/// order of Layer::inputs. Slow and exact: the oracle of every test, and what folds constants.
/// @errors Code::Value if the kernel refuses the values (an index out of range); Code::Bug otherwise
Status evaluateLayer(const Network& network, const Layer& layer, std::span<const TensorView> inputs,
                     std::span<const TensorView> outputs);

/// The same on parts, for callers that have no network.
/// @param anchor  with the types that the tensors have in memory
Status evaluateFused(const LayerView& anchor, const PointwiseProgram& epilogue, Numerics numerics, std::span<const TensorView> inputs,
                     std::span<const TensorView> outputs);

/// The extents of all outputs but the last of a kind with LayerDef::bound, from the list that its kernel wrote into the last.
/// @param outputs  Linear, with the bound's dims
/// @errors Code::Bug for extents that the bound does not hold
Result<std::vector<Dims>> writtenExtents(const LayerDef& def, std::span<const TensorView> outputs);

/// Runs one layer on values of its inputs, in the order of Layer::inputs. Open extents follow from the values, extents that
/// depend on data from the kernel. @errors those of the layer on these values
Result<std::vector<ConstantPtr>> evaluateLayer(const Network& network, const Layer& layer, std::span<const ConstantPtr> inputs);

/// Runs a whole network on constants bound to its inputs, in the order of Network::inputs(); returns the outputs in the
/// order of Network::outputs().
/// @errors those of the layers on these values; Code::Shape where one open extent would have to be two numbers
Result<std::vector<ConstantPtr>> evaluateNetwork(const Network& network, std::span<const ConstantPtr> inputs);

/// An uninitialised constant-sized buffer and its view.
struct HostTensor {
    std::vector<std::byte> bytes;
    TensorView view;
    static HostTensor make(DataType type, const Dims& dims);
};

}  // namespace planscope
