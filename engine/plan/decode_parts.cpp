// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/decode_parts.h"

#include "engine/base/check.h"
#include "engine/network/extent.h"
#include "engine/plan/container.h"

#include <limits>

namespace planscope::plan {
namespace {

/// FlatBuffers' verifier checks the alignment of a list's length, not of its elements; empty lists have none.
template <class T>
Status checkAlignment(const flatbuffers::Vector<T>& list) {
    PS_CHECK(list.size() == 0 || reinterpret_cast<std::uintptr_t>(list.Data()) % alignof(T) == 0, Code::Format, "one of its lists is misaligned");
    return {};
}

template <class E>
Result<E> decodeEnum(std::uint8_t value, E last, std::string_view what) {
    PS_CHECK(value <= static_cast<std::uint8_t>(last), Code::Format, "{} is not a {}", value, what);
    return static_cast<E>(value);
}

Result<Format> decodeFormat(const wire::FormatCode& code) {
    Format out;
    PS_ASSIGN(out.layout, decodeEnum(code.layout(), Format::Layout::PaddedPixelRows, "memory layout"));
    out.lanes = code.lanes();
    PS_CHECK(out.lanes >= 1 && out.lanes <= 64 && (out.lanes == 1 || !out.isLinear()), Code::Format,
             "{} lanes do not go with their layout", code.lanes());
    return out;
}

/// Dims whose volume, padding lanes included, stays below 2^31 elements.
/// @param mayBeOpen  extents may be codes of engine/network/extent.h
Result<Dims> decodeDims(const flatbuffers::Vector<std::int64_t>& list, Format format, bool mayBeOpen) {
    PS_TRY(checkAlignment(list));
    PS_CHECK(list.size() <= static_cast<unsigned>(kMaxRank), Code::Format, "rank {} is above {}", list.size(), kMaxRank);
    Dims out;
    for (const std::int64_t extent : list) {
        const bool isCode = mayBeOpen && !extent::isNumber(extent) && extent < 0;
        PS_CHECK(isCode || (extent >= 0 && extent <= Network::kMaxElements), Code::Format, "extent {} is out of range", extent);
        out.push(extent);
    }
    PS_CHECK(format.isLinear() || out.rank >= 3, Code::Format, "rank {} has no channels for a blocked format", out.rank);
    Dims stored = out;
    if (!format.isLinear()) {
        stored[1] = paddedChannels(out, format);
        stored[out.rank - 1] = paddedColumns(out, format);
    }
    std::int64_t volume = 1;
    for (const std::int64_t extent : stored) {
        if (extent < 0) continue;
        PS_CHECK(extent == 0 || volume <= Network::kMaxElements / extent, Code::Format, "a tensor has 2^31 elements or more");
        volume *= extent;
    }
    return out;
}

Result<ConstantPtr> decodeConstant(DecodeContext& context, const EngineTensor& tensor, std::uint64_t offset) {
    const std::uint64_t bytes = tensor.bytes();
    PS_CHECK(tensor.format.isLinear(), Code::Format, "constant '{}' is not linear", tensor.name);
    PS_CHECK(offset % kSectionAlignment == 0 && offset <= context.weights.bytes.size() && bytes <= context.weights.bytes.size() - offset,
             Code::Format, "the value of '{}' ({} bytes at {}) lies outside the weights", tensor.name, bytes, offset);
    return Constant::borrow(tensor.type, tensor.dims, context.weights.bytes.subspan(offset, bytes), context.weights.owner,
                            context.weights.residence);
}

/// An empty list where there is none.
Result<std::vector<std::int64_t>> decodeLongs(DecodeContext& context, const flatbuffers::Vector<std::int64_t>* list) {
    if (!list) return std::vector<std::int64_t>{};
    PS_TRY(checkAlignment(*list));
    PS_TRY(spend(context, list->size() * sizeof(std::int64_t)));
    return std::vector<std::int64_t>(list->begin(), list->end());
}

Result<AttrValue> decodeValue(DecodeContext& context, const wire::Attribute& attribute) {
    using Make = Result<AttrValue> (*)(DecodeContext&, const wire::Attribute&);
    static constexpr Make kMakers[] = {
        [](DecodeContext&, const wire::Attribute& a) -> Result<AttrValue> { return a.integer() != 0; },
        [](DecodeContext&, const wire::Attribute& a) -> Result<AttrValue> { return a.integer(); },
        [](DecodeContext&, const wire::Attribute& a) -> Result<AttrValue> { return a.number(); },
        [](DecodeContext& c, const wire::Attribute& a) -> Result<AttrValue> {
            PS_CHECK(a.text(), Code::Format, "it has no text");
            PS_ASSIGN(std::string text, decodeText(c, *a.text()));
            return AttrValue(std::move(text));
        },
        [](DecodeContext& c, const wire::Attribute& a) -> Result<AttrValue> {
            PS_CHECK(a.integers(), Code::Format, "it has no list");
            PS_ASSIGN(std::vector<std::int64_t> list, decodeLongs(c, a.integers()));
            return AttrValue(std::move(list));
        },
        [](DecodeContext& c, const wire::Attribute& a) -> Result<AttrValue> {
            PS_CHECK(a.numbers(), Code::Format, "it has no list");
            PS_TRY(checkAlignment(*a.numbers()));
            PS_TRY(spend(c, a.numbers()->size() * sizeof(double)));
            return AttrValue(std::vector<double>(a.numbers()->begin(), a.numbers()->end()));
        },
        [](DecodeContext&, const wire::Attribute&) -> Result<AttrValue> { return Body{}; },
    };
    static_assert(std::size(kMakers) == std::variant_size_v<AttrValue>);
    PS_CHECK(attribute.type() < std::size(kMakers), Code::Format, "{} is not a type of attribute", attribute.type());
    return kMakers[attribute.type()](context, attribute);
}

Result<std::vector<Format>> decodeFormats(DecodeContext& context, const flatbuffers::Vector<const wire::FormatCode*>& codes) {
    PS_TRY(spend(context, codes.size() * sizeof(wire::FormatCode)));
    std::vector<Format> out;
    out.reserve(codes.size());
    for (const wire::FormatCode* code : codes) {
        PS_ASSIGN(out.emplace_back(), decodeFormat(*code));
    }
    return out;
}

Result<PointwiseStep> decodePointwiseStep(const wire::PointwiseStep& step, int index, int inputCount) {
    PointwiseStep out;
    PS_ASSIGN(out.op, decodeEnum(step.op(), PointwiseOp::Select, "pointwise operation"));
    PS_ASSIGN(out.type, decodeEnum(step.type(), DataType::UInt8, "data type"));
    out.a = step.a(), out.b = step.b(), out.c = step.c();
    out.alpha = step.alpha(), out.beta = step.beta();
    const std::int8_t operands[] = {out.a, out.b, out.c};
    const int used = out.op == PointwiseOp::Input ? 1 : operandCount(out.op);
    const int limit = out.op == PointwiseOp::Input ? inputCount : index;
    for (int i = 0; i < 3; ++i)
        PS_CHECK(i < used ? operands[i] >= 0 && operands[i] < limit : operands[i] == -1, Code::Format,
                 "operand {} of step {} refers to {}", i, index, operands[i]);
    return out;
}

}  // namespace

Status spend(DecodeContext& context, std::uint64_t bytes) {
    PS_CHECK(bytes <= context.budget, Code::Format, "its names and lists are longer than the section itself");
    context.budget -= bytes;
    return {};
}

Result<std::string> decodeText(DecodeContext& context, const flatbuffers::String& text) {
    PS_TRY(spend(context, text.size()));
    return text.str();
}

Result<EngineTensor> decodeTensor(DecodeContext& context, const wire::Tensor& tensor) {
    EngineTensor out;
    PS_ASSIGN(out.name, decodeText(context, *tensor.name()));
    PS_ASSIGN(out.type, decodeEnum(tensor.type(), DataType::UInt8, "data type"));
    PS_ASSIGN(out.placement, decodeEnum(tensor.placement(), Placement::Constant, "placement"));
    PS_ASSIGN(out.format, decodeFormat(*tensor.format()));
    const bool mayBeOpen = context.isOpen && out.placement != Placement::Constant;
    PS_ASSIGN(out.dims, decodeDims(*tensor.dims(), out.format, mayBeOpen));
    if (out.placement == Placement::Constant) {
        PS_ASSIGN(out.constant, decodeConstant(context, out, tensor.offset()));
        return out;
    }
    out.offset = tensor.offset();
    if (context.isOpen) {
        PS_CHECK(out.offset == 0 && out.format.isLinear(), Code::Format, "'{}' has a place or a format although shapes are open", out.name);
        return out;
    }
    const bool inArena = out.placement == Placement::Arena;
    PS_CHECK(inArena || out.offset == 0, Code::Format, "'{}' lies in the caller's memory and has an offset", out.name);
    PS_CHECK(out.offset % kSectionAlignment == 0 && out.offset <= context.arenaBytes &&
                 (!inArena || out.bytes() <= context.arenaBytes - out.offset),
             Code::Format, "'{}' ({} bytes at {}) lies outside the arena of {} bytes", out.name, out.bytes(), out.offset,
             context.arenaBytes);
    return out;
}

Result<PointwiseProgram> decodeProgram(const wire::Program* program) {
    PointwiseProgram out;
    if (!program) return out;
    PS_CHECK(program->steps() && program->steps()->size() >= 1 && program->steps()->size() <= unsigned{kMaxPointwiseSteps},
             Code::Format, "a pointwise program has no steps or more than {}", kMaxPointwiseSteps);
    PS_CHECK(program->inputs() <= kMaxPointwiseInputs, Code::Format, "a pointwise program has {} inputs", program->inputs());
    out.inputCount = static_cast<std::int8_t>(program->inputs());
    for (const wire::PointwiseStep* step : *program->steps()) {
        PS_ASSIGN(out.steps[static_cast<std::size_t>(out.stepCount)], decodePointwiseStep(*step, out.stepCount, out.inputCount));
        ++out.stepCount;
    }
    return out;
}

Result<Attrs> decodeAttributes(DecodeContext& context, const LayerDef& def,
                               const flatbuffers::Vector<flatbuffers::Offset<wire::Attribute>>& attributes) {
    PS_CHECK(attributes.size() == def.fields.size(), Code::Format, "{} has {} attributes, found {}", def.kind.name,
             def.fields.size(), attributes.size());
    std::vector<std::pair<std::string, AttrValue>> values;
    for (const wire::Attribute* attribute : attributes) {
        PS_ASSIGN(std::string name, decodeText(context, *attribute->name()));
        PS_ASSIGN(AttrValue value, within("attribute '" + name + "'", decodeValue(context, *attribute)));
        values.emplace_back(std::move(name), std::move(value));
    }
    return makeAttrs(def, values);
}

Result<InputRange> decodeRange(DecodeContext& context, const wire::Range& range, const Dims& declared) {
    InputRange out;
    PS_ASSIGN(out.input, decodeText(context, *range.input()));
    PS_ASSIGN(out.min, decodeDims(*range.min(), Format::linear(), false));
    PS_ASSIGN(out.opt, decodeDims(*range.opt(), Format::linear(), false));
    PS_ASSIGN(out.max, decodeDims(*range.max(), Format::linear(), false));
    bool fits = out.min.rank == declared.rank && out.opt.rank == declared.rank && out.max.rank == declared.rank;
    for (int i = 0; fits && i < declared.rank; ++i)
        fits = out.min[i] <= out.opt[i] && out.opt[i] <= out.max[i] && (declared[i] < 0 || (declared[i] == out.min[i] && declared[i] == out.max[i]));
    PS_CHECK(fits, Code::Format, "the range of input '{}' does not go with its shape", out.input);
    PS_ASSIGN(out.minValues, decodeLongs(context, range.min_values()));
    PS_ASSIGN(out.optValues, decodeLongs(context, range.opt_values()));
    PS_ASSIGN(out.maxValues, decodeLongs(context, range.max_values()));
    PS_CHECK(out.minValues.size() == out.optValues.size() && out.optValues.size() == out.maxValues.size(), Code::Format,
             "the value ranges of input '{}' have different lengths", out.input);
    return out;
}

Result<TacticVariant> decodeVariant(DecodeContext& context, const wire::Variant& variant) {
    TacticVariant out;
    PS_ASSIGN(out.algorithm, decodeText(context, *variant.algorithm()));
    PS_ASSIGN(out.formats.inputs, decodeFormats(context, *variant.inputs()));
    PS_ASSIGN(out.formats.outputs, decodeFormats(context, *variant.outputs()));
    out.workspaceBytes = variant.workspace_bytes();
    return out;
}

Result<std::vector<std::uint32_t>> decodeIndices(DecodeContext& context, const flatbuffers::Vector<std::uint32_t>& list,
                                                 std::size_t limit) {
    PS_TRY(spend(context, list.size() * sizeof(std::uint32_t)));
    std::vector<std::uint32_t> out(list.begin(), list.end());
    for (const std::uint32_t index : out) PS_CHECK(index < limit, Code::Format, "index {} is not below {}", index, limit);
    return out;
}

}  // namespace planscope::plan
