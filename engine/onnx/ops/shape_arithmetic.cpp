// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/ops/shape_arithmetic.h"

#include "engine/base/check.h"
#include "engine/layers/assertion.h"
#include "engine/layers/cast.h"
#include "engine/layers/concatenation.h"
#include "engine/layers/fill.h"
#include "engine/layers/gather.h"
#include "engine/layers/identity.h"
#include "engine/layers/shape.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/slice.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

namespace planscope::onnx::ops {
namespace {

/// Kinds whose elements are among those of their data, which comes first (concatenation: all inputs are data).
constexpr const LayerKind* kMovers[] = {&layers::cast::kind, &layers::gather::kind, &layers::identity::kind, &layers::shuffle::kind,
                                        &layers::slice::kind};

/// How far back the search for negative values goes.
constexpr int kMaxDepth = 8;

bool isNaturalConstant(const Constant& value) {
    const auto values = value.toIntegers();
    return values && std::ranges::all_of(*values, [](std::int64_t v) { return v >= 0; });
}

bool keepsNatural(layers::elementwise::ElementwiseKind kind) {
    using Kind = layers::elementwise::ElementwiseKind;
    return kind == Kind::Sum || kind == Kind::Prod || kind == Kind::Min || kind == Kind::Max || kind == Kind::Div || kind == Kind::FloorDiv;
}

/// No element of the tensor can be negative, as far as its producers show.
bool isNatural(const Network& network, TensorId id, int depth = 0) {
    const Tensor& tensor = network.tensor(id);
    if (tensor.constant) return isNaturalConstant(*tensor.constant);
    if (!network.producer(id).valid() || depth == kMaxDepth) return false;
    const Layer& layer = network.layer(network.producer(id));
    const auto all = [&](std::span<const TensorId> inputs) {
        return std::ranges::all_of(inputs, [&](TensorId input) { return isNatural(network, input, depth + 1); });
    };
    if (layer.is(layers::shape::kind)) return true;
    if (layer.is(layers::concatenation::kind)) return all(layer.inputs);
    if (layer.is(layers::elementwise::kind)) return keepsNatural(layer.attrs.as<layers::elementwise::Attrs>().kind) && all(layer.inputs);
    const bool moves = std::ranges::any_of(kMovers, [&](const LayerKind* kind) { return layer.is(*kind); });
    return moves && all(std::span(layer.inputs).first(1));
}

/// Bodies may call their tensors as other networks do.
std::int64_t elementCode(const Network& network, TensorId id, int index) {
    const Tensor& tensor = network.tensor(id);
    if (tensor.extents) return (*tensor.extents)[static_cast<std::size_t>(index)];
    return extent::derived(fmt::format("element of {}/{}", network.name, tensor.name), static_cast<std::int64_t>(id.index()), index);
}

/// Leaves that are neighbours in one tensor, numbers, or one operation: what one layer or constant can give.
struct Run {
    std::size_t first = 0, count = 1;
};

bool continues(const ShapeValue& a, const ShapeValue& b) {
    if (a.isNumber() || b.isNumber()) return a.isNumber() && b.isNumber();
    if (!a.term().isLeaf || !b.term().isLeaf) return false;
    const ShapeValue::Leaf &x = a.term().leaf, &y = b.term().leaf;
    return x.tensor == y.tensor && x.isExtent == y.isExtent && y.index == x.index + 1;
}

std::vector<Run> runsOf(std::span<const ShapeValue> values) {
    std::vector<Run> out;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0 && continues(values[i - 1], values[i])) ++out.back().count;
        else out.push_back({i, 1});
    }
    return out;
}

/// Makes lists of one node; equal values are computed once.
class ListMaker {
public:
    explicit ListMaker(NodeImport& node) : m_node(node) {}

    Result<TensorId> list(std::span<const ShapeValue> values) {
        std::vector<TensorId> parts;
        for (const Run& run : runsOf(values)) {
            PS_ASSIGN(const TensorId part, ofRun(values.subspan(run.first, run.count)));
            parts.push_back(part);
        }
        if (parts.empty()) return numbers(values);
        if (parts.size() == 1) return parts.front();
        return m_node.step(layers::concatenation::def, parts, Attrs::of(layers::concatenation::Attrs{.axis = 0}));
    }

private:
    Result<TensorId> ofRun(std::span<const ShapeValue> run) {
        if (run.front().isNumber()) return numbers(run);
        if (run.front().term().isLeaf) return leaves(run);
        return operation(run.front());
    }

