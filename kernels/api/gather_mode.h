// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {

/// How an index tensor selects data. ONNX: Gather, GatherElements, GatherND.
enum class GatherMode : std::uint8_t { Default, Element, Nd };

/// How an index tensor places updates. ONNX: ScatterElements, ScatterND.
enum class ScatterMode : std::uint8_t { Element, Nd };

/// How an update meets the element it is placed at.
enum class ScatterReduction : std::uint8_t { None, Add, Mul, Max, Min };

}  // namespace planscope
