// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/pipeline.h"

namespace planscope::passes {

namespace dequantize_after_movement {
extern const RewriteDef def;
}
namespace drop_dead_layers {
extern const RewriteDef def;
}
namespace drop_identities {
extern const RewriteDef def;
}
namespace drop_requantization {
extern const RewriteDef def;
}
namespace fold_affine_into_convolution {
extern const RewriteDef def;
}
namespace fold_affine_into_normalization {
extern const RewriteDef def;
}
namespace fold_bias_into_matrix_multiply {
extern const RewriteDef def;
}
namespace fold_constants {
extern const RewriteDef def;
}
namespace fold_padding_into_convolution {
extern const RewriteDef def;
}
namespace fold_transpose_into_reduce {
extern const RewriteDef def;
}
namespace fold_transposes_into_attention {
extern const RewriteDef def;
}
namespace fuse_attention {
extern const RewriteDef def;
}
namespace fuse_epilogues {
extern const RewriteDef def;
}
namespace fuse_group_normalization {
extern const RewriteDef def;
}
namespace fuse_normalization {
extern const RewriteDef def;
}
namespace fuse_pointwise_chains {
extern const RewriteDef def;
}
namespace fuse_softmax {
extern const RewriteDef def;
}
namespace gather_to_slice {
extern const RewriteDef def;
}
namespace layers_to_pointwise {
extern const RewriteDef def;
}
namespace merge_duplicates {
extern const RewriteDef def;
}
namespace merge_shuffles {
extern const RewriteDef def;
}
namespace nest_concatenations {
extern const RewriteDef def;
}
namespace merge_siblings {
extern const RewriteDef def;
}
namespace quantize_before_movement {
extern const RewriteDef def;
}
namespace quantize_products {
extern const RewriteDef def;
}
namespace quantizers_to_pointwise {
extern const RewriteDef def;
}
namespace reduce_to_pooling {
extern const RewriteDef def;
}
namespace repeat_integer_programs {
extern const RewriteDef def;
}
namespace scale_to_pointwise {
extern const RewriteDef def;
}

namespace {

/// The order is the design; each row says why it stands there. Every row runs to its fixed point.
constexpr PipelineRow kRows[] = {
    {"quantise", &quantize_before_movement::def, "data moves as integers; before folding, which would turn integer weights into numbers"},
    {"quantise", &dequantize_after_movement::def, "the same from the other side"},
    {"quantise", &drop_requantization::def, "pairs that met"},
    {"quantise", &quantize_products::def, "the weights are still integers, and nothing else has looked at the products"},
    {"cleanup", &fold_constants::def, "so that shape arithmetic and constant branches are gone before anything looks at them"},
    {"cleanup", &drop_identities::def, "identities hide neighbours from every later rewrite"},
    {"cleanup", &drop_dead_layers::def, "what folding left unread must not keep tensors from being read once"},
    {"cleanup", &merge_duplicates::def, "before fusion, which would give equal layers different epilogues"},
    {"regions", &fuse_normalization::def, "while every step of the formula is a layer of its own"},
    {"regions", &fuse_group_normalization::def, "before its reshapes are merged with others"},
    {"regions", &fold_affine_into_normalization::def, "scales and shifts of both"},
    {"regions", &fuse_softmax::def, "spellings of the softmax that attention looks for"},
    {"regions", &fuse_attention::def, "before scale and mask become programs or epilogues of the products"},
    {"regions", &fold_constants::def, "masks of an attention that became one"},
    {"regions", &fold_transposes_into_attention::def, "while transposes are layers of their own"},
    {"regions", &drop_dead_layers::def, "transposes that every attention does itself"},
    {"canonicalise", &gather_to_slice::def, "what is left around it may be merged with other shuffles"},
    {"canonicalise", &merge_shuffles::def, "chains of transposes and reshapes become one shuffle or nothing"},
    {"canonicalise", &drop_identities::def, "inverse shuffles were merged into shuffles that move nothing"},
    {"canonicalise", &nest_concatenations::def, "once equal tensors are one and nothing stands between them"},
    {"canonicalise", &fold_transpose_into_reduce::def, "once shuffles are merged, and before reductions are poolings"},
    {"canonicalise", &reduce_to_pooling::def, "the last spelling of a mean that no region took"},
    {"canonicalise", &merge_shuffles::def, "what both leave behind"},
    {"fold", &fold_padding_into_convolution::def, "while padding is still a slice right before its convolution"},
    {"fold", &fold_affine_into_convolution::def, "before scales and constant sums become pointwise programs"},
    {"fold", &fold_bias_into_matrix_multiply::def, "the same for products"},
    {"canonicalise", &scale_to_pointwise::def, "scales that no convolution took"},
    {"canonicalise", &layers_to_pointwise::def, "one spelling for everything that works on single elements"},
    {"canonicalise", &quantizers_to_pointwise::def, "the last spelling, so that every reader that is a program can take its dequantizer"},
    {"fuse", &fuse_pointwise_chains::def, "before epilogues, so that x * sigmoid(x) reads x through one layer"},
    {"fuse", &repeat_integer_programs::def, "once chains are whole, and before an anchor takes a program"},
    {"fuse", &fuse_epilogues::def, "last: whole programs move into their anchors"},
    {"fuse", &merge_siblings::def, "whole layers with their epilogues"},
    {"fuse", &drop_dead_layers::def, "paddings whose every convolution pads itself"},
};

}  // namespace

std::span<const PipelineRow> pipeline() { return kRows; }

}  // namespace planscope::passes