    Result<TensorId> numbers(std::span<const ShapeValue> values) {
        using Limits = std::numeric_limits<std::int32_t>;
        std::vector<std::int32_t> narrow;
        for (const ShapeValue& value : values) {
            PS_CHECK(value.code() >= Limits::min() && value.code() <= Limits::max(), Code::Limit, "{} exceeds 32 bits", value.code());
            narrow.push_back(static_cast<std::int32_t>(value.code()));
        }
        return m_node.constant("extents", Constant::ofInts({static_cast<std::int64_t>(narrow.size())}, narrow));
    }

    Result<TensorId> shape(TensorId x) {
        const auto at = m_shapes.find(x.index());
        if (at != m_shapes.end()) return at->second;
        PS_ASSIGN(const TensorId id, m_node.step(layers::shape::def, {x}, Attrs::of(layers::shape::Attrs{})));
        m_shapes.emplace(x.index(), id);
        return id;
    }

    Result<TensorId> leaves(std::span<const ShapeValue> run) {
        const ShapeValue::Leaf& leaf = run.front().term().leaf;
        PS_ASSIGN(TensorId source, leaf.isExtent ? shape(leaf.tensor) : Result<TensorId>(leaf.tensor));
        if (m_node.dims(source).rank == 0) {
            PS_ASSIGN(source, reshaped(m_node, source, ShapeValues{1}));
        }
        const auto count = static_cast<std::int64_t>(run.size());
        if (m_node.dims(source) == Dims{count}) return source;
        return m_node.step(layers::slice::def, {source},
                           Attrs::of(layers::slice::Attrs{.start = {leaf.index}, .size = {count}, .stride = {1}}));
    }

    Result<TensorId> operation(const ShapeValue& value) {
        const auto at = m_operations.find(value.code());
        if (at != m_operations.end()) return at->second;
        const ShapeValue::Term& term = value.term();
        PS_ASSIGN(const TensorId a, list(std::span(term.operands).first(1)));
        PS_ASSIGN(const TensorId b, list(std::span(term.operands).last(1)));
        PS_ASSIGN(const TensorId id,
                  m_node.step(layers::elementwise::def, {a, b}, Attrs::of(layers::elementwise::Attrs{.kind = term.operation})));
        m_operations.emplace(value.code(), id);
        return id;
    }

    NodeImport& m_node;
    std::map<std::size_t, TensorId> m_shapes;
    std::map<std::int64_t, TensorId> m_operations;
};

bool isKnownToHold(const Requirement& requirement) {
    return std::ranges::find(requirement.among, requirement.value.code(), &ShapeValue::code) != requirement.among.end();
}

/// Whether the requirement holds, as one Bool.
Result<TensorId> conditionOf(NodeImport& node, ListMaker& lists, const Requirement& requirement) {
    using Kind = layers::elementwise::ElementwiseKind;
    const auto combine = [&](Kind kind, TensorId a, TensorId b) {
        return node.step(layers::elementwise::def, {a, b}, Attrs::of(layers::elementwise::Attrs{.kind = kind}));
    };
    PS_ASSIGN(const TensorId value, lists.list(std::span(&requirement.value, 1)));
    std::optional<TensorId> out;
    for (const ShapeValue& candidate : requirement.among) {
        PS_ASSIGN(const TensorId other, lists.list(std::span(&candidate, 1)));
        PS_ASSIGN(const TensorId isEqual, combine(Kind::Equal, value, other));
        PS_ASSIGN(out, out ? combine(Kind::Or, *out, isEqual) : Result<TensorId>(isEqual));
    }
    PS_ASSERT(out, "a requirement names no candidates");
    return *out;
}

