// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {

/// How an index tensor selects data. ONNX: Gather, GatherElements, GatherND.
enum class GatherMode : std::uint8_t { Default, Element, Nd };

/// How an index tensor places updates. ONNX: ScatterElements, ScatterND.
enum class ScatterMode : std::uint8_t { Element, Nd };

}  // namespace planscope
