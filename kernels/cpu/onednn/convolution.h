// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/onednn/epilogue.h"
#include "kernels/cpu/onednn/primitive.h"

namespace planscope::kernels::onednn {

/// A convolution, or a deconvolution, of Float tensors.
struct ConvolutionSpec {
    TensorView in;           ///< [N,C,spatial...], data unused
    TensorView weights;      ///< [K,C/groups,kernel...], of a deconvolution [C,K/groups,kernel...]; data set: packed
    TensorView bias;         ///< [K] or rank 0 for none; data set
    TensorView out;          ///< [N,K,spatial...], data unused
    Dims stride, dilation;   ///< one entry per spatial axis, dilation 1 is dense
    Dims prePadding;         ///< what is missing at the end follows from the extents
    int groups = 1;
    Epilogue epilogue;
};

/// Every implementation that oneDNN offers in the given formats, in its order of preference, without its reference
/// implementations. Names of implementations that start from a copy of the residual input end in "+copy".
/// @return a sentence why there is none
Expected<std::vector<Implementation>> convolutionImplementations(const ConvolutionSpec& spec);
Expected<std::vector<Implementation>> deconvolutionImplementations(const ConvolutionSpec& spec);

/// @param name  one of those
Expected<std::unique_ptr<Primitive>> makeConvolution(const ConvolutionSpec& spec, const std::string& name);
Expected<std::unique_ptr<Primitive>> makeDeconvolution(const ConvolutionSpec& spec, const std::string& name);

}  // namespace planscope::kernels::onednn
