// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "engine/quantization/calibration_cache.h"
#include "engine/quantization/calibrators.h"

#include <functional>
#include <stop_token>
#include <string_view>
#include <vector>

namespace planscope::calibration {

/// The inputs of one inference, in the order of the network's and with their types and dims.
using ReadBatch = std::function<Result<std::vector<ConstantPtr>>(std::size_t batch)>;

struct Progress {
    std::size_t done = 0, total = 0;  ///< inferences
};
/// Called from the calling thread before each inference. Must return quickly.
using ProgressFn = std::function<void(const Progress&)>;

struct Options {
    std::string calibrator = "entropy2";
    quantization::LegacyOptions legacy{};
    int threads = 0;  ///< 0: all processors
    /// Tensors that are looked at in one run of the network take at most so much memory, one tensor at least; a network with more
    /// is run several times per batch.
    std::uint64_t observedBytes = std::uint64_t{512} << 20;
};

struct Outcome {
    quantization::CalibrationCache cache;  ///< every Float tensor of the network that is not known before run time
    std::vector<Error> warnings;           ///< tensors that were zero throughout or had values that are no numbers
};

/// Runs a network of fixed shapes in single precision on the CPU and finds a range for each of its tensors, before any fusion,
/// so that the cache is good for every device. Deterministic for the same batches in the same order.
/// @errors Code::Option for an unknown calibrator, for no batch, and for a network that is quantised or whose shapes are open; those of
///         readBatch and of the build; Code::Cancelled
Result<Outcome> calibrate(const Network& network, std::size_t batches, const ReadBatch& readBatch, const Options& options,
                          const ProgressFn& progress, std::stop_token stop);

}  // namespace planscope::calibration
