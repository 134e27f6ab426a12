// SPDX-License-Identifier: Apache-2.0
// A plugin library with one activation, Snake: y = x + sin(frequency * x)^2 / frequency. docs/plugins.md walks through it.
#include "engine/plugins/plugin.h"
#include "samples/plugins/snake.h"

#include <cmath>
#include <stdexcept>

namespace samples {
namespace {

using namespace planscope;
using namespace planscope::plugins;

class Snake final : public Plugin {
public:
    explicit Snake(double frequency) : m_frequency(static_cast<float>(frequency)) {
        if (!(m_frequency > 0) || std::isinf(m_frequency)) throw std::invalid_argument("frequency must be a number above 0");
    }

    int outputCount() const override { return 1; }
    DataType outputType(int, const DataType* inputs, int inputCount) const override {
        if (inputCount != 1 || inputs[0] != DataType::Float) throw std::invalid_argument("it takes one input of type f32");
        return DataType::Float;
    }
    Dims outputDimensions(int, const Dims* inputs, int, const ExtentMath&) const override { return inputs[0]; }

    /// Any format, as long as both tensors have it: Snake(0) = 0 keeps padding lanes zero.
    bool supportsFormatCombination(int position, const TensorDesc* tensors, int, int) const override {
        return tensors[position].type == DataType::Float && tensors[position].format == tensors[0].format;
    }
    bool runsOn(Memory memory) const override {
#ifdef SAMPLES_CUDA
        if (memory == Memory::Cuda) return true;
#endif
        return memory == Memory::Host;
    }
    void configure(const TensorDesc* inputs, int, const TensorDesc*, int) override {
        m_count = storageElements(inputs[0].dims, inputs[0].format);
    }

    int enqueue(const EnqueueArgs& args) override {
        const auto* const x = static_cast<const float*>(args.inputData[0]);
        auto* const y = static_cast<float*>(args.outputData[0]);
#ifdef SAMPLES_CUDA
        if (args.memory == Memory::Cuda) return snakeOnCuda(x, y, m_count, m_frequency, args.stream);
#endif
        for (std::int64_t i = 0; i < m_count; ++i) {
            const float wave = std::sin(m_frequency * x[i]);
            y[i] = x[i] + wave * wave / m_frequency;
        }
        return 0;
    }

    void serialize(FieldWriter& writer) const override {
        const double frequency = m_frequency;
        writer.numbers("frequency", &frequency, 1);
    }
    Plugin* clone() const override { return new Snake(*this); }

private:
    float m_frequency;
    std::int64_t m_count = 0;
};

class SnakeCreator final : public PluginCreator {
public:
    const char* name() const override { return "Snake"; }
    const char* version() const override { return "1"; }
    const char* nameSpace() const override { return "planscope.samples"; }
    const FieldInfo* fields(int& count) const override {
        static constexpr FieldInfo kFields[] = {{"frequency", FieldType::Numbers, "of the wave, above 0; 1 where it is not given"}};
        count = 1;
        return kFields;
    }
    Plugin* create(const Field* fields, int count) const override {
        if (count == 0) return new Snake(1);
        if (fields[0].count != 1) throw std::invalid_argument("frequency is one number");
        return new Snake(*static_cast<const double*>(fields[0].data));
    }
};

}  // namespace
}  // namespace samples

extern "C" const planscope::plugins::Library* planscopePlugins() {
    static const samples::SnakeCreator creator;
    static const planscope::plugins::PluginCreator* const creators[] = {&creator};
    static const planscope::plugins::Library library{planscope::plugins::kAbiVersion, "Planscope's sample plugins", creators, 1};
    return &library;
}
