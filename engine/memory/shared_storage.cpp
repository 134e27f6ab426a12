// SPDX-License-Identifier: Apache-2.0
#include "engine/memory/shared_storage.h"

#include "engine/devices/adapted_tactic.h"

namespace planscope {
namespace {

constexpr std::uint64_t kAlignment = 64;

class Sharing {
public:
    Sharing(const Engine& engine, const Device& device) : m_engine(engine), m_device(device), m_places(engine.tensors.size()) {
        for (std::uint32_t t = 0; t < m_places.size(); ++t) m_places[t].root = t;
    }

    std::vector<StoragePlace> run() {
        for (const EngineStep& step : m_engine.steps) visit(step);
        for (StoragePlace& place : m_places) place = resolved(place);
        return std::move(m_places);
    }

private:
    void visit(const EngineStep& step) {
        const TacticDef* tactic = findTactic(m_device, step.def->kind, step.tactic);
        if (!tactic || !tactic->inPlace || !step.epilogue.empty()) return;
        const Problem problem = problemOf(m_engine, step);
        const auto offsets = AdaptedProblem(problem).inPlace(*tactic, step.variant);
        const std::uint32_t output = step.outputs[0];
        for (std::size_t i = 0; i < offsets.size(); ++i)
            if (offsets[i]) place(step.inputs[i], output, *offsets[i]);
    }

    void place(std::uint32_t input, std::uint32_t output, std::uint64_t offset) {
        if (!isInArena(input) || !isInArena(output) || offset % kAlignment != 0) return;
        if (isOwn(input)) {
            m_places[input] = {output, offset};
            return;
        }
        const bool isWhole = m_engine.tensors[input].bytes() == m_engine.tensors[output].bytes();
        if (isWhole && isOwn(output) && resolved(m_places[input]).root != output) m_places[output] = {input, 0};
    }

    bool isInArena(std::uint32_t t) const { return m_engine.tensors[t].placement == Placement::Arena; }
    bool isOwn(std::uint32_t t) const { return m_places[t].root == t; }

    StoragePlace resolved(StoragePlace place) const {
        while (!isOwn(place.root)) place = {m_places[place.root].root, place.offset + m_places[place.root].offset};
        return place;
    }

    const Engine& m_engine;
    const Device& m_device;
    std::vector<StoragePlace> m_places;
};

}  // namespace

std::vector<StoragePlace> shareStorage(const Engine& engine, const Device& device) { return Sharing(engine, device).run(); }

}  // namespace planscope
