// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/builder/builder.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace planscope::accuracy {

/// How far numbers are from the same numbers in FP32, over all batches.
struct Deviation {
    double cosine = 1;       ///< of all numbers as one vector; 1 where both are zero
    double maxAbs = 0;
    double meanAbs = 0;
    std::size_t notFinite = 0;  ///< numbers that are not finite in one of both; left out of the others
};

struct TensorDeviation {
    std::string tensor;      ///< as the model calls it
    Deviation deviation;
};

struct OutputAccuracy {
    std::string output;
    Deviation deviation;
    /// Share of samples whose largest entry is the same as in FP32; none where the output is no list of classes per sample.
    std::optional<double> top1Agreement;
    /// Share of samples whose largest entry is the label; none without labels.
    std::optional<double> top1;
};

struct PrecisionAccuracy {
    std::string precision;                  ///< "fp16"
    std::vector<OutputAccuracy> outputs;    ///< of the engine as it is built for use
    /// Tensors between the fused layers of the FP32 engine, in their order. They are looked at in an engine of their own whose
    /// layers are kept apart there.
    std::vector<TensorDeviation> layers;
    std::vector<PrecisionRecord> precisions;  ///< what each layer got, with its weights that FP16 cannot hold
    std::vector<Error> warnings;
};

struct Report {
    std::size_t batches = 0, samples = 0;
    std::vector<OutputAccuracy> fp32;       ///< against itself: top1 is of interest
    std::vector<PrecisionAccuracy> precisions;
};

/// One precision to look at. @pre BuildOptions::device is one that runs here
struct Variant {
    std::string name;
    BuildOptions options;
};

struct Data {
    std::size_t batches = 0;
    std::function<Result<std::vector<ConstantPtr>>(std::size_t batch)> inputs;
    std::function<std::vector<std::int64_t>(std::size_t batch)> labels;  ///< a class per sample; empty lists where there are none
};

struct Options {
    BuildOptions fp32;
    bool looksAtLayers = true;
    std::uint64_t observedBytes = std::uint64_t{256} << 20;  ///< of FP32 tensors that are looked at in one run
};

/// Called before each batch with "outputs" or "layers". Must return quickly.
using ProgressFn = std::function<void(std::string_view stage, std::size_t done, std::size_t total)>;

/// Builds a network of fixed shapes in FP32 and in each variant and runs all batches through all of them.
/// @errors those of the builds and of the data; Code::Option for no batch and for open shapes; Code::Cancelled
Result<Report> measure(const Network& network, const Data& data, std::span<const Variant> variants, const Options& options, const ProgressFn& progress,
                       std::stop_token stop);

}  // namespace planscope::accuracy
