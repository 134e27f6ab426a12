// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/onednn/epilogue.h"
#include "kernels/cpu/onednn/prepared_primitive.h"

namespace planscope::kernels::onednn {

/// An epilogue in oneDNN's terms.
struct PostOps {
    struct Operand {
        int position;  ///< among the post-ops
        int operand;   ///< among Epilogue::operands
        dnnl::memory::desc desc;
    };
    dnnl::post_ops ops;
    std::vector<Operand> binaries;
    int copiedOperand = -1;  ///< operand that the output starts as

    dnnl::primitive_attr attributes() const;
};

/// Translates an epilogue that is one chain of operations that oneDNN has. The order and the values are those of the
/// program up to rounding.
/// @param outDims, outFormat  of the operation's result
/// @return one sentence naming the first operation that cannot be expressed
Expected<PostOps> translate(const Epilogue& epilogue, ResidualMode mode, const Dims& outDims, Format outFormat);

/// Whether CopyFirst would differ from Binary: some operand that is no constant has the output's dims and is added.
bool hasResidual(const Epilogue& epilogue, const Dims& outDims);

/// Gives `primitive` the operands of its post-ops.
void bindOperands(PreparedPrimitive& primitive, const PostOps& postOps, const Epilogue& epilogue,
                  const dnnl::engine& engine);

}  // namespace planscope::kernels::onednn
