// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/runtime/standard/control_runners.h"
#include "engine/runtime/standard/host_copies.h"

#include <algorithm>

namespace planscope {
namespace {

class Conditional final : public ControlStep {
public:
    explicit Conditional(std::vector<std::unique_ptr<OpenContext>> bodies) : m_bodies(std::move(bodies)) {}

    Status run(Stream& stream, std::span<const TensorRef> inputs) override {
        std::byte condition{};
        PS_TRY(copyToHost(stream, std::span(&condition, 1), inputs[0].address));
        const bool isTrue = condition != std::byte{0};
        m_branch = m_bodies[isTrue ? 0 : 1].get();
        for (std::size_t i = 1; i < inputs.size(); ++i)
            PS_TRY(m_branch->bindInput(static_cast<int>(i) - 1, inputs[i].dims, inputs[i].address, inputs[i].value));
        return within(isTrue ? "then" : "else", m_branch->run());
    }
    Dims outputDims(int index) const override { return m_branch->outputDims(index); }
    DeviceAddress outputAddress(int index) const override { return m_branch->outputAddress(index); }
    Status exchangeOutput(int index, GrowingBuffer& other) override { return m_branch->exchangeOutput(index, other); }

private:
    std::vector<std::unique_ptr<OpenContext>> m_bodies;
    OpenContext* m_branch = nullptr;  ///< the one that ran last
};

}  // namespace

Result<std::unique_ptr<ControlStep>> makeConditional(const EngineStep& step, std::vector<std::unique_ptr<OpenContext>> bodies, const ContextOptions&) {
    const auto fits = [&](const std::unique_ptr<OpenContext>& body) {
        return body->engine().inputs.size() + 1 == step.inputs.size() && body->engine().outputs.size() == step.outputs.size();
    };
    PS_CHECK(bodies.size() == 2 && std::ranges::all_of(bodies, fits), Code::Format, "the branches have other inputs or outputs than their step");
    return std::make_unique<Conditional>(std::move(bodies));
}

}  // namespace planscope
