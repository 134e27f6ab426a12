// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/standard/placed_constants.h"
#include "engine/shapes/tensor_uses.h"

namespace planscope {

/// An open engine with its constants on a device, those of all bodies included. Shared by contexts; immutable.
class LoadedOpenEngine {
public:
    std::shared_ptr<const Engine> engine;
    std::shared_ptr<const Device> device;
    std::shared_ptr<const PlacedConstants> constants;  ///< one for an engine and its bodies
    shapes::TensorUses uses;
    /// Per control step of `uses.control`: its bodies.
    std::vector<std::vector<std::shared_ptr<const LoadedOpenEngine>>> bodies;
};

/// @errors Code::Version if the engine was built for another device or fingerprint; Code::Memory
Result<std::shared_ptr<const LoadedOpenEngine>> loadOpenEngine(Engine engine, std::shared_ptr<const Device> device);

}  // namespace planscope
