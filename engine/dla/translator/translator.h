// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"

#include <map>
#include <string>
#include <vector>

namespace planscope::dla {

/// A network whose quantisation was explicit, as the DLA takes it: by scales of tensors.
struct Translation {
    Network network;                                       ///< without Q/DQ of what is computed at run time; weights keep theirs
    std::map<std::string, float, std::less<>> scales{};     ///< by tensors of `network`: x = scale * q, q in [-127, 127]
    std::vector<std::string> int8Layers{};                 ///< those that read dequantised tensors only
    std::vector<std::string> missing{};                    ///< tensors of these that have no scale, each once: such layers run in FP16
    std::vector<std::string> problems{};                   ///< what is lost, a sentence each
};

/// Takes out quantize and dequantize at run time and gives their scales to the tensors that they stood at; two scales at one tensor: the
/// larger counts. Ranges that are not symmetric become the symmetric ones that hold them. Layers that only move or choose elements pass scales on, both ways, and the tensor in front of an activation that
/// nothing else reads takes the activation's, since both run as one.
/// @errors Code::Graph where the network does not hold together without them
Result<Translation> translate(const Network& network);

}  // namespace planscope::dla
