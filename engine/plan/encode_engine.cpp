// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/encode_engine.h"

#include "engine/plan/container.h"

#include "plan_generated.h"

#include <algorithm>
#include <unordered_map>

namespace planscope::plan {
namespace {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;

/// Collects constants, each content once, without copying them.
class WeightsWriter {
public:
    /// @return where the bytes will be in the section
    std::uint64_t place(const Constant& constant) {
        const auto [known, isNew] = m_offsets.try_emplace(&constant, 0);
        if (isNew) known->second = offsetOf(constant);
        return known->second;
    }
    Pieces take() { return std::move(m_pieces); }

private:
    struct Placed {
        const Constant* constant;
        std::uint64_t offset;
    };

    std::uint64_t offsetOf(const Constant& constant) {
        const std::span<const std::byte> bytes = constant.bytes();
        std::vector<Placed>& twins = m_byHash[hashBytes(bytes, bytes.size())];
        for (const Placed& twin : twins) {
            const bool isEqual = std::ranges::equal(bytes, twin.constant->bytes());
            twin.constant->letGo();
            if (isEqual) return twin.offset;
        }
        constant.letGo();
        const std::uint64_t offset = (m_size + kSectionAlignment - 1) / kSectionAlignment * kSectionAlignment;
        if (offset > m_size) m_pieces.push_back(padding(offset - m_size));
        m_pieces.push_back({bytes, &constant});
        m_size = offset + bytes.size();
        twins.push_back({&constant, offset});
        return offset;
    }

    Pieces m_pieces;
    std::uint64_t m_size = 0;
    std::unordered_map<const Constant*, std::uint64_t> m_offsets;           // both are looked up only, never walked
    std::unordered_map<std::uint64_t, std::vector<Placed>> m_byHash;
};

wire::FormatCode formatCode(Format format) { return {static_cast<std::uint8_t>(format.layout), format.lanes}; }

struct AttributeWriter {
    FlatBufferBuilder& out;
    std::string_view name;
    std::uint8_t type;

    template <class Fill>
    Offset<wire::Attribute> finish(Fill fill) const {
        const auto nameText = out.CreateString(name.data(), name.size());
        wire::AttributeBuilder builder(out);
        builder.add_name(nameText);
        builder.add_type(type);
        fill(builder);
        return builder.Finish();
    }
    Offset<wire::Attribute> operator()(bool v) const {
        return finish([&](auto& b) { b.add_integer(v ? 1 : 0); });
    }
    Offset<wire::Attribute> operator()(std::int64_t v) const {
        return finish([&](auto& b) { b.add_integer(v); });
    }
    Offset<wire::Attribute> operator()(double v) const {
        return finish([&](auto& b) { b.add_number(v); });
    }
    Offset<wire::Attribute> operator()(const std::string& v) const {
        const auto text = out.CreateString(v);
        return finish([&](auto& b) { b.add_text(text); });
    }
    Offset<wire::Attribute> operator()(const std::vector<std::int64_t>& v) const {
        const auto list = out.CreateVector(v);
        return finish([&](auto& b) { b.add_integers(list); });
    }
    Offset<wire::Attribute> operator()(const std::vector<double>& v) const {
        const auto list = out.CreateVector(v);
        return finish([&](auto& b) { b.add_numbers(list); });
    }
    /// Bodies travel as EngineStep::bodies.
    Offset<wire::Attribute> operator()(const Body&) const {
        return finish([](auto&) {});
    }
};

Offset<flatbuffers::Vector<Offset<wire::Attribute>>> writeAttributes(FlatBufferBuilder& out, const EngineStep& step) {
    std::vector<Offset<wire::Attribute>> all;
    for (const AttrField& field : step.def->fields) {
        const AttrValue value = field.read(step.attrs.data());
        all.push_back(std::visit(AttributeWriter{out, field.name, static_cast<std::uint8_t>(value.index())}, value));
    }
    return out.CreateVector(all);
}

Offset<wire::Program> writeProgram(FlatBufferBuilder& out, const PointwiseProgram& program) {
    if (program.empty()) return 0;
    std::vector<wire::PointwiseStep> steps;
    for (int i = 0; i < program.stepCount; ++i) {
        const PointwiseStep& s = program.steps[static_cast<std::size_t>(i)];
        steps.emplace_back(static_cast<std::uint8_t>(s.op), static_cast<std::uint8_t>(s.type), s.a, s.b, s.c, s.alpha, s.beta);
    }
    return wire::CreateProgram(out, static_cast<std::uint8_t>(program.inputCount), out.CreateVectorOfStructs(steps));
}

Offset<flatbuffers::Vector<const wire::FormatCode*>> writeFormats(FlatBufferBuilder& out, const std::vector<Format>& formats) {
    std::vector<wire::FormatCode> codes;
    for (const Format format : formats) codes.push_back(formatCode(format));
    return out.CreateVectorOfStructs(codes);
}

Offset<wire::Variant> writeVariant(FlatBufferBuilder& out, const TacticVariant& variant) {
    const auto algorithm = out.CreateString(variant.algorithm);
    const auto inputs = writeFormats(out, variant.formats.inputs);
    const auto outputs = writeFormats(out, variant.formats.outputs);
    return wire::CreateVariant(out, algorithm, inputs, outputs, variant.workspaceBytes);
}

Offset<wire::Tensor> writeTensor(FlatBufferBuilder& out, const EngineTensor& tensor, WeightsWriter& weights) {
    const auto name = out.CreateString(tensor.name);
    const auto dims = out.CreateVector(tensor.dims.begin(), static_cast<std::size_t>(tensor.dims.rank));
    const wire::FormatCode format = formatCode(tensor.format);
    const std::uint64_t offset = tensor.placement == Placement::Constant ? weights.place(*tensor.constant) : tensor.offset;
    return wire::CreateTensor(out, name, static_cast<std::uint8_t>(tensor.type),
                              static_cast<std::uint8_t>(tensor.placement), dims, &format, offset);
}

Offset<wire::Binding> writeBinding(FlatBufferBuilder& out, const EngineBinding& binding) {
    return wire::CreateBinding(out, out.CreateString(binding.name), binding.tensor);
}

Offset<wire::Origin> writeOrigin(FlatBufferBuilder& out, const Origin& origin) {
    const auto name = out.CreateString(origin.name);
    const auto op = out.CreateString(origin.op);
    return wire::CreateOrigin(out, name, op);
}

/// A vector of tables, one per item, in order.
template <class Items, class Write>
auto writeAll(FlatBufferBuilder& out, const Items& items, Write write) {
    std::vector<decltype(write(items.front()))> all;
    all.reserve(items.size());
    for (const auto& item : items) all.push_back(write(item));
    return out.CreateVector(all);
}

Offset<wire::Range> writeRange(FlatBufferBuilder& out, const InputRange& range) {
    const auto extents = [&](const Dims& dims) { return out.CreateVector(dims.begin(), static_cast<std::size_t>(dims.rank)); };
    const auto values = [&](const std::vector<std::int64_t>& v) {
        return v.empty() ? Offset<flatbuffers::Vector<std::int64_t>>() : out.CreateVector(v);
    };
    const auto input = out.CreateString(range.input);
    const auto min = extents(range.min), opt = extents(range.opt), max = extents(range.max);
    const auto minValues = values(range.minValues), optValues = values(range.optValues), maxValues = values(range.maxValues);
    return wire::CreateRange(out, input, min, opt, max, minValues, optValues, maxValues);
}

Offset<wire::Choice> writeChoice(FlatBufferBuilder& out, const TacticChoice& choice) {
    const auto tactic = out.CreateString(choice.tactic);
    const auto variant = writeVariant(out, choice.variant);
    return wire::CreateChoice(out, tactic, variant);
}

/// Nothing for an empty list, so that engines of fixed shapes are written as they were before there were others.
template <class Items, class Write>
auto writeUnlessEmpty(FlatBufferBuilder& out, const Items& items, Write write) {
    using List = decltype(writeAll(out, items, write));
    return items.empty() ? List() : writeAll(out, items, write);
}

class EngineWriter {
public:
    EngineWriter(FlatBufferBuilder& out, WeightsWriter& weights) : m_out(out), m_weights(weights) {}

