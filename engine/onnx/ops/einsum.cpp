// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/einsum.h"

#include "engine/base/check.h"
#include "engine/onnx/node_import.h"

namespace planscope::onnx::ops::einsum {
namespace {

Result<Outputs> importEinsum(NodeImport& node) {
    PS_ASSIGN(const std::vector<TensorId> inputs, node.allInputs());
    PS_CHECK(node.hasAttribute("equation"), Code::Attribute, "attribute 'equation' is missing");
    PS_ASSIGN(const std::string_view equation, node.text("equation", ""));
    return node.finish(layers::einsum::def, inputs, Attrs::of(layers::einsum::Attrs{.equation = std::string(equation)}));
}

constexpr OnnxOpDef kOps[] = {
    {"", "Einsum", {12, kNewestOpset}, importEinsum},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::einsum
