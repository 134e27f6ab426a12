// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/inspector_fields.h"

#include "engine/inspect/escape.h"
#include "engine/inspect/inspector_program.h"
#include "engine/inspect/writers.h"
#include "engine/network/pointwise_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <numeric>

namespace planscope::inspect {
namespace {

/// How an attribute is written.
enum class Form { Plain, Ones, Zeros, UpperWord, PaddingMode, ZeroOrOne, InputAxes, OutputAxes, Extents };

struct FieldRow {
    std::string_view kind, key, attribute;
    Form form = Form::Plain;
};
constexpr FieldRow kFieldRows[] = {
    {"convolution", "PaddingMode", "paddingMode", Form::PaddingMode},
    {"convolution", "PrePadding", "prePadding", Form::Zeros},
    {"convolution", "PostPadding", "postPadding", Form::Zeros},
    {"convolution", "Stride", "stride", Form::Ones},
    {"convolution", "Dilation", "dilation", Form::Ones},
    {"deconvolution", "PaddingMode", "paddingMode", Form::PaddingMode},
    {"deconvolution", "PrePadding", "prePadding", Form::Zeros},
    {"deconvolution", "PostPadding", "postPadding", Form::Zeros},
    {"deconvolution", "Stride", "stride", Form::Ones},
    {"deconvolution", "Dilation", "dilation", Form::Ones},
    {"pooling", "PoolingType", "kind", Form::UpperWord},
    {"pooling", "WindowSize", "window"},
    {"pooling", "PaddingMode", "paddingMode", Form::PaddingMode},
    {"pooling", "PrePadding", "prePadding", Form::Zeros},
    {"pooling", "PostPadding", "postPadding", Form::Zeros},
    {"pooling", "Stride", "stride", Form::Ones},
    {"pooling", "BlendFactor", "blendFactor"},
    {"pooling", "AverageCountExcludesPadding", "averageCountExcludesPadding", Form::ZeroOrOne},
    {"resize", "ResizeMode", "mode", Form::UpperWord},
    {"resize", "ResizeScales", "scales"},
    {"resize", "NNRounding", "nearestRounding", Form::UpperWord},
    {"resize", "CoordTransform", "coordinateTransformation", Form::UpperWord},
    {"resize", "ResizeSelector", "selector", Form::UpperWord},
    {"scale", "Mode", "mode", Form::UpperWord},
    {"scale", "ChannelAxis", "channelAxis"},
    {"shuffle", "FirstTranspose", "firstTranspose", Form::InputAxes},
    {"shuffle", "Reshape", "reshape", Form::Extents},
    {"shuffle", "SecondTranspose", "secondTranspose", Form::OutputAxes},
    {"shuffle", "ZeroIsPlaceholder", "zeroIsPlaceholder", Form::ZeroOrOne},
    {"slice", "Start", "start"},
    {"slice", "Size", "size"},
    {"slice", "Stride", "stride", Form::Ones},
    {"slice", "Mode", "mode", Form::UpperWord},
    {"softmax", "HasLog", "log", Form::ZeroOrOne},
};

struct KindRow {
    std::string_view kind, parameterType;
};
constexpr KindRow kParameterTypes[] = {
    {"convolution", "Convolution"}, {"deconvolution", "Convolution"}, {"elementwise", "ElementWise"},
    {"matrix_multiply", "MatrixMultiply"}, {"pointwise", "PointWise"}, {"softmax", "SoftMax"}, {"top_k", "TopK"}};

struct TypeRow {
    DataType type;
    std::string_view word, linear, weights;
};
constexpr TypeRow kTypes[] = {
    {DataType::Float, "FP32", "Row major linear FP32", "Float"},
    {DataType::Half, "FP16", "Row major linear FP16 format", "Half"},
    {DataType::Int8, "Int8", "Row major Int8 format", "Int8"},
    {DataType::Int32, "Int32", "Row major linear Int32", "Int32"},
    {DataType::Bool, "BOOL", "Row major linear BOOL", "Bool"},
    {DataType::UInt8, "UINT8", "Row major linear UINT8", "UInt8"},
    {DataType::Fp8, "FP8", "Unknown format", "Fp8"},
};
static_assert(std::size(kTypes) == kDataTypeCount);

const TypeRow& rowOf(DataType type) { return *std::ranges::find(kTypes, type, &TypeRow::type); }

std::string camelCase(std::string_view words) {
    std::string out;
    bool isStart = true;
    for (const char c : words) {
        if (c == '_' || c == ':') {
            isStart = true;
            continue;
        }
        out += isStart ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        isStart = false;
    }
    return out;
}

std::string upperCase(std::string_view word) {
    std::string out;
    for (const char c : word) out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

std::string jsonOf(const AttrValue& value) {
    struct Writer {
        std::string operator()(bool v) const { return v ? "1" : "0"; }
        std::string operator()(std::int64_t v) const { return std::to_string(v); }
        std::string operator()(double v) const { return jsonNumber(v); }
        std::string operator()(const std::string& v) const { return jsonString(v); }
        std::string operator()(const std::vector<std::int64_t>& v) const { return jsonArray(v); }
        std::string operator()(const std::vector<double>& v) const {
            std::string out;
            for (const double x : v) out += (out.empty() ? "" : ",") + jsonNumber(x);
            return '[' + out + ']';
        }
        std::string operator()(const Body&) const { return "{}"; }  // see attributeJson
    };
    return std::visit(Writer{}, value);
}

/// Ranks that lists of a layer are as long as where they are left empty.
struct Ranks {
    int spatial = 0, input = 0, output = 0;
};

std::string identityAxes(int rank) {
    std::vector<std::int64_t> axes(static_cast<std::size_t>(rank));
    std::iota(axes.begin(), axes.end(), std::int64_t{0});
    return jsonArray(axes);
}

std::string shaped(const AttrValue& value, Form form, const Ranks& ranks) {
    const auto* const list = std::get_if<std::vector<std::int64_t>>(&value);
    if (list && list->empty() && form == Form::InputAxes) return identityAxes(ranks.input);
    if (list && list->empty() && form == Form::OutputAxes) return identityAxes(ranks.output);
    if (list && list->empty() && form == Form::Extents) return R"("nbDims=-1")";
    if (list && list->empty() && (form == Form::Ones || form == Form::Zeros))
        return jsonArray(std::vector<std::int64_t>(static_cast<std::size_t>(ranks.spatial), form == Form::Ones ? 1 : 0));
    const auto* const word = std::get_if<std::string>(&value);
    if (word && form == Form::UpperWord) return jsonString(upperCase(*word));
    if (word && form == Form::PaddingMode) return jsonString("k" + upperCase(*word));
    return jsonOf(value);
}

const AttrField* findField(const LayerDef& def, std::string_view name) {
    const auto found = std::ranges::find(def.fields, name, &AttrField::name);
    return found == def.fields.end() ? nullptr : &*found;
}

const EngineTensor* input(const Engine& engine, const EngineStep& step, std::size_t i) {
    const std::size_t anchorInputs = step.inputs.size() - static_cast<std::size_t>(step.epilogueInputs);
    return i < anchorInputs ? &engine.tensors[step.inputs[i]] : nullptr;
}

std::string countOf(const EngineTensor* tensor) {
    if (!tensor) return R"({"Type": "Float", "Count": 0})";
    const std::int64_t count = tensor->dims.isStatic() ? tensor->dims.volume() : 0;
    return fmt::format(R"({{"Type": "{}", "Count": {}}})", rowOf(tensor->type).weights, count);
}

/// Whether the epilogue is just `op` applied to the anchor's result.
const PointwiseStep* soleStep(const PointwiseProgram& program, PointwiseOp op) {
    return program.stepCount == 2 && program.result().op == op ? &program.result() : nullptr;
}

void addActivation(JsonFields& out, const PointwiseProgram& epilogue) {
    if (epilogue.empty()) {
        out.emplace_back("Activation", R"("NONE")");
    } else if (soleStep(epilogue, PointwiseOp::Relu)) {
        out.emplace_back("Activation", R"("RELU")");
    } else if (const PointwiseStep* const clip = soleStep(epilogue, PointwiseOp::Clip)) {
        out.emplace_back("Activation", R"("CLIPPED_RELU")");
        out.emplace_back("ParameterSubType", fmt::format("\"[{},{}]\"", clip->alpha, clip->beta));
    } else {
        out.emplace_back("Activation", R"("GENERIC")");
        out.emplace_back("ParameterSubType", R"("PointWiseExpression")");
        out.emplace_back("PointWiseExpressionOperations", programFields(epilogue).back().second);
    }
}

void addKernel(JsonFields& out, const EngineTensor* weights) {
    if (!weights || weights->dims.rank < 3) return;
    out.emplace_back("Kernel", jsonArray({weights->dims.begin() + 2, weights->dims.end()}));
}

void addWindowTail(JsonFields& out, const Engine& engine, const EngineStep& step) {
    const EngineTensor* const bias = input(engine, step, 2);
    const Dims& result = engine.tensors[step.outputs.front()].dims;
    out.emplace_back("OutMaps", std::to_string(result.rank > 1 ? result[1] : 0));
    if (const AttrField* const groups = findField(*step.def, "groups")) out.emplace_back("Groups", jsonOf(groups->read(step.attrs.data())));
    out.emplace_back("Weights", countOf(input(engine, step, 1)));
    out.emplace_back("Bias", countOf(bias));
    out.emplace_back("HasSparseWeights", "0");
    addActivation(out, step.epilogue);
    out.emplace_back("HasBias", bias ? "1" : "0");
    out.emplace_back("HasReLU", soleStep(step.epilogue, PointwiseOp::Relu) ? "1" : "0");
}

/// Inputs of a scale layer after the data: shift, scale, power.
void addScaleWeights(JsonFields& out, const Engine& engine, const EngineStep& step) {
    constexpr std::string_view kNames[] = {"Shift", "Scale", "Power"};
    for (std::size_t i = 0; i < std::size(kNames); ++i) out.emplace_back(kNames[i], countOf(input(engine, step, i + 1)));
}

bool isWindowed(std::string_view kind) { return kind == "convolution" || kind == "deconvolution"; }

}  // namespace

std::string jsonArray(const std::vector<std::int64_t>& values) { return fmt::format("[{}]", fmt::join(values, ",")); }

std::string inspectorLayerType(const Engine& engine, const EngineStep& step) {
    if (step.def->kind.name == "reformat") return "Reformat";
    return camelCase(engine.deviceId) + camelCase(step.def->kind.name);
}

namespace {

std::string rowsText(std::string_view word, DataType type, Format format) {
    const std::size_t pixelBytes = sizeOf(type) * static_cast<std::size_t>(format.channelLanes());
    const std::string stride = fmt::format("column stride % {} == 0", pixelBytes * format.lanes);
    if (format.layout == Format::Layout::PaddedRows) return fmt::format("Row major {} format where {}", word, stride);
    return fmt::format("Channel major {} format where channel == 4 and {}", word, stride);
}

}  // namespace

std::string inspectorFormat(DataType type, Format format) {
    const TypeRow& row = rowOf(type);
    if (format.isLinear()) return std::string(row.linear);
    if (format.layout == Format::Layout::ChannelLast) {
        const std::string base = fmt::format("Channel major {} format", row.word);
        return format.lanes == 1 ? base : fmt::format("{} where channel % {} == 0", base, format.lanes);
    }
    if (format.padsRows()) return rowsText(row.word, type, format);
    constexpr std::pair<int, const char*> kWords[] = {{2, "Two"}, {4, "Four"}, {8, "Eight"}, {16, "Sixteen"}, {32, "Thirty-two"}};
    const auto* const word = std::ranges::find(kWords, int{format.lanes}, &std::pair<int, const char*>::first);
    const std::string lanes = word == std::end(kWords) ? std::to_string(format.lanes) : word->second;
    return fmt::format("{} wide channel vectorized row major {} format", lanes, row.word);
}

namespace {

/// Bodies are engines of their own.
std::string attributeJson(const EngineStep& step, const AttrField& field) {
    const AttrValue value = field.read(step.attrs.data());
    if (!std::holds_alternative<Body>(value)) return jsonOf(value);
    const auto isBody = [&](const AttrField& f) { return std::holds_alternative<Body>(f.read(step.attrs.data())); };
    const auto before = std::ranges::count_if(step.def->fields.begin(), step.def->fields.begin() + (&field - step.def->fields.data()), isBody);
    const auto index = static_cast<std::size_t>(before);
    return index < step.bodies.size() ? engineJson(*step.bodies[index]) : "{}";
}

}  // namespace

JsonFields inspectorParameters(const Engine& engine, const EngineStep& step) {
    const std::string_view kind = step.def->kind.name;
    const auto type = std::ranges::find(kParameterTypes, kind, &KindRow::kind);
    JsonFields out{{"ParameterType", jsonString(type == std::end(kParameterTypes) ? camelCase(kind) : std::string(type->parameterType))}};
    if (kind == "reformat") return out.emplace_back("Origin", R"("REFORMAT")"), out;
    if (isWindowed(kind)) addKernel(out, input(engine, step, 1));
    if (!step.attrs.data()) return out;
    const EngineTensor* const data = input(engine, step, 0);
    const int rank = data ? data->dims.rank : 0;
    const Ranks ranks{kind == "slice" ? rank : std::max(0, rank - 2), rank, step.outputs.empty() ? 0 : engine.tensors[step.outputs.front()].dims.rank};
    bool isKnown = false;
    for (const FieldRow& row : kFieldRows) {
        if (row.kind != kind) continue;
        const AttrField* const field = findField(*step.def, row.attribute);
        if (field) out.emplace_back(row.key, shaped(field->read(step.attrs.data()), row.form, ranks));
        isKnown = true;
    }
    if (isWindowed(kind)) return addWindowTail(out, engine, step), out;
    if (kind == "slice") out.emplace_back("negativeInfinityPadding", "0");
    if (kind == "scale") addScaleWeights(out, engine, step);
    const AttrField* const program = findField(*step.def, "program");
    if (program) {
        const auto text = std::get<std::string>(program->read(step.attrs.data()));
        if (const auto parsed = parsePointwise(text)) return std::ranges::move(programFields(*parsed), std::back_inserter(out)), out;
    }
    if (kind == "softmax") {
        const auto axis = std::get<std::int64_t>(findField(*step.def, "axis")->read(step.attrs.data()));
        out.insert(out.begin() + 1, {"Axes", std::to_string(std::int64_t{1} << axis)});
    }
    if (!isKnown)
        for (const AttrField& field : step.def->fields) out.emplace_back(camelCase(field.name), attributeJson(step, field));
    if (!step.epilogue.empty()) addActivation(out, step.epilogue);
    return out;
}

}  // namespace planscope::inspect
