// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/activation.h"
#include "engine/layers/elementwise.h"
#include "engine/layers/matrix_multiply.h"
#include "engine/layers/pooling.h"
#include "engine/layers/reduce.h"
#include "engine/layers/softmax.h"
#include "engine/layers/unary.h"
#include "engine/network/names.h"
#include "engine/scope/report.h"
#include "engine/scope/safety/families.h"
#include "engine/scope/words.h"

#include <algorithm>
#include <fmt/format.h>

namespace planscope::scope::safety {
namespace {

using layers::activation::ActivationKind;
using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

constexpr std::int64_t kMostProducts = 4096, kMostWindow = 32;
constexpr Release k8610{8, 6, 10};

bool feeds(const Subject& s, const LayerKind& kind) {
    const Network& network = s.question.network;
    return std::ranges::any_of(network.consumers(s.layer.outputs[0]), [&](LayerId id) { return network.layer(id).is(kind); });
}
bool hasRankZero(const Subject& s) {
    return s.outputs[0].dims.rank == 0 || std::ranges::any_of(s.view.inputs(), [](const TensorInfo& t) { return t.dims.rank == 0; });
}

void products(const Subject& s, Emitter& emit) {
    const std::int64_t leading = s.outputs[0].dims.volume(0, std::max(0, s.outputs[0].dims.rank - 1));
    if (s.outputs[0].dims.isStatic() && leading > kMostProducts && feeds(s, layers::elementwise::kind))
        emit.layer(s, std::to_string(leading), fmt::format("its leading extents multiply to {}; before 8.6.12 builds of such a product with an addition could fail", leading));
}
void oldProducts(const Subject& s, Emitter& emit) {
    if (s.isBefore(k8610)) emit.layer(s, "MatrixMultiply", "older restricted modes refuse matrix products");
}
void activationRank(const Subject& s, Emitter& emit) {
    if (hasRankZero(s)) emit.layer(s, "rank 0", "rank 0 needs release 8.6.12");
}
void activationKind(const Subject& s, Emitter& emit) {
    constexpr ActivationKind kKnown[] = {ActivationKind::Relu, ActivationKind::Sigmoid, ActivationKind::Tanh, ActivationKind::Clip, ActivationKind::LeakyRelu};
    const ActivationKind kind = s.attrs<layers::activation::Attrs>().kind;
    if (std::ranges::find(kKnown, kind) == std::end(kKnown))
        emit.layer(s, std::string(toWord(kind)), fmt::format("activation {} is not evidenced in the scope", toWord(kind)));
}
void activationFork(const Subject& s, Emitter& emit) {
    if (s.question.network.consumers(s.layer.outputs[0]).size() > 1 && feeds(s, layers::elementwise::kind))
        emit.layer(s, "two readers", "it feeds an ElementWise and another layer, which made the builder fail before 8.6.12");
}
void elementwiseRank(const Subject& s, Emitter& emit) {
    if (hasRankZero(s)) emit.layer(s, "rank 0", "rank 0 needs release 8.6.12");
}
void comparisons(const Subject& s, Emitter& emit) {
    constexpr ElementwiseKind kBool[] = {ElementwiseKind::And, ElementwiseKind::Or, ElementwiseKind::Xor, ElementwiseKind::Equal, ElementwiseKind::Greater, ElementwiseKind::Less};
    const ElementwiseKind kind = s.attrs<layers::elementwise::Attrs>().kind;
    if (std::ranges::find(kBool, kind) != std::end(kBool)) emit.layer(s, std::string(toWord(kind)), fmt::format("{} gives BOOL, which is not evidenced in the scope", toWord(kind)));
}
void ranks(const Subject& s, Emitter& emit) {
    const Dims &a = s.view.input(0).dims, &b = s.view.input(1).dims;
    if (a.rank != b.rank) emit.layer(s, fmt::format("{} and {}", a.rank, b.rank), fmt::format("ranks {} and {} differ", a.rank, b.rank));
}
void broadcast(const Subject& s, Emitter& emit) {
    const Dims &a = s.view.input(0).dims, &b = s.view.input(1).dims;
    for (int i = 1; i <= std::min(a.rank, b.rank); ++i) {
        const std::int64_t m = a[a.rank - i], n = b[b.rank - i];
        if (m != n && m != 1 && n != 1) return emit.layer(s, fmt::format("{} and {}", toString(a), toString(b)), fmt::format("{} and {} do not broadcast", toString(a), toString(b)));
    }
}
void softmaxState(const Subject& s, Emitter& emit) {
    if (s.question.plan.switchesOperationalState) emit.layer(s, "NvDVMS", "SoftMax may fail when NvDVMS switches the operational state (4350817)");
}
void softmaxInt8(const Subject& s, Emitter& emit) {
    if (s.precision == Precision::Int8) emit.layer(s, "INT8", "SoftMax in INT8 is not evidenced in the scope");
}
void window(const Subject& s, Emitter& emit) {
    const auto& attrs = s.attrs<layers::pooling::Attrs>();
    const bool isLarge = std::ranges::any_of(attrs.window, [](std::int64_t w) { return w > kMostWindow; });
    if (isLarge || attrs.kind == PoolingKind::MaxAverageBlend) emit.layer(s, toString(attrs.window), fmt::format("pooling over {} is not evidenced in the scope", toString(attrs.window)));
}
void reduction(const Subject& s, Emitter& emit) {
    const ReduceKind kind = s.attrs<layers::reduce::Attrs>().kind;
    if (kind == ReduceKind::Prod || kind == ReduceKind::Min) emit.layer(s, kind == ReduceKind::Prod ? "product" : "minimum", "this reduction is not evidenced in the scope");
}
void boolUnary(const Subject& s, Emitter& emit) {
    const UnaryKind kind = s.attrs<layers::unary::Attrs>().kind;
    if (kind == UnaryKind::Not || kind == UnaryKind::IsInf || kind == UnaryKind::IsNan) emit.layer(s, std::string(toWord(kind)), fmt::format("{} gives BOOL", toWord(kind)));
}

using enum Confidence;
using enum Level;
constexpr std::uint8_t kBoth = kSafe | kRestricted;
constexpr const LayerKind *kProduct = &layers::matrix_multiply::kind, *kActivation = &layers::activation::kind, *kElementwise = &layers::elementwise::kind;
constexpr Rule kRules[] = {
    {"SAFE-MM-01", "MatrixMultiply", "leading extents above 4096 before an addition", "reshape", "SEED 4220077", Documented, Advice, kSafe, onLayers(products, kProduct), k8612},
    {"SAFE-MM-02", "MatrixMultiply", "a release before 8.6.10", "use a 1x1 convolution", "FORUM1", Inferred, Warning, kRestricted, onLayers(oldProducts, kProduct)},
    {"SAFE-ACT-01", "Activation", "rank 0 before 8.6.12", "reshape to rank 1", "SEED", Documented, Error, kBoth, onLayers(activationRank, kActivation), k8612},
    {"SAFE-ACT-02", "Activation", "none of ReLU, Sigmoid, Tanh, Clip, LeakyReLU", "rewrite it", "2.5", OwnChoice, Warning, kBoth, onLayers(activationKind, kActivation)},
    {"SAFE-ACT-03", "Activation", "it feeds an ElementWise and another layer, before 8.6.12", "build with 8.6.12", "SEED 4157177", Documented, Advice, kSafe, onLayers(activationFork, kActivation), k8612},
    {"SAFE-EW-01", "ElementWise", "rank 0 before 8.6.12", "reshape to rank 1", "SEED", Documented, Error, kBoth, onLayers(elementwiseRank, kElementwise), k8612},
    {"SAFE-EW-02", "ElementWise", "a comparison or a logical operation", "use arithmetic", "2.5", OwnChoice, Warning, kBoth, onLayers(comparisons, kElementwise)},
    {"SAFE-EW-03", "ElementWise", "inputs of different ranks", "unsqueeze one", "H861", Documented, Error, kBoth | kStandard, onLayers(ranks, kElementwise)},
    {"SAFE-EW-04", "ElementWise", "extents that are neither equal nor 1", {}, "H861", Documented, Error, kBoth | kStandard, onLayers(broadcast, kElementwise)},
    {"SAFE-SMAX-01", "SoftMax", "NvDVMS switches the operational state", "do without NvDVMS", "SEED 4350817", Documented, Warning, kSafe, onLayers(softmaxState, &layers::softmax::kind)},
    {"SAFE-SMAX-02", "SoftMax", "INT8", "set FP16", "2.5", OwnChoice, Warning, kBoth, onLayers(softmaxInt8, &layers::softmax::kind)},
    {"SAFE-POOL-01", "Pooling", "a blend, or a window above 32", {}, "2.5", OwnChoice, Warning, kBoth, onLayers(window, &layers::pooling::kind)},
    {"SAFE-RED-01", "Reduce", "a product or a minimum", {}, "2.5", OwnChoice, Warning, kBoth, onLayers(reduction, &layers::reduce::kind)},
    {"SAFE-UN-01", "Unary", "a BOOL result", {}, "2.5", OwnChoice, Error, kBoth, onLayers(boolUnary, &layers::unary::kind)},
};

}  // namespace

std::span<const Rule> arithmeticRules() { return kRules; }

}  // namespace planscope::scope::safety
