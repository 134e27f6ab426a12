// SPDX-License-Identifier: Apache-2.0
#include "engine/memory/shared_storage.h"

#include "engine/devices/adapted_tactic.h"

namespace planscope {
namespace {

constexpr std::uint64_t kAlignment = 64;
/// A view is at least this part of what it keeps alive.
constexpr std::uint64_t kLeastPart = 4;

using Offsets = std::vector<std::optional<std::uint64_t>>;

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
        if (!tactic || (!tactic->inPlace && !tactic->viewOffset) || !step.epilogue.empty()) return;
        const Problem problem = problemOf(m_engine, step);
        const AdaptedProblem adapted(problem);
        if (const auto offset = adapted.viewOffset(*tactic, step.variant)) placeView(step.inputs[0], step.outputs[0], *offset);
        const Offsets offsets = adapted.inPlace(*tactic, step.variant);
        for (std::size_t i = 0; i < offsets.size(); ++i)
            if (offsets[i]) place(step, i, offsets);
    }

    void placeView(std::uint32_t input, std::uint32_t output, std::uint64_t offset) {
        if (!isInArena(input) || !isInArena(output) || offset % kAlignment != 0) return;
        if (m_engine.tensors[output].bytes() * kLeastPart >= m_engine.tensors[resolved(m_places[input]).root].bytes()) m_places[output] = {input, offset};
    }

    void place(const EngineStep& step, std::size_t i, const Offsets& offsets) {
        const std::uint32_t input = step.inputs[i], output = step.outputs[0];
        if (!isInArena(input) || !isInArena(output) || *offsets[i] % kAlignment != 0) return;
        if (isOwn(input)) {
            m_places[input] = {output, *offsets[i]};
            return;
        }
        const StoragePlace place = resolved(m_places[input]);
        if (!isOwn(output) || place.root == output) return;
        const bool isWhole = m_engine.tensors[input].bytes() == m_engine.tensors[output].bytes();
        if (isWhole) m_places[output] = {input, 0};
        else if (*offsets[i] >= place.offset && piecesOf(place.root, *offsets[i] - place.offset, step, offsets) == m_engine.tensors[place.root].bytes())
            m_places[place.root] = {output, *offsets[i] - place.offset};
    }

    /// Bytes of the inputs that are pieces of `root` and stay so where the root begins at `base` in the output.
    std::uint64_t piecesOf(std::uint32_t root, std::uint64_t base, const EngineStep& step, const Offsets& offsets) const {
        std::uint64_t bytes = 0;
        for (std::size_t i = 0; i < offsets.size(); ++i) {
            const StoragePlace place = resolved(m_places[step.inputs[i]]);
            if (offsets[i] && place.root == root && *offsets[i] == base + place.offset) bytes += m_engine.tensors[step.inputs[i]].bytes();
        }
        return bytes;
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
