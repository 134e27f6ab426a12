// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/runtime/open_networks.h"

#include "engine/base/check.h"
#include "engine/devices/reference_kernel.h"
#include "engine/layers/activation.h"
#include "engine/layers/cast.h"
#include "engine/layers/concatenation.h"
#include "engine/layers/convolution.h"
#include "engine/layers/elementwise.h"
#include "engine/layers/gather.h"
#include "engine/layers/pooling.h"
#include "engine/layers/reduce.h"
#include "engine/layers/shape.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/softmax.h"
#include "engine/network/extent.h"

#include <algorithm>
#include <cstdlib>

namespace planscope::runtime_tests {
namespace {

TensorId add(Network& network, std::string name, const LayerDef& def, Attrs attrs, std::vector<TensorId> inputs) {
    const auto id = network.addLayer({.name = std::move(name), .def = &def, .attrs = std::move(attrs), .inputs = std::move(inputs)});
    if (!id) {
        std::fprintf(stderr, "%s\n", id.error().text().c_str());
        std::abort();
    }
    return network.layer(*id).outputs[0];
}

TensorId addInts(Network& network, std::string name, std::vector<std::int32_t> values) {
    return network.addConstant(std::move(name), Constant::ofInts({static_cast<std::int64_t>(values.size())}, values));
}

TensorId addFloats(Network& network, std::string name, const Dims& dims) {
    return network.addConstant(std::move(name), Constant::ofFloats(dims, ramp(static_cast<std::size_t>(dims.volume()))));
}

std::vector<TensorType> positivesTypes(const LayerView& layer, std::int64_t count) {
    return {{layer.input(0).type, {count}}, {DataType::Int32, {1}}};
}

KernelStatus positives(const LayerView&, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    std::int32_t count = 0;
    for (std::int64_t i = 0; i < inputs[0].volume(); ++i)
        if (const float v = inputs[0].as<float>()[i]; v > 0) outputs[0].as<float>()[count++] = v;
    outputs[1].as<std::int32_t>()[0] = count;
    return KernelStatus::Ok;
}

constexpr LayerDef kPositives{
    .kind = LayerKind{"test_positives"},
    .category = Category::DataMovement,
    .doc = "",
    .fields = {},
    .copyAttrs = attrsCopier<NoAttrs>,
    .validate = [](const LayerView&) -> Status { return {}; },
    .infer = [](const LayerView& layer) -> Result<std::vector<TensorType>> { return positivesTypes(layer, extent::kAnonymous); },
    .flops = nullptr,
    .reference = positives,
    .bound = [](const LayerView& layer) -> Result<std::vector<TensorType>> { return positivesTypes(layer, layer.input(0).dims[0]); }};

constexpr TacticDef kTactic{.name = "test_positives.cpu.reference",
                            .version = 1,
                            .safe = false,
                            .accepts = devices::reference_kernel::accepts,
                            .variants = devices::reference_kernel::variants,
                            .lower = devices::reference_kernel::lower};
constexpr const TacticDef* kTactics[] = {&kTactic};
constexpr TacticList kList{LayerKind{"test_positives"}, kTactics};

/// The CPU device with one list more.
class TestDevice final : public Device {
public:
    explicit TestDevice(std::shared_ptr<const Device> cpu) : m_cpu(std::move(cpu)) {
        m_lists.assign(m_cpu->tacticLists().begin(), m_cpu->tacticLists().end());
        m_lists.push_back(&kList);
        std::ranges::sort(m_lists, {}, [](const TacticList* list) { return list->kind.name; });
    }
    const DeviceInfo& info() const override { return m_cpu->info(); }
    Result<std::unique_ptr<DeviceMemory>> allocate(std::size_t bytes) const override { return m_cpu->allocate(bytes); }
    std::unique_ptr<Stream> createStream() const override { return m_cpu->createStream(); }
    std::unique_ptr<Event> createEvent() const override { return m_cpu->createEvent(); }
    std::span<const TacticList* const> tacticLists() const override { return m_lists; }

private:
    std::shared_ptr<const Device> m_cpu;
    std::vector<const TacticList*> m_lists;
};

}  // namespace

std::vector<float> ramp(std::size_t size) {
    std::vector<float> out(size);
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<float>(i * 37 % 101) / 50 - 1;
    return out;
}

Network imageNetwork(std::int64_t batch, std::int64_t side) {
    Network network;
    network.name = "image";
    network.nameExtent("batch");
    network.nameExtent("side");
    const TensorId x = network.addInput("x", DataType::Float, {batch, 3, side, side});
    const layers::convolution::Attrs padded{.stride = {1, 1}, .dilation = {}, .prePadding = {1, 1}, .postPadding = {1, 1}};
    const TensorId c = add(network, "conv", layers::convolution::def, Attrs::of(padded),
                           {x, addFloats(network, "w", {16, 3, 3, 3}), addFloats(network, "b", {16})});
    const TensorId r = add(network, "relu", layers::activation::def, Attrs::of(layers::activation::Attrs{}), {c});
    layers::pooling::Attrs pooling;
    pooling.window = {2, 2};
    pooling.stride = {2, 2};
    const TensorId p = add(network, "pool", layers::pooling::def, Attrs::of(pooling), {r});
    const TensorId shape = add(network, "shape", layers::shape::def, Attrs::of(NoAttrs{}), {p});
    const TensorId first = add(network, "first", layers::gather::def, Attrs::of(layers::gather::Attrs{}), {shape, addInts(network, "zero", {0})});
    const TensorId dims = add(network, "dims", layers::concatenation::def, Attrs::of(layers::concatenation::Attrs{}),
                              {first, addInts(network, "rest", {-1})});
    layers::shuffle::Attrs reshape;
    reshape.hasReshape = true;
    const TensorId flat = add(network, "flat", layers::shuffle::def, Attrs::of(reshape), {p, dims});
    const TensorId y = add(network, "soft", layers::softmax::def, Attrs::of(layers::softmax::Attrs{.axis = 1}), {flat});
    network.markOutput("y", y);
    network.markOutput("p", p);
    network.markOutput("shape", shape);
    return network;
}

Network sumNetwork(std::int64_t rowsOfA, std::int64_t rowsOfB) {
    Network network;
    network.nameExtent("rows");
    const TensorId a = network.addInput("a", DataType::Float, {rowsOfA, 4});
    const TensorId b = network.addInput("b", DataType::Float, {rowsOfB, 4});
    network.markOutput("s", add(network, "sum", layers::elementwise::def, Attrs::of(layers::elementwise::Attrs{}), {a, b}));
    return network;
}

Network reshapeNetwork(std::int64_t elements) {
    Network network;
    const TensorId x = network.addInput("x", DataType::Float, {elements});
    const TensorId dims = network.addInput("dims", DataType::Int32, {2});
    layers::shuffle::Attrs reshape;
    reshape.hasReshape = true;
    const TensorId y = add(network, "reshape", layers::shuffle::def, Attrs::of(reshape), {x, dims});
    network.markOutput("y", add(network, "relu", layers::activation::def, Attrs::of(layers::activation::Attrs{}), {y}));
    return network;
}

Network dividedNetwork(std::int64_t elements) {
    Network network;
    const TensorId x = network.addInput("x", DataType::Float, {elements});
    const TensorId most = add(network, "most", layers::reduce::def,
                              Attrs::of(layers::reduce::Attrs{.kind = ReduceKind::Max, .axes = 1, .keepDims = true}), {x});
    const TensorId rows = add(network, "rows", layers::cast::def, Attrs::of(layers::cast::Attrs{.to = DataType::Int32}), {most});
    const TensorId dims = add(network, "dims", layers::concatenation::def, Attrs::of(layers::concatenation::Attrs{}),
                              {rows, addInts(network, "rest", {-1})});
    layers::shuffle::Attrs reshape;
    reshape.hasReshape = true;
    const TensorId y = add(network, "reshape", layers::shuffle::def, Attrs::of(reshape), {x, dims});
    network.markOutput("y", add(network, "relu", layers::activation::def, Attrs::of(layers::activation::Attrs{}), {y}));
    return network;
}

Network positivesNetwork(std::int64_t elements) {
    Network network;
    const TensorId x = network.addInput("x", DataType::Float, {elements});
    const TensorId found = add(network, "positives", kPositives, Attrs::of(NoAttrs{}), {x});
    const TensorId y = add(network, "double", layers::elementwise::def, Attrs::of(layers::elementwise::Attrs{}), {found, found});
    network.markOutput("y", y);
    network.markOutput("t", add(network, "total", layers::reduce::def, Attrs::of(layers::reduce::Attrs{.axes = 1}), {y}));
    network.markOutput("found", found);
    return network;
}

std::shared_ptr<const Device> testDevice() { return std::make_shared<TestDevice>(*openDevice("cpu", 1)); }

}  // namespace planscope::runtime_tests