    Offset<wire::Engine> write(const Engine& engine) {
        const auto name = m_out.CreateString(engine.name);
        const auto tensors = writeAll(m_out, engine.tensors, [&](const auto& t) { return writeTensor(m_out, t, m_weights); });
        const auto steps = writeAll(m_out, engine.steps, [&](const auto& s) { return writeStep(s); });
        const auto inputs = writeAll(m_out, engine.inputs, [&](const auto& b) { return writeBinding(m_out, b); });
        const auto outputs = writeAll(m_out, engine.outputs, [&](const auto& b) { return writeBinding(m_out, b); });
        const auto origins = writeAll(m_out, engine.origins, [&](const auto& o) { return writeOrigin(m_out, o); });
        const auto names = writeUnlessEmpty(m_out, engine.extentNames, [&](const ExtentName& n) {
            return wire::CreateExtentName(m_out, n.extent, m_out.CreateString(n.name));
        });
        const auto profiles = writeUnlessEmpty(m_out, engine.profiles, [&](const OptimizationProfile& p) {
            return wire::CreateProfile(m_out, writeAll(m_out, p.inputs, [&](const InputRange& r) { return writeRange(m_out, r); }));
        });
        return wire::CreateEngine(m_out, name, static_cast<std::uint32_t>(engine.threads), static_cast<std::uint32_t>(engine.optimizationLevel),
                                  tensors, steps, inputs, outputs, engine.arenaBytes, engine.arenaLowerBound, origins, engine.modelHash,
                                  engine.isOpen, names, profiles);
    }

private:
    Offset<wire::Step> writeStep(const EngineStep& step) {
        const auto name = m_out.CreateString(step.name);
        const auto kind = m_out.CreateString(step.def->kind.name.data(), step.def->kind.name.size());
        const auto attributes = writeAttributes(m_out, step);
        const auto epilogue = writeProgram(m_out, step.epilogue);
        const auto inputs = m_out.CreateVector(step.inputs);
        const auto outputs = m_out.CreateVector(step.outputs);
        const auto tactic = m_out.CreateString(step.tactic);
        const auto variant = writeVariant(m_out, step.variant);
        const auto origins = m_out.CreateVector(step.origins);
        const auto choices = writeUnlessEmpty(m_out, step.choices, [&](const TacticChoice& c) { return writeChoice(m_out, c); });
        const auto bodies = writeUnlessEmpty(m_out, step.bodies, [&](const auto& body) { return write(*body); });
        return wire::CreateStep(m_out, name, kind, attributes, epilogue, static_cast<std::uint8_t>(step.epilogueInputs), inputs, outputs,
                                tactic, variant, step.workspaceOffset, origins, choices, bodies, static_cast<std::uint8_t>(step.numerics));
    }

    FlatBufferBuilder& m_out;
    WeightsWriter& m_weights;
};

}  // namespace

EncodedEngine encodeEngine(const Engine& engine) {
    FlatBufferBuilder out(64 * 1024);
    WeightsWriter weights;
    out.Finish(EngineWriter(out, weights).write(engine));
    const auto bytes = std::as_bytes(std::span(out.GetBufferPointer(), out.GetSize()));
    return {{bytes.begin(), bytes.end()}, weights.take()};
}

}  // namespace planscope::plan
