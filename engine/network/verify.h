// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"

namespace planscope {

/// Checks every law of Network again: single producers, no cycle, no dangling tensor, outputs exist, inference agrees
/// with the stored types and dims, element limits. Linear in the size of the network.
/// @errors Code::Graph, Code::Shape, Code::DataType, Code::Limit naming the layer or tensor
Status verify(const Network& network);

}  // namespace planscope
