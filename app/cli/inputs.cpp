// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"

#include "app/session/made_up_inputs.h"
#include "engine/base/check.h"
#include "engine/network/names.h"
#include "engine/onnx/tensor_file.h"
#include "engine/precision/half_weights.h"

#include <algorithm>
#include <fstream>

namespace planscope::cli {
namespace {

const EngineTensor& tensorOf(const Engine& engine, const EngineBinding& binding) { return engine.tensors[binding.tensor]; }

std::size_t hostBytes(const EngineTensor& tensor) { return storageBytes(tensor.type, tensor.dims, Format::linear()); }

Result<std::vector<std::byte>> fromTensorFile(InferenceContext& context, std::size_t index, const std::string& file) {
    PS_ASSIGN(const onnx::NamedConstant read, onnx::readTensorFile(file));
    if (context.engine().isOpen)
        PS_TRY(within("file '" + file + "'", context.setInputShape(context.engine().inputs[index].name, read.value->dims())));
    const EngineTensor tensor = session::presentInput(context, index);
    const ConstantPtr value = precision::inRealType(read.value, tensor.type);
    PS_CHECK(value->type() == tensor.type, Code::DataType, "file '{}' holds {}, input '{}' takes {}", file,
             toString(read.value->type()), tensor.name, toString(tensor.type));
    PS_CHECK(read.value->dims() == tensor.dims, Code::Shape, "file '{}' has shape {}, input '{}' takes {}", file,
             toString(read.value->dims()), tensor.name, toString(tensor.dims));
    const auto bytes = value->bytes();
    return std::vector<std::byte>(bytes.begin(), bytes.end());
}

Result<std::vector<std::byte>> fromRawFile(const EngineTensor& tensor, const std::string& file) {
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    PS_CHECK(in.is_open(), Code::File, "cannot open '{}'", file);
    const auto size = static_cast<std::size_t>(std::max<std::streamoff>(in.tellg(), 0));
    PS_CHECK(size == hostBytes(tensor), Code::Shape, "file '{}' has {} bytes, input '{}' takes {}", file, size, tensor.name, hostBytes(tensor));
    std::vector<std::byte> out(size);
    in.seekg(0);
    in.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(size));
    PS_CHECK(in.good() || size == 0, Code::File, "cannot read '{}'", file);
    return out;
}

void noteMadeUp(const InferenceContext& context, std::size_t index, const std::vector<std::byte>& value, Console& console) {
    const std::string& name = context.engine().inputs[index].name;
    const bool decidesShapes = !context.shapeValue(static_cast<int>(index)).empty();
    const bool isZero = std::ranges::all_of(value, [](std::byte b) { return b == std::byte{0}; });
    if (decidesShapes && isZero)
        console.warn(fmt::format("the values of input '{}' decide shapes and are all 0; --shapes={}:... or --loadInputs set them", name, name));
    const bool isFloat = session::presentInput(context, index).type == DataType::Float;
    console.detail(fmt::format("Using {} for input {}", decidesShapes ? "the shapes given or tuned for" : isFloat ? "random values" : "zeros", name));
}

}  // namespace

Result<HostInputs> makeInputs(InferenceContext& context, const std::vector<std::string>& loadInputs, Console& console) {
    PS_ASSIGN(const std::vector<NamedItem> items, parseNamedItems(loadInputs, "--loadInputs"));
    const Engine& engine = context.engine();
    HostInputs out(engine.inputs.size());
    std::vector<bool> given(engine.inputs.size());
    for (const NamedItem& item : items) {
        const auto at = std::ranges::find(engine.inputs, item.name, &EngineBinding::name);
        PS_CHECK(at != engine.inputs.end(), Code::Option, "--loadInputs names '{}', which is not an input", item.name);
        const auto index = static_cast<std::size_t>(at - engine.inputs.begin());
        PS_ASSIGN(out[index], item.value.ends_with(".pb") ? fromTensorFile(context, index, item.value)
                                                          : fromRawFile(session::presentInput(context, index), item.value));
        given[index] = true;
        console.detail(fmt::format("Using values loaded from {} for input {}", item.value, item.name));
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (given[i]) continue;
        out[i] = session::madeUpInput(context, i);
        noteMadeUp(context, i, out[i], console);
    }
    return out;
}

Status setInputs(InferenceContext& context, const HostInputs& inputs) {
    for (std::size_t i = 0; i < inputs.size(); ++i) PS_TRY(context.setInput(static_cast<int>(i), inputs[i]));
    return {};
}

Result<std::vector<ConstantPtr>> readOutputs(const InferenceContext& context) {
    std::vector<ConstantPtr> out;
    const Engine& engine = context.engine();
    for (std::size_t i = 0; i < engine.outputs.size(); ++i) {
        const DataType type = tensorOf(engine, engine.outputs[i]).type;
        const Dims dims = context.outputDims(static_cast<int>(i));
        std::vector<std::byte> bytes(storageBytes(type, dims, Format::linear()));
        PS_TRY(context.readOutput(static_cast<int>(i), bytes));
        out.push_back(Constant::own(type, dims, std::move(bytes)));
    }
    return out;
}

std::string describeTensor(std::string_view role, std::string_view name, const Constant& value) {
    return fmt::format("{} '{}' {} {}", role, name, toString(value.type()), toString(value.dims()));
}

}  // namespace planscope::cli
