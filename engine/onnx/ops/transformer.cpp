// SPDX-License-Identifier: Apache-2.0
// Building blocks of transformers that exporters write as one node.
#include "engine/base/check.h"
#include "engine/layers/reduce.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"

#include <algorithm>
#include <cmath>

namespace planscope::onnx::ops::transformer {
namespace {

using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

using Inputs = std::vector<std::optional<TensorId>>;

Result<TensorId> expanded(NodeImport& node, std::string_view op, Inputs inputs, std::vector<OnnxAttribute> attributes = {}) {
    PS_ASSIGN(const Outputs out, node.expand(op, std::move(inputs), std::move(attributes)));
    return out.front();
}

Result<TensorId> add(NodeImport& node, TensorId a, TensorId b) { return elementwiseStep(node, ElementwiseKind::Sum, a, b); }

std::optional<TensorId> optionalInput(const NodeImport& node, int i) {
    return node.has(i) ? std::optional(*node.input(i)) : std::nullopt;
}

/// The layer norm of `x` over its last axis, as output 0; the sums that it is the norm of as output `sum`.
Result<Outputs> finishNormalized(NodeImport& node, TensorId x, int scale, int sum) {
    PS_ASSIGN(const float epsilon, node.number("epsilon", 1e-12F));
    PS_ASSIGN(const TensorId gamma, node.input(scale));
    PS_ASSIGN(const TensorId normal, expanded(node, "LayerNormalization", {x, gamma, optionalInput(node, scale + 1)},
                                              {{"axis", std::int64_t{-1}}, {"epsilon", epsilon}}));
    PS_ASSIGN(Outputs out, finishIdentity(node, normal));
    if (!node.wants(sum)) return out;
    out.resize(static_cast<std::size_t>(sum) + 1);
    PS_ASSIGN(const Outputs sums, finishIdentity(node, x, sum));
    out[static_cast<std::size_t>(sum)] = sums.front();
    return out;
}

/// Inputs: input, skip, gamma, beta, bias.
Result<Outputs> importSkipLayerNormalization(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId skip, node.input(1));
    for (const int i : {1, 2}) PS_TRY(node.refuseOutput(i, "statistics of training"));
    PS_ASSIGN(TensorId sum, add(node, x, skip));
    if (node.has(4)) {
        PS_ASSIGN(sum, add(node, sum, *node.input(4)));
    }
    return finishNormalized(node, sum, 2, 3);
}

/// x / sqrt(mean(x^2) + epsilon) gamma over the axes from `axis` on.
Result<Outputs> finishRootMeanSquare(NodeImport& node, TensorId x, TensorId gamma, std::uint32_t axes) {
    PS_ASSIGN(const float epsilon, node.number("epsilon", 1e-5F));
    PS_ASSIGN(const TensorId square, elementwiseStep(node, ElementwiseKind::Prod, x, x));
    PS_ASSIGN(const TensorId mean, reducedOver(node, ReduceKind::Avg, square, axes));
    PS_ASSIGN(const TensorId number, scalar(node, node.tensor(x).type, epsilon));
    PS_ASSIGN(const TensorId raised, add(node, mean, number));
    PS_ASSIGN(const TensorId root, unaryStep(node, UnaryKind::Sqrt, raised));
    PS_ASSIGN(const TensorId normal, elementwiseStep(node, ElementwiseKind::Div, x, root));
    return finishElementwise(node, ElementwiseKind::Prod, normal, gamma);
}

Result<Outputs> importSimplifiedLayerNormalization(NodeImport& node) {
    node.ignore({"stash_type"});
    PS_TRY(node.refuseOutput(1, "InvStdDev"));
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId gamma, node.input(1));
    const int rank = node.dims(x).rank;
    PS_ASSIGN(const int axis, node.axis("axis", -1, rank));
    return finishRootMeanSquare(node, x, gamma, ((1U << rank) - 1) & ~((1U << axis) - 1));
}