/// A copy of `x` that fails where a requirement does not hold.
Result<TensorId> required(NodeImport& node, ListMaker& lists, TensorId x, std::span<const Requirement> requirements) {
    for (const Requirement& requirement : requirements) {
        if (isKnownToHold(requirement)) continue;
        PS_ASSIGN(const TensorId condition, conditionOf(node, lists, requirement));
        PS_ASSIGN(x, node.step(layers::assertion::def, {x, condition}, Attrs::of(layers::assertion::Attrs{requirement.message})));
    }
    return x;
}

layers::shuffle::Attrs reshapeTo(const Dims& to, bool zeroIsPlaceholder) {
    return {.firstTranspose = {}, .hasReshape = true, .reshape = to, .zeroIsPlaceholder = zeroIsPlaceholder, .secondTranspose = {}};
}

/// The only open extent of `to` is what the others leave of `from`.
bool followsFromOthers(const Dims& from, const Dims& to) {
    std::int64_t others = 1, open = 0;
    for (const std::int64_t e : to) {
        if (extent::isNumber(e)) others = extent::multiply(others, e);
        else if (open != 0) return false;
        else open = e;
    }
    return others != 0 && extent::divideExactly(extent::volume(from), others) == open;
}

/// A reshape that needs no list: every extent is a number, or the open ones are copied from the same axes, or the only open
/// one follows from the rest.
std::optional<layers::shuffle::Attrs> plainReshape(const Dims& from, const Dims& to) {
    Dims copied = to, inferred = to;
    bool isCopy = true;
    for (int i = 0; i < to.rank; ++i) {
        if (extent::isNumber(to[i])) {
            isCopy = isCopy && (to[i] != 0);
            continue;
        }
        isCopy = isCopy && i < from.rank && from[i] == to[i];
        copied[i] = 0;
        inferred[i] = -1;
    }
    if (inferred == to) return reshapeTo(to, false);
    if (isCopy) return reshapeTo(copied, true);
    if (followsFromOthers(from, to)) return reshapeTo(inferred, false);
    return std::nullopt;
}

struct ReshapeLayer {
    std::vector<TensorId> inputs;
    layers::shuffle::Attrs attrs;
};

Result<ReshapeLayer> reshapeLayer(NodeImport& node, TensorId x, const ShapeValues& to) {
    PS_ASSIGN(const Dims codes, codesOf(to));
    if (auto plain = plainReshape(node.dims(x), codes)) return ReshapeLayer{{x}, *plain};
    PS_ASSIGN(const TensorId list, listOf(node, to));
    return ReshapeLayer{{x, list}, reshapeTo({}, false)};
}

}  // namespace

ShapeValues shapeOf(const NodeImport& node, TensorId x) {
    const Dims dims = node.dims(x);
    ShapeValues out;
    for (int i = 0; i < dims.rank; ++i)
        out.emplace_back(dims[i], ShapeValue::Term{.leaf = {.tensor = x, .index = i, .isExtent = true}}, true);
    return out;
}

Result<ShapeValues> integers(NodeImport& node, int i, std::string_view what) {
    PS_CHECK(node.has(i), Code::Arity, "input '{}' is missing", what);
    const TensorId id = *node.input(i);
    const Tensor tensor = node.tensor(id);
    PS_CHECK(tensor.dims.rank <= 1, Code::Shape, "input '{}' must be a list, its shape is {}", what, toString(tensor.dims));
    if (tensor.constant) {
        PS_ASSIGN(const Integers numbers, node.knownList(i, what));
        return ShapeValues(numbers.begin(), numbers.end());
    }
    PS_CHECK(tensor.type == DataType::Int32, Code::DataType, "input '{}' must be of integers, its type is {}", what, toString(tensor.type));
    PS_CHECK(tensor.dims.isStatic(), Code::UnsupportedFeature, "input '{}' is a list of a length that is decided at run time", what);
    PS_CHECK(tensor.dims.volume() <= kMaxRank, Code::Limit, "input '{}' has {} entries, the limit is {}", what, tensor.dims.volume(),
             kMaxRank);
    const bool natural = isNatural(node.network(), id);
    ShapeValues out;
    for (int k = 0; k < static_cast<int>(tensor.dims.volume()); ++k)
        out.emplace_back(elementCode(node.network(), id, k), ShapeValue::Term{.leaf = {.tensor = id, .index = k, .isExtent = false}}, natural);
    return out;
}

