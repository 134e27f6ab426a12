// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/scope/question.h"

#include <optional>

/// What the rules of the DLA ask of a layer before they judge it.
namespace planscope::scope::dla {

/// All of its outputs are known when the engine is built, so that no device runs it.
bool isKnownAtBuild(const Network& network, const Layer& layer);
/// The tensor is known when the engine is built, also where Q/DQ lies between it and constants.
bool isKnownAtBuild(const Network& network, TensorId id);
/// It is to run on the DLA: the layer's own device, or the default one; false for what is known at build time.
bool isMeant(const Subject& subject);
/// The device that is asked for this layer by name.
std::optional<Device> explicitDevice(const Subject& subject);

/// FP16 or INT8 where the DLA can compute it; Fp32 or Other where it cannot. INT8 needs a range of every tensor.
Precision precisionOf(const Subject& subject);
/// The largest magnitude of a tensor; nothing where none was given.
std::optional<float> rangeOf(const Question& question, TensorId id);
/// Real tensors that it reads or writes at run time.
std::vector<TensorId> realTensors(const Subject& subject);
/// Real tensors of the layer that have no range.
std::vector<TensorId> tensorsWithoutRange(const Subject& subject);

bool isXavier(const Question& question);
bool isOrin(const Question& question);
constexpr std::int64_t roundUp(std::int64_t value, std::int64_t step) { return (value + step - 1) / step * step; }

/// The format of an input or output of the network; linear where none was given.
Format inputFormat(const Question& question, std::size_t index);
Format outputFormat(const Question& question, std::size_t index);
/// A packed image format (kDLA_HWC4).
bool isImageFormat(Format format);
/// What an input is bound as; what the network says where nothing is given, or where the tensor is no input.
DataType inputType(const Question& question, TensorId id);
/// The input of the network that is this tensor has a packed image format.
bool isImageInput(const Question& question, TensorId id);

/// A shuffle that changes extents other than by a transpose.
bool isReshape(const Network& network, LayerId id);
/// A reshape that makes an input of the layer or reads an output of it; invalid where there is none.
LayerId adjacentReshape(const Subject& subject);

/// Banks of the convolution buffer that weights and data take, of kBanks.
struct BufferUse {
    std::int64_t weightBanks = 0, dataBanks = 0;
    std::int64_t sum() const { return weightBanks + dataBanks; }
};
inline constexpr std::int64_t kBanks = 16;
/// weights: ceil(roundUp(C Kh Kw b, 128) / 32768); data: ceil(ceil(ceil(C b / 32) W / 4) ((Kh - 1) dilation + 1) / 256).
/// @param channels  per group; @param bytes  1 for INT8, 2 for FP16
BufferUse bufferUse(std::int64_t channels, std::int64_t kernelHeight, std::int64_t kernelWidth, std::int64_t width, std::int64_t dilationHeight, int bytes);

}  // namespace planscope::scope::dla
