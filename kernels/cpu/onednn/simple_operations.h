// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/pooling_kind.h"
#include "kernels/cpu/onednn/epilogue.h"
#include "kernels/cpu/onednn/primitive.h"

/// Operations of oneDNN without weights. Views describe; their data is unused.
namespace planscope::kernels::onednn {

/// Pooling of a Float tensor; input and output have one format.
struct PoolingSpec {
    TensorView in, out;
    bool average = false;
    bool excludePadding = true;
    Dims window, stride, prePadding;  ///< one entry per spatial axis
    Epilogue epilogue;
};
Expected<std::vector<Implementation>> poolingImplementations(const PoolingSpec& spec);
Expected<std::unique_ptr<Primitive>> makePooling(const PoolingSpec& spec, const std::string& name);

struct SoftmaxSpec {
    TensorView in, out;
    int axis = 0;
    bool log = false;
};
Expected<std::vector<Implementation>> softmaxImplementations(const SoftmaxSpec& spec);
Expected<std::unique_ptr<Primitive>> makeSoftmax(const SoftmaxSpec& spec, const std::string& name);

/// A copy into another format. oneDNN names its one choice.
struct ReorderSpec {
    TensorView in, out;
};
Expected<std::vector<Implementation>> reorderImplementations(const ReorderSpec& spec);
Expected<std::unique_ptr<Primitive>> makeReorder(const ReorderSpec& spec, const std::string& name);

}  // namespace planscope::kernels::onednn
