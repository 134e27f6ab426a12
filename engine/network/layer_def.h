// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/hash.h"
#include "engine/network/attributes.h"
#include "engine/network/constant.h"
#include "kernels/api/kernel_status.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace planscope {

/// Stable identity of a layer kind: the hash of its name.
struct LayerKind {
    std::uint64_t id;
    std::string_view name;

    constexpr explicit LayerKind(std::string_view kindName) : id(hashName(kindName)), name(kindName) {}
    friend constexpr bool operator==(const LayerKind& a, const LayerKind& b) { return a.id == b.id; }
};

/// Families of kinds, for colours and tables. Mirrors inspect::Category.
enum class Category : std::uint8_t {
    Convolution, MatrixMultiply, Pooling, Activation, Elementwise, Normalization, Reduction, DataMovement, Shape,
    Constant, Quantization, Control, Reformat
};

/// What is known of a tensor before run time.
struct TensorInfo {
    DataType type = DataType::Float;
    Dims dims;
    const Constant* constant = nullptr;  ///< its value, where known
    /// Its value as integers in row-major order where `constant` is null but every element is a number or an unknown extent
    /// (engine/network/extent.h): what shape arithmetic yields while shapes are open.
    const std::vector<std::int64_t>* extents = nullptr;
};

/// The integers that a tensor holds, unknown extents among them; nothing where they are decided at run time.
/// @errors Code::DataType, Code::Limit as Constant::toIntegers
Result<std::optional<std::vector<std::int64_t>>> knownIntegers(const TensorInfo& tensor);

struct TensorType {
    DataType type = DataType::Float;
    Dims dims;
    friend bool operator==(const TensorType&, const TensorType&) = default;
};

struct LayerDef;

/// A layer as its own kind sees it: attributes and the anchor's inputs, without the epilogue. Borrowed, cheap to copy.
class LayerView {
public:
    LayerView(const LayerDef& def, const Attrs& attrs, std::span<const TensorInfo> inputs)
        : m_def(&def), m_attrs(&attrs), m_inputs(inputs) {}

    const LayerDef& def() const { return *m_def; }
    template <class T>
    const T& attrs() const {
        return m_attrs->as<T>();
    }
    const Attrs& erasedAttrs() const { return *m_attrs; }
    int inputCount() const { return static_cast<int>(m_inputs.size()); }
    const TensorInfo& input(int i) const { return m_inputs[static_cast<std::size_t>(i)]; }
    std::span<const TensorInfo> inputs() const { return m_inputs; }

private:
    const LayerDef* m_def;
    const Attrs* m_attrs;
    std::span<const TensorInfo> m_inputs;
};

/// Arithmetic and memory traffic of one execution, for FLOP/s columns and rooflines. A multiply-add counts as 2.
struct Work {
    double flops = 0;
    double bytes = 0;  ///< every input and output once
};

/// Everything the engine knows about one layer kind, and the only place that knows it. An aggregate of plain functions:
/// constant-initialised, listable, copyable into a test with one member replaced.
struct LayerDef {
    LayerKind kind;
    Category category;
    std::string_view doc;
    std::span<const AttrField> fields;
    /// A fresh mutable attribute struct: a copy of `from`, or defaults when it is null. Use attrsCopier<Attrs>.
    std::shared_ptr<void> (*copyAttrs)(const void* from);
    /// Checks arity, types and attribute ranges; after Ok, `infer` may index freely.
    Status (*validate)(const LayerView&);
    /// Types and dims of the outputs. @errors Code::Shape, Code::DataType
    Result<std::vector<TensorType>> (*infer)(const LayerView&);
    /// Arithmetic of the kind; null: one operation per output element. Bytes are counted by workOf().
    double (*flops)(const LayerView&, std::span<const TensorType> outputs);
    /// The scalar oracle on host memory, all tensors in Linear format; null for kinds with `evaluate`.
    KernelStatus (*reference)(const LayerView&, std::span<const TensorView> inputs, std::span<const TensorView> outputs);
    /// The outputs follow from the extents of the inputs alone, so that they are known wherever those are static.
    bool readsShapesOnly = false;
    /// Bit i: the extents of the outputs depend on the values of input i, which must be known before the layer runs. `infer`
    /// answers with extents of extent::kAnonymous where they are not.
    std::uint32_t shapeInputs = 0;
    /// Null, or the elements of output 0 as numbers and unknown extents, given those of the inputs; nothing where they cannot be
    /// said. Asked only for small integer outputs of rank 0 or 1 that are not known as constants.
    std::optional<std::vector<std::int64_t>> (*traceExtents)(const LayerView&) = nullptr;
    /// Null, or the largest types that the outputs can have, for kinds whose extents depend on data: there `infer` leaves
    /// extents anonymous although every input is fixed, and the last output is an Int32 list of them in order of outputs
    /// and axes, written by the kernel. Buffers are made for the bound; elements lie as if it were the real extent.
    Result<std::vector<TensorType>> (*bound)(const LayerView&) = nullptr;
    /// Null, or the values of the outputs, for kinds that run bodies: they have no `reference`, since the extents of the
    /// outputs may only be known afterwards. @errors those of the bodies on these values
    Result<std::vector<ConstantPtr>> (*evaluate)(const LayerView&, std::span<const ConstantPtr> inputs) = nullptr;
    /// Empty, or why the kind has no FP16 form, as the end of a sentence: "its scales are exact in single precision only".
    std::string_view whySinglePrecision = {};
};

template <class T>
constexpr auto attrsCopier = [](const void* from) -> std::shared_ptr<void> {
    return from ? std::make_shared<T>(*static_cast<const T*>(from)) : std::make_shared<T>();
};

/// Attribute struct of kinds without attributes.
struct NoAttrs {};

/// The sorted table of all kinds; generated from the list in engine/layers/CMakeLists.txt.
using LayerTable = std::span<const LayerDef* const>;

const LayerDef* findLayerDef(LayerTable table, std::string_view name);

/// Validates and infers in one go, with the kind's name added to errors.
Result<std::vector<TensorType>> inferOutputs(const LayerView& layer);

Work workOf(const LayerView& layer, std::span<const TensorType> outputs);

/// Attributes from (name, value) pairs; missing ones keep their defaults.
/// @errors Code::Attribute naming an unknown attribute or a value of the wrong type
Result<Attrs> makeAttrs(const LayerDef& def, std::span<const std::pair<std::string, AttrValue>> values);

/// Stable hash of kind and all attributes.
void hashAttrs(Hasher& hasher, const LayerDef& def, const Attrs& attrs);
bool equalAttrs(const LayerDef& def, const Attrs& a, const Attrs& b);

}  // namespace planscope