Result<ShapeValue> integer(NodeImport& node, int i, std::string_view what) {
    PS_ASSIGN(const ShapeValues values, integers(node, i, what));
    PS_CHECK(values.size() == 1, Code::Shape, "input '{}' must be one number, it has {} elements", what, values.size());
    return values.front();
}

Result<Dims> codesOf(std::span<const ShapeValue> values) {
    Integers codes;
    for (const ShapeValue& value : values) {
        PS_CHECK(!value.isNumber() || extent::isNumber(value.code()), Code::Limit, "{} exceeds 32 bits", value.code());
        codes.push_back(value.code());
    }
    return toDims(codes);
}

Result<TensorId> listOf(NodeImport& node, std::span<const ShapeValue> values) { return ListMaker(node).list(values); }

Result<TensorId> reshaped(NodeImport& node, TensorId x, const ShapeValues& to) {
    PS_ASSIGN(const Dims codes, codesOf(to));
    if (node.dims(x) == codes) return x;
    const ConstantPtr value = node.tensor(x).constant;
    if (value && codes.isStatic() && value->dims().volume() == codes.volume())
        return node.constant("reshaped", Constant::borrow(value->type(), codes, value->bytes(), value));
    PS_ASSIGN(ReshapeLayer layer, reshapeLayer(node, x, to));
    return node.step(layers::shuffle::def, std::move(layer.inputs), Attrs::of(layer.attrs));
}

Result<Outputs> finishReshaped(NodeImport& node, TensorId x, const ShapeValues& to) {
    PS_ASSIGN(ReshapeLayer layer, reshapeLayer(node, x, to));
    return node.finish(layers::shuffle::def, std::move(layer.inputs), Attrs::of(layer.attrs));
}

Result<TensorId> regrouped(NodeImport& node, TensorId x, const ShapeValues& to, const Dims& order) {
    PS_ASSIGN(ReshapeLayer layer, reshapeLayer(node, x, to));
    layer.attrs.secondTranspose = order;
    return node.step(layers::shuffle::def, std::move(layer.inputs), Attrs::of(layer.attrs));
}

Result<Outputs> finishSliced(NodeImport& node, TensorId x, const SliceValues& slice, int firstOutput) {
    layers::slice::Attrs attrs{.start = {}, .size = {}, .stride = {}, .mode = slice.mode, .fillValue = slice.fillValue};
    const bool hasStride = areNumbers(slice.stride);
    if (hasStride) {
        PS_ASSIGN(attrs.stride, codesOf(slice.stride));
    }
    ListMaker lists(node);
    if (hasStride && areNumbers(slice.start) && areNumbers(slice.size)) {
        PS_ASSIGN(attrs.start, codesOf(slice.start));
        PS_ASSIGN(attrs.size, codesOf(slice.size));
        PS_ASSIGN(x, required(node, lists, x, slice.requirements));
        return node.finish(layers::slice::def, {x}, Attrs::of(attrs), firstOutput);
    }
    std::vector<TensorId> inputs{x};
    std::span<const Requirement> requirements = slice.requirements;
    for (const ShapeValues* const values : {&slice.start, &slice.size, &slice.stride}) {
        if (values == &slice.stride && hasStride) continue;
        PS_ASSIGN(TensorId list, lists.list(*values));
        if (!areNumbers(*values)) {  // a list of numbers is known whatever is asserted of it
            PS_ASSIGN(list, required(node, lists, list, requirements));
            requirements = {};
        }
        inputs.push_back(list);
    }
    return node.finish(layers::slice::def, inputs, Attrs::of(attrs), firstOutput);
}

Result<TensorId> countedAlong(NodeImport& node, const ShapeValue& count, int axis) {
    ShapeValues to{1, 1};
    to[static_cast<std::size_t>(axis)] = count;
    PS_ASSIGN(const TensorId length, listOf(node, std::span(&count, 1)));
    PS_ASSIGN(const TensorId list,
              node.step(layers::fill::def, {length},
                        Attrs::of(layers::fill::Attrs{.operation = FillOperation::Linspace, .dims = {}, .alpha = 0, .beta = 1, .type = DataType::Int32})));
    return reshaped(node, list, to);
}

}  // namespace planscope::onnx::ops