/// Inputs: input, skip, gamma, bias.
Result<Outputs> importSkipSimplifiedLayerNormalization(NodeImport& node) {
    for (const int i : {1, 2}) PS_TRY(node.refuseOutput(i, "statistics of training"));
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId skip, node.input(1));
    PS_ASSIGN(const TensorId gamma, node.input(2));
    PS_ASSIGN(TensorId sum, add(node, x, skip));
    if (node.has(3)) {
        PS_ASSIGN(sum, add(node, sum, *node.input(3)));
    }
    PS_ASSIGN(Outputs out, finishRootMeanSquare(node, sum, gamma, 1U << (node.dims(sum).rank - 1)));
    if (!node.wants(3)) return out;
    PS_ASSIGN(const Outputs sums, finishIdentity(node, sum, 3));
    out.resize(4);
    out[3] = sums.front();
    return out;
}

/// Rows of a table.
Result<TensorId> rowsOf(NodeImport& node, int table, TensorId indices) {
    PS_ASSIGN(const TensorId rows, node.input(table));
    return expanded(node, "Gather", {rows, indices}, {{"axis", std::int64_t{0}}});
}

/// Positions 0, 1 ... of a sequence, unless they are given.
Result<TensorId> positionsOf(NodeImport& node, TensorId words) {
    if (node.has(8)) return *node.input(8);
    const std::int64_t length = node.dims(words)[1];
    PS_CHECK(extent::isNumber(length) && length < (1 << 24), Code::UnsupportedFeature,
             "the length of the sequence must be known at build time where positions are not given");
    std::vector<std::int32_t> values;
    for (int i = 0; i < static_cast<int>(length); ++i) values.push_back(i);
    return node.constant("positions", Constant::ofInts({length}, values));
}

/// Output 1: how many words of each sequence the mask marks by 1.
Result<TensorId> finishWordCounts(NodeImport& node) {
    PS_CHECK(node.has(7), Code::UnsupportedFeature, "words are counted (mask_index), but there is no mask");
    PS_ASSIGN(const TensorId one, scalar(node, DataType::Int32, 1));
    PS_ASSIGN(const TensorId marked, elementwiseStep(node, ElementwiseKind::Equal, *node.input(7), one));
    PS_ASSIGN(const TensorId numbers, castTo(node, marked, DataType::Int32));
    PS_ASSIGN(const Outputs counts, node.finish(layers::reduce::def, {numbers},
                                                Attrs::of(layers::reduce::Attrs{.kind = ReduceKind::Sum, .axes = 1U << 1, .keepDims = false}), 1));
    return counts.front();
}

/// Inputs: words and segments [B,S], the tables of words, positions and segments, gamma, beta, mask, positions.
Result<Outputs> importEmbedLayerNormalization(NodeImport& node) {
    node.ignore({"mask_index_type"});
    PS_ASSIGN(const TensorId words, node.input(0));
    PS_CHECK(node.dims(words).rank == 2, Code::Shape, "the words are {}, a batch of sequences is expected", toString(node.dims(words)));
    PS_ASSIGN(const TensorId positions, positionsOf(node, words));
    PS_ASSIGN(const TensorId word, rowsOf(node, 2, words));
    PS_ASSIGN(const TensorId position, rowsOf(node, 3, positions));
    PS_ASSIGN(TensorId sum, add(node, word, position));
    if (node.has(1) && node.has(4)) {
        PS_ASSIGN(const TensorId segment, rowsOf(node, 4, *node.input(1)));
        PS_ASSIGN(sum, add(node, sum, segment));
    }
    PS_ASSIGN(Outputs out, finishNormalized(node, sum, 5, 2));
    if (!node.wants(1)) return out;
    out.resize(std::max<std::size_t>(out.size(), 2));
    PS_ASSIGN(out[1], finishWordCounts(node));
    return out;
}

