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

/// Collects constants, each content once.
class WeightsWriter {
public:
    std::uint64_t place(const Constant& constant) {
        const std::span<const std::byte> bytes = constant.bytes();
        std::vector<Extent>& twins = m_byHash[hashBytes(bytes, bytes.size())];
        for (const Extent& twin : twins)
            if (std::ranges::equal(bytes, std::span(m_bytes).subspan(twin.offset, twin.bytes))) return twin.offset;
        m_bytes.resize((m_bytes.size() + kSectionAlignment - 1) / kSectionAlignment * kSectionAlignment);
        twins.push_back({m_bytes.size(), bytes.size()});
        m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
        return twins.back().offset;
    }
    std::vector<std::byte> take() { return std::move(m_bytes); }

private:
    struct Extent {
        std::size_t offset, bytes;
    };
    std::vector<std::byte> m_bytes;
    std::unordered_map<std::uint64_t, std::vector<Extent>> m_byHash;  // looked up only, never walked
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

Offset<wire::Step> writeStep(FlatBufferBuilder& out, const EngineStep& step) {
    const auto name = out.CreateString(step.name);
    const auto kind = out.CreateString(step.def->kind.name.data(), step.def->kind.name.size());
    const auto attributes = writeAttributes(out, step);
    const auto epilogue = writeProgram(out, step.epilogue);
    const auto inputs = out.CreateVector(step.inputs);
    const auto outputs = out.CreateVector(step.outputs);
    const auto tactic = out.CreateString(step.tactic);
    const auto variant = writeVariant(out, step.variant);
    const auto origins = out.CreateVector(step.origins);
    return wire::CreateStep(out, name, kind, attributes, epilogue, static_cast<std::uint8_t>(step.epilogueInputs), inputs,
                            outputs, tactic, variant, step.workspaceOffset, origins);
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

}  // namespace

EncodedEngine encodeEngine(const Engine& engine) {
    FlatBufferBuilder out(64 * 1024);
    WeightsWriter weights;
    const auto name = out.CreateString(engine.name);
    const auto tensors = writeAll(out, engine.tensors, [&](const auto& t) { return writeTensor(out, t, weights); });
    const auto steps = writeAll(out, engine.steps, [&](const auto& s) { return writeStep(out, s); });
    const auto inputs = writeAll(out, engine.inputs, [&](const auto& b) { return writeBinding(out, b); });
    const auto outputs = writeAll(out, engine.outputs, [&](const auto& b) { return writeBinding(out, b); });
    const auto origins = writeAll(out, engine.origins, [&](const auto& o) { return writeOrigin(out, o); });
    out.Finish(wire::CreateEngine(out, name, static_cast<std::uint32_t>(engine.threads),
                                  static_cast<std::uint32_t>(engine.optimizationLevel), tensors, steps, inputs, outputs,
                                  engine.arenaBytes, engine.arenaLowerBound, origins, engine.modelHash));
    const auto bytes = std::as_bytes(std::span(out.GetBufferPointer(), out.GetSize()));
    return {{bytes.begin(), bytes.end()}, weights.take()};
}

}  // namespace planscope::plan
