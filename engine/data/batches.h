// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/constant.h"

#include <array>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace planscope {
class Network;
}

namespace planscope::data {

/// An input that data are wanted for. All dims are numbers; the first one is the batch.
struct InputInfo {
    std::string name;
    DataType type = DataType::Float;
    Dims dims;
};

/// Those of a network with fixed shapes, in their order.
std::vector<InputInfo> inputsOf(const Network& network);

/// How pictures become numbers: (sample * scale - mean) / deviation per channel, samples from 0 to 255.
struct PictureOptions {
    float scale = 1.0F / 255;
    std::array<float, 3> mean{0, 0, 0}, deviation{1, 1, 1};  ///< of red, green and blue, in this order
    bool isBgr = false;          ///< blue first in the input
    bool isChannelLast = false;  ///< the input is [N,H,W,C]
};

/// Data for inferences, one batch at a time. Used by one thread at a time.
class Batches {
public:
    virtual ~Batches() = default;
    virtual std::size_t count() const = 0;
    /// In the order of the inputs, with their types and dims. @errors Code::File, Code::Format, Code::Shape, Code::DataType with
    /// the file as subject
    virtual Result<std::vector<ConstantPtr>> inputs(std::size_t batch) const = 0;
    /// What the model should answer, in the order of its outputs; empty where nobody stored it.
    virtual Result<std::vector<ConstantPtr>> outputs(std::size_t) const { return std::vector<ConstantPtr>{}; }
    /// The right class of each sample of the batch; empty where nobody stored it.
    virtual std::vector<std::int64_t> labels(std::size_t) const { return {}; }
};

/// What `path` holds:
/// - a folder of ONNX test data: test_data_set_N with input_0.pb ... (and output_0.pb ...), or one such set itself: a batch per set;
/// - an .npz file (an array per input, by name; the only one where there is one input; `labels`) or an .npy file for a model of one
///   input: arrays are single batches, or have more samples in their first axis, which are split;
/// - a picture (PNG, JPEG) or a folder of them in the order of their names, for a model of one input of 1 or 3 channels: they are
///   resized to its height and width; labels.txt beside them has lines "name label".
/// A rest that does not fill a batch is left out.
/// @errors Code::File, Code::Format, Code::Shape, Code::DataType, Code::Limit with the file as subject, or Code::Option where the
///         data do not go with the inputs
Result<std::unique_ptr<Batches>> openBatches(const std::filesystem::path& path, std::span<const InputInfo> inputs, const PictureOptions& pictures = {});

}  // namespace planscope::data
