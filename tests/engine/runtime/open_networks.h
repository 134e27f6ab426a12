// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/tactic.h"
#include "engine/network/network.h"
#include "engine/plan/profile.h"

namespace planscope::runtime_tests {

/// Networks that exist for open extents and for numbers alike: the same layers, so that one is the reference of the other.

/// x [batch,3,side,side] -> convolution, relu, pooling -> p; reshaped to [batch,-1] by arithmetic on its shape -> softmax -> y.
Network imageNetwork(std::int64_t batch, std::int64_t side);

/// s = a + b, both [rows,4].
Network sumNetwork(std::int64_t rowsOfA, std::int64_t rowsOfB);

/// y = x [elements], reshaped to what the Int32 [2] input `dims` says.
Network reshapeNetwork(std::int64_t elements);

/// y = x [elements], reshaped to [m, -1] where m is the largest element of x, which is known on the device only.
Network dividedNetwork(std::int64_t elements);

/// The positive elements of x [elements], doubled -> y, and the sum of y -> t. Uses a kind of these tests whose extents depend on
/// data; only testDevice() runs it.
Network positivesNetwork(std::int64_t elements);

/// The CPU device with one thread and the kinds of these tests.
std::shared_ptr<const Device> testDevice();

/// [size] of data, from -1 to 1.
std::vector<float> ramp(std::size_t size);

}  // namespace planscope::runtime_tests