/// Sizes of one attention.
struct Heads {
    std::int64_t batch = 0, length = 0, hidden = 0;
    int count = 1;
    std::int64_t size() const { return hidden / count; }
};

Result<Heads> readHeads(NodeImport& node, TensorId x, TensorId weights) {
    PS_ASSIGN(const int count, node.integer("num_heads"));
    const Dims in = node.dims(x), w = node.dims(weights);
    PS_CHECK(in.rank == 3 && in.isStatic(), Code::UnsupportedFeature, "attention over {} needs [batch, sequence, hidden] known at build time",
             toString(in));
    PS_CHECK(w.rank == 2 && w.isStatic() && w[0] == in[2] && w[1] % 3 == 0, Code::Shape, "the weights {} do not fit the input {}", toString(w), toString(in));
    const std::int64_t hidden = w[1] / 3;
    PS_CHECK(count >= 1 && hidden % count == 0, Code::Attribute, "{} heads do not divide the width {}", count, hidden);
    PS_CHECK(!node.hasAttribute("qkv_hidden_sizes"), Code::UnsupportedFeature, "widths that differ (qkv_hidden_sizes) are not supported");
    return Heads{in[0], in[1], hidden, count};
}

/// Part `i` (queries, keys, values) of [B,S,3 hidden] as [B,heads,S,size], or keys transposed.
Result<TensorId> headsOf(NodeImport& node, TensorId projected, const Heads& heads, int i) {
    const auto list = [&](std::string_view name, Integers values) {
        const auto count = static_cast<std::int64_t>(values.size());
        std::vector<std::int32_t> narrow(values.begin(), values.end());
        return node.constant(name, Constant::ofInts({count}, narrow));
    };
    PS_ASSIGN(const TensorId part, expanded(node, "Slice", {projected, list("starts", {i * heads.hidden}), list("ends", {(i + 1) * heads.hidden}),
                                                            list("axes", {2})}));
    PS_ASSIGN(const TensorId split, reshaped(node, part, {heads.batch, heads.length, heads.count, heads.size()}));
    const Integers order = i == 1 ? Integers{0, 2, 3, 1} : Integers{0, 2, 1, 3};
    return expanded(node, "Transpose", {split}, {{"perm", order}});
}

/// What is added to scores: `filter` where a key must not be seen. The mask is 1 for keys that count, [B,S], [B,S,S], or
/// [B], the number of keys that count.
Result<TensorId> maskTerm(NodeImport& node, const Heads& heads, float filter) {
    TensorId mask = *node.input(3);
    const Dims dims = node.dims(mask);
    if (dims == Dims{heads.batch}) {
        std::vector<std::int32_t> numbers;
        for (int i = 0; i < static_cast<int>(heads.length); ++i) numbers.push_back(i);
        const TensorId positions = node.constant("positions", Constant::ofInts({1, heads.length}, numbers));
        PS_ASSIGN(const TensorId counts, reshaped(node, mask, {heads.batch, 1}));
        PS_ASSIGN(mask, elementwiseStep(node, ElementwiseKind::Less, positions, counts));
    } else {
        PS_CHECK((dims == Dims{heads.batch, heads.length} || dims == Dims{heads.batch, heads.length, heads.length}), Code::UnsupportedFeature,
                 "a mask of {} is not supported", toString(dims));
    }
    const bool isPerQuery = node.dims(mask).rank == 3;
    PS_ASSIGN(const TensorId shaped, reshaped(node, mask, {heads.batch, 1, isPerQuery ? heads.length : 1, heads.length}));
    PS_ASSIGN(const TensorId counted, castTo(node, shaped, DataType::Float));
    PS_ASSIGN(const TensorId one, scalar(node, DataType::Float, 1));
    PS_ASSIGN(const TensorId hidden, elementwiseStep(node, ElementwiseKind::Sub, one, counted));
    PS_ASSIGN(const TensorId number, scalar(node, DataType::Float, filter));
    return elementwiseStep(node, ElementwiseKind::Prod, hidden, number);
}

