// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/data_type.h"
#include "kernels/api/dims.h"
#include "kernels/api/format.h"

#include <cstddef>
#include <cstdint>

/// What a plugin library implements; docs/plugins.md shows how. The shape is that of TensorRT 8.6's IPluginV2DynamicExt,
/// IPluginV2IOExt and IPluginCreator. Nothing of the standard library crosses the border except exceptions: any function
/// may throw a std::exception, whose text becomes the message behind the plugin's name. Strings end with a zero byte and
/// live as long as the object that they come from.
namespace planscope::plugins {

/// Raised with every change of this header or of the headers that it includes.
inline constexpr std::uint32_t kAbiVersion = 1;

enum class FieldType : std::uint8_t {
    Integers,  ///< std::int64_t
    Numbers,   ///< double
    Text,      ///< char
};

/// One named attribute: `count` elements at `data`; a single number is a list of one.
struct Field {
    const char* name = nullptr;
    FieldType type = FieldType::Integers;
    const void* data = nullptr;
    std::int64_t count = 0;
};

/// Takes the fields that a plugin wants to have back when it is made again.
class FieldWriter {
public:
    virtual ~FieldWriter() = default;
    virtual void integers(const char* name, const std::int64_t* values, std::int64_t count) = 0;
    virtual void numbers(const char* name, const double* values, std::int64_t count) = 0;
    virtual void text(const char* name, const char* value) = 0;
};

/// Arithmetic of extents. While shapes are open an extent is a negative code, so results must come from these functions
/// (as from IExprBuilder); numbers stay numbers.
class ExtentMath {
public:
    virtual ~ExtentMath() = default;
    virtual std::int64_t add(std::int64_t a, std::int64_t b) const = 0;
    virtual std::int64_t subtract(std::int64_t a, std::int64_t b) const = 0;
    virtual std::int64_t multiply(std::int64_t a, std::int64_t b) const = 0;
    /// a / b rounded towards minus infinity; b is not the number 0.
    virtual std::int64_t divideDown(std::int64_t a, std::int64_t b) const = 0;
    virtual std::int64_t smaller(std::int64_t a, std::int64_t b) const = 0;
    virtual std::int64_t larger(std::int64_t a, std::int64_t b) const = 0;
};

/// A tensor with fixed dims, as it lies in memory.
struct TensorDesc {
    DataType type = DataType::Float;
    Format format;
    Dims dims;
};

/// Where tensors lie.
enum class Memory : std::uint8_t {
    Host,
    Cuda,
};

/// One execution: descriptions and addresses of all inputs and outputs, in order.
struct EnqueueArgs {
    const TensorDesc* inputs = nullptr;
    const TensorDesc* outputs = nullptr;
    const void* const* inputData = nullptr;
    void* const* outputData = nullptr;
    int inputCount = 0, outputCount = 0;
    void* workspace = nullptr;
    Memory memory = Memory::Host;
    void* stream = nullptr;  ///< cudaStream_t where memory is Cuda
};

/// One layer of some network. Outputs must follow from inputs and fields alone: a plugin may be run more often than the
/// caller asks for, to time it, and its value may be computed once where its inputs are constants.
class Plugin {
public:
    virtual ~Plugin() = default;

    virtual int outputCount() const = 0;
    /// Throw where the plugin cannot take these inputs.
    virtual DataType outputType(int index, const DataType* inputs, int inputCount) const = 0;
    virtual Dims outputDimensions(int index, const Dims* inputs, int inputCount, const ExtentMath& math) const = 0;

    /// Whether tensor `position`, counted over inputs and then outputs, may have the type and format that it has in `tensors`,
    /// given those before it.
    virtual bool supportsFormatCombination(int position, const TensorDesc* tensors, int inputCount, int outputCount) const = 0;
    virtual bool runsOn(Memory memory) const { return memory == Memory::Host; }
    /// Scratch memory of one execution.
    virtual std::size_t workspaceBytes(const TensorDesc*, int, const TensorDesc*, int) const { return 0; }

    /// Called once before executions, with what all of them will have.
    virtual void configure(const TensorDesc* inputs, int inputCount, const TensorDesc* outputs, int outputCount) = 0;
    /// 0 is success. Must not use the heap once it has run.
    virtual int enqueue(const EnqueueArgs& args) = 0;

    /// Writes the fields from which a creator makes an equal plugin.
    virtual void serialize(FieldWriter& writer) const = 0;
    /// A copy of its own, configured as this one is.
    virtual Plugin* clone() const = 0;
};

/// A field that a creator understands. Fields that are not given keep the plugin's defaults.
struct FieldInfo {
    const char* name = nullptr;
    FieldType type = FieldType::Integers;
    const char* doc = nullptr;
};

/// Makes plugins of one kind. (nameSpace, name, version) is unique among all libraries that are loaded together.
class PluginCreator {
public:
    virtual ~PluginCreator() = default;
    virtual const char* name() const = 0;
    virtual const char* version() const = 0;
    /// An ONNX node of this domain and operator `name()` becomes this plugin.
    virtual const char* nameSpace() const { return ""; }
    virtual const FieldInfo* fields(int& count) const = 0;
    /// From an ONNX node's attributes or from what serialize() wrote; names and types were checked. Throw where a value is
    /// wrong.
    virtual Plugin* create(const Field* fields, int count) const = 0;
};

/// What a library says of itself. `abiVersion` is first in every version of this header.
struct Library {
    std::uint32_t abiVersion = kAbiVersion;
    const char* name = nullptr;
    const PluginCreator* const* creators = nullptr;
    int creatorCount = 0;
};

/// The one symbol of a library: extern "C" const Library* planscopePlugins();
using EntryPoint = const Library* (*)();
inline constexpr const char* kEntryPoint = "planscopePlugins";

}  // namespace planscope::plugins
