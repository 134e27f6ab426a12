// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"

#include <string>
#include <vector>

namespace planscope::onnx {

/// An open axis of an input of a network.
struct OpenAxis {
    std::string input;
    int axis = 0;
    std::string name;  ///< of its extent; empty where it has none
};

/// The open axes that a value follows from: the first that decides it alone, or all where only all of them do. Empty where the
/// value depends on data.
std::vector<OpenAxis> decidingAxes(const Network& network, TensorId value);

}  // namespace planscope::onnx
