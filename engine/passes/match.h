// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/passes/declines.h"

#include <optional>

namespace planscope::passes {

/// Questions that rewrites ask about the surroundings of a layer. All are read-only.

/// The only layer that reads `tensor`, if there is exactly one and the tensor is not a network output.
std::optional<LayerId> soleReader(const Network& network, TensorId tensor);

/// The layer that makes input `i` of `layer`, if it is of `kind` and nothing else reads what it makes.
std::optional<LayerId> ownedProducer(const Network& network, const Layer& layer, int i, const LayerKind& kind);

/// The same; says so if only other readers are in the way.
std::optional<LayerId> ownedProducer(const Network& network, LayerId layer, int i, const LayerKind& kind, Declines& declines);

/// The anchor of `layer` without epilogue and with one output, which every fold of weights needs.
bool isPlain(const Layer& layer);

/// Whether a shuffle has no epilogue and moves nothing. @pre the layer is a shuffle
bool isPureReshape(const Layer& layer);

/// What axis i of the result reads where the layer only transposes, once.
std::optional<Dims> transposeOf(const Layer& layer);

/// The position of `tensor` among the inputs of `layer`, -1 if it is not read.
int inputSlot(const Layer& layer, TensorId tensor);

/// The value of a Float constant as one number per channel of `output` (axis 1): from one element, or from `channels`
/// elements that broadcast along axis 1 only. Nothing for any other shape. @pre the number of channels is not open
std::optional<std::vector<double>> perChannel(const Constant& value, const Dims& output);

/// A Float constant of `dims` from doubles.
ConstantPtr floatConstant(const Dims& dims, const std::vector<double>& values);

/// Extents of `from`, aligned at the right, are 1 or those of `to`; open ones must be known to be the same.
bool surelyBroadcasts(const Dims& from, const Dims& to);

/// Names of two layers that became one: "Conv_0 + Relu_1".
std::string joinedName(const Layer& first, const Layer& second);

/// Origins of both layers, sorted, without repetition.
std::vector<OriginId> joinedOrigins(const Layer& first, const Layer& second);

}  // namespace planscope::passes
