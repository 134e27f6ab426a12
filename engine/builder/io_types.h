// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"

#include <span>

namespace planscope {

/// A network whose inputs and outputs have the given types; casts stand behind and before them, quantizers where a Float tensor
/// becomes Int8. The scale of an Int8 input is that of the quantize layers that read it, of an Int8 output that of the
/// dequantize layer that makes it.
/// @param inputs, outputs  one type per input and output of the network, in their order
/// @errors Code::Option naming the tensor where its own type does not go with the one that is asked for, or it has no scale
Result<Network> withBorderTypes(const Network& network, std::span<const DataType> inputs, std::span<const DataType> outputs);

}  // namespace planscope
