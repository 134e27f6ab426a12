// SPDX-License-Identifier: Apache-2.0
// Plugins that use what the sample does not: Halves has two outputs, arithmetic of extents and a workspace; Thrower throws
// where its field `where` says; BadExtent answers with an extent that cannot be.
#include "engine/plugins/plugin.h"

#include <cstring>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace {

using namespace planscope;
using namespace planscope::plugins;

/// Everything that the plugins here have in common: one Float input, outputs like it.
class OneInput : public Plugin {
public:
    int outputCount() const override { return 1; }
    DataType outputType(int, const DataType*, int) const override { return DataType::Float; }
    Dims outputDimensions(int, const Dims* inputs, int, const ExtentMath&) const override { return inputs[0]; }
    bool supportsFormatCombination(int position, const TensorDesc* tensors, int, int) const override {
        return tensors[position].type == DataType::Float && tensors[position].format.isLinear();
    }
    void configure(const TensorDesc* inputs, int, const TensorDesc*, int) override { m_count = inputs[0].dims.volume(); }
    void serialize(FieldWriter&) const override {}

protected:
    std::int64_t m_count = 0;
};

/// The two halves of the last axis, the second rounded down; copied by way of the workspace.
class Halves final : public OneInput {
public:
    int outputCount() const override { return 2; }
    Dims outputDimensions(int index, const Dims* inputs, int, const ExtentMath& math) const override {
        Dims out = inputs[0];
        const std::int64_t all = out[out.rank - 1], second = math.divideDown(all, 2);
        out[out.rank - 1] = index == 1 ? second : math.subtract(all, second);
        return out;
    }
    std::size_t workspaceBytes(const TensorDesc* inputs, int, const TensorDesc*, int) const override {
        return static_cast<std::size_t>(inputs[0].dims.volume()) * sizeof(float);
    }
    int enqueue(const EnqueueArgs& args) override {
        std::memcpy(args.workspace, args.inputData[0], static_cast<std::size_t>(m_count) * sizeof(float));
        const auto* from = static_cast<const float*>(args.workspace);
        const int rank = args.inputs[0].dims.rank;
        float* to[] = {static_cast<float*>(args.outputData[0]), static_cast<float*>(args.outputData[1])};
        for (std::int64_t row = 0, rows = args.inputs[0].dims.volume(0, rank - 1); row < rows; ++row)
            for (int half = 0; half < 2; ++half)
                for (std::int64_t i = 0; i < args.outputs[half].dims[rank - 1]; ++i) *to[half]++ = *from++;
        return 0;
    }
    Plugin* clone() const override { return new Halves(*this); }
};

class BadExtent final : public OneInput {
public:
    Dims outputDimensions(int, const Dims*, int, const ExtentMath&) const override { return {2, -5}; }
    int enqueue(const EnqueueArgs&) override { return 1; }
    Plugin* clone() const override { return new BadExtent(*this); }
};

class Thrower final : public OneInput {
public:
    explicit Thrower(std::string where) : m_where(std::move(where)) {
        if (m_where == "number") throw 7;
        at("create");
    }
    DataType outputType(int, const DataType*, int) const override { return at("type"), DataType::Float; }
    Dims outputDimensions(int, const Dims* inputs, int, const ExtentMath& math) const override {
        if (m_where == "divide") math.divideDown(6, 0);
        return at("dims"), inputs[0];
    }
    void configure(const TensorDesc*, int, const TensorDesc*, int) override { at("configure"); }
    int enqueue(const EnqueueArgs&) override { return at("enqueue"), m_where == "status" ? 3 : 0; }
    void serialize(FieldWriter& writer) const override { at("serialize"), writer.text("where", m_where.c_str()); }
    Plugin* clone() const override { return at("clone"), new Thrower(*this); }

private:
    void at(const char* place) const {
        if (m_where == place) throw std::runtime_error("it throws in " + m_where);
    }
    std::string m_where;
};

template <class Made>
class Creator final : public PluginCreator {
public:
    explicit Creator(const char* name) : m_name(name) {}
    const char* name() const override { return m_name; }
    const char* version() const override { return "1"; }
    const FieldInfo* fields(int& count) const override {
        static constexpr FieldInfo kWhere{"where", FieldType::Text, "where to throw"};
        count = std::is_same_v<Made, Thrower> ? 1 : 0;
        return &kWhere;
    }
    Plugin* create(const Field* fields, int count) const override {
        if constexpr (std::is_same_v<Made, Thrower>)
            return new Thrower(count == 0 ? "" : std::string(static_cast<const char*>(fields[0].data), static_cast<std::size_t>(fields[0].count)));
        else return new Made;
    }

private:
    const char* m_name;
};

}  // namespace

extern "C" const Library* planscopePlugins() {
    static const Creator<Halves> halves("Halves");
    static const Creator<BadExtent> badExtent("BadExtent");
    static const Creator<Thrower> thrower("Thrower");
    static const PluginCreator* const creators[] = {&halves, &badExtent, &thrower};
    static const Library library{kAbiVersion, "odd plugins", creators, 3};
    return &library;
}