/// `filter` for keys behind the query.
TensorId causalTerm(NodeImport& node, const Heads& heads, float filter) {
    std::vector<float> values;
    for (std::int64_t q = 0; q < heads.length; ++q)
        for (std::int64_t k = 0; k < heads.length; ++k) values.push_back(k > q ? filter : 0);
    return node.constant("causal", Constant::ofFloats({heads.length, heads.length}, values));
}

/// Source: com.microsoft Attention-1: input [B,S,width], weights and bias of queries, keys and values side by side, mask.
Result<Outputs> importAttention(NodeImport& node) {
    node.ignore({"past_present_share_buffer"});
    for (const int i : {4, 5, 6})
        PS_CHECK(!node.has(i), Code::UnsupportedFeature, "input {} (past states, attention bias) is not supported", i);
    PS_TRY(node.refuseOutput(1, "present"));
    PS_ASSIGN(const int rotary, node.integer("do_rotary", 0));
    PS_CHECK(rotary == 0, Code::UnsupportedFeature, "rotary embeddings (do_rotary) are not supported");
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId weights, node.input(1));
    PS_ASSIGN(const Heads heads, readHeads(node, x, weights));
    PS_ASSIGN(const float scale, node.number("scale", 0));
    PS_ASSIGN(const float filter, node.number("mask_filter_value", -10000));
    PS_ASSIGN(const int causal, node.integer("unidirectional", 0));
    PS_ASSIGN(TensorId projected, expanded(node, "MatMul", {x, weights}));
    if (node.has(2)) {
        PS_ASSIGN(projected, add(node, projected, *node.input(2)));
    }
    PS_ASSIGN(const TensorId queries, headsOf(node, projected, heads, 0));
    PS_ASSIGN(const TensorId keys, headsOf(node, projected, heads, 1));
    PS_ASSIGN(const TensorId values, headsOf(node, projected, heads, 2));
    PS_ASSIGN(const TensorId raw, expanded(node, "MatMul", {queries, keys}));
    PS_ASSIGN(const TensorId factor, scalar(node, DataType::Float, scale != 0 ? static_cast<double>(scale) : 1 / std::sqrt(static_cast<double>(heads.size()))));
    PS_ASSIGN(TensorId scores, elementwiseStep(node, ElementwiseKind::Prod, raw, factor));
    if (node.has(3)) {
        PS_ASSIGN(const TensorId term, maskTerm(node, heads, filter));
        PS_ASSIGN(scores, add(node, scores, term));
    }
    if (causal != 0) {
        PS_ASSIGN(scores, add(node, scores, causalTerm(node, heads, filter)));
    }
    PS_ASSIGN(const TensorId shares, expanded(node, "Softmax", {scores}, {{"axis", std::int64_t{-1}}}));
    PS_ASSIGN(const TensorId mixed, expanded(node, "MatMul", {shares, values}));
    PS_ASSIGN(const TensorId back, expanded(node, "Transpose", {mixed}, {{"perm", Integers{0, 2, 1, 3}}}));
    return finishReshaped(node, back, Dims{heads.batch, heads.length, heads.hidden});
}

constexpr OnnxOpDef kOps[] = {
    // Exporters write it into ONNX's own domain as well, where it does not exist.
    {"", "SimplifiedLayerNormalization", {1, kNewestOpset}, importSimplifiedLayerNormalization},
    {"com.microsoft", "Attention", {1, 1}, importAttention},
    {"com.microsoft", "EmbedLayerNormalization", {1, 1}, importEmbedLayerNormalization},
    {"com.microsoft", "SimplifiedLayerNormalization", {1, 1}, importSimplifiedLayerNormalization},
    {"com.microsoft", "SkipLayerNormalization", {1, 1}, importSkipLayerNormalization},
    {"com.microsoft", "SkipSimplifiedLayerNormalization", {1, 1}, importSkipSimplifiedLayerNormalization},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::transformer
