// SPDX-License-Identifier: Apache-2.0
#include "engine/builder/open_build.h"

#include "engine/base/check.h"
#include "engine/memory/memory_map.h"
#include "engine/shapes/body_inputs.h"
#include "engine/shapes/estimate.h"
#include "engine/shapes/input_checks.h"
#include "engine/shapes/open_engine.h"
#include "engine/shapes/segment_engine.h"

#include <algorithm>
#include <iterator>

namespace planscope {
namespace {

class OpenBuilder {
public:
    OpenBuilder(const Device& device, const SelectionOptions& options, TimingCache& cache, const SelectionProgress& progress, std::stop_token stop)
        : m_device(device), m_options(options), m_cache(cache), m_progress(progress), m_stop(std::move(stop)) {}

    Result<Selection> run(Engine engine) {
        describeEngine(engine, m_device, m_options.optimizationLevel);
        for (std::size_t p = 0; p < engine.profiles.size(); ++p) {
            PS_TRY(within(fmt::format("profile {}", p), chooseFor(engine, engine.profiles[p], p == 0)));
        }
        m_out.engine = std::move(engine);
        return std::move(m_out);
    }

private:
    /// Shapes follow at both ends of the range. Values that decide shapes are left open there: their least need not go together.
    static Status checkEnds(const Engine& engine, const OptimizationProfile& profile) {
        std::vector<shapes::InputExtents> least, most;
        for (const InputRange& range : profile.inputs) {
            least.push_back({range.min, nullptr});
            most.push_back({range.max, nullptr});
        }
        shapes::Binding atMin = shapes::startBinding(engine, least), atMax = shapes::startBinding(engine, most);
        PS_TRY(within("min", shapes::bindEstimate(engine, atMin)));
        PS_TRY(within("max", shapes::bindEstimate(engine, atMax)));
        return {};
    }

    Status chooseFor(Engine& engine, const OptimizationProfile& profile, bool keepsRecord) {
        PS_TRY(checkEnds(engine, profile));
        shapes::Binding binding = shapes::startBinding(engine, shapes::inputsAtOpt(engine, profile));
        PS_ASSIGN(const std::vector<std::uint32_t> steps, within("opt", shapes::bindEstimate(engine, binding)));
        PS_TRY(choose(engine, steps, binding, keepsRecord));
        return chooseForBodies(engine, &binding, keepsRecord);
    }

    /// Adds one choice to every step: what is fastest for those in `steps`, none for the rest.
    Status choose(Engine& engine, std::span<const std::uint32_t> steps, const shapes::Binding& binding, bool keepsRecord) {
        for (EngineStep& step : engine.steps) step.choices.emplace_back();
        PS_ASSIGN(Selection chosen, selectTactics(shapes::graphOf(engine, steps, readElsewhere(engine, steps), binding).graph, m_device,
                                                  m_options, m_cache, m_progress, m_stop));
        PS_TRY(assignMemory(chosen.engine, m_device));  // it is known here whether opt fits into a context
        for (std::size_t i = 0; i < steps.size(); ++i) {
            EngineStep& step = chosen.engine.steps[chosen.stepOfNode[i]];
            engine.steps[steps[i]].choices.back() = {std::move(step.tactic), std::move(step.variant)};
        }
        keep(std::move(chosen.record), keepsRecord);
        return {};
    }

    /// Bodies are bound as they are first run. One that cannot be bound so gets no choices: every shape is fine then.
    /// @param binding  of `engine`; null: nothing is known
    Status chooseForBodies(Engine& engine, const shapes::Binding* binding, bool keepsRecord) {
        for (EngineStep& step : engine.steps) {
            if (step.bodies.empty()) continue;
            const auto inputs = binding ? shapes::firstBodyInputs(step, *binding) : std::nullopt;
            for (std::shared_ptr<const Engine>& body : step.bodies) {
                auto changed = std::make_shared<Engine>(*body);
                describeEngine(*changed, m_device, m_options.optimizationLevel);
                shapes::Binding inner = shapes::startBinding(*changed, inputs ? std::span(*inputs) : std::span<const shapes::InputExtents>());
                const Result<std::vector<std::uint32_t>> steps = inputs ? shapes::bindEstimate(*changed, inner) : std::vector<std::uint32_t>{};
                PS_TRY(within("body of '" + step.name + "'", choose(*changed, steps ? std::span(*steps) : std::span<const std::uint32_t>(),
                                                                    inner, keepsRecord)));
                PS_TRY(chooseForBodies(*changed, steps ? &inner : nullptr, keepsRecord));
                body = std::move(changed);
            }
        }
        return {};
    }

    void keep(BuildRecord record, bool isKept) {
        m_out.record.tacticsTimed += record.tacticsTimed;
        m_out.record.cacheHits += record.cacheHits;
        if (!isKept) return;
        const auto append = [](auto& to, auto& from) { to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end())); };
        append(m_out.record.layers, record.layers);
        append(m_out.record.reformats, record.reformats);
        append(m_out.record.stages, record.stages);
    }

    /// Outputs, and what steps read that could not be bound.
    static std::vector<std::uint32_t> readElsewhere(const Engine& engine, std::span<const std::uint32_t> steps) {
        std::vector<bool> isRead(engine.tensors.size());
        for (std::uint32_t i = 0; i < engine.steps.size(); ++i) {
            if (std::ranges::binary_search(steps, i)) continue;
            for (const std::uint32_t t : engine.steps[i].inputs) isRead[t] = true;
        }
        for (const EngineBinding& output : engine.outputs) isRead[output.tensor] = true;
        std::vector<std::uint32_t> out;
        for (std::uint32_t t = 0; t < isRead.size(); ++t)
            if (isRead[t]) out.push_back(t);
        return out;
    }

    const Device& m_device;
    const SelectionOptions& m_options;
    TimingCache& m_cache;
    const SelectionProgress& m_progress;
    std::stop_token m_stop;
    Selection m_out;
};

}  // namespace

Result<Selection> buildOpenEngine(const Network& network, const Device& device, std::span<const OptimizationProfile> profiles,
                                  const SelectionOptions& options, TimingCache& cache, const SelectionProgress& progress,
                                  std::stop_token stop, const shapes::OptimiseBody& optimiseBody) {
    PS_ASSIGN(Engine engine, shapes::makeOpenEngine(network, optimiseBody));
    const OptimizationProfile fixed;
    const auto given = profiles.empty() ? std::span(&fixed, 1) : profiles;
    for (std::size_t i = 0; i < given.size(); ++i) {
        PS_ASSIGN(engine.profiles.emplace_back(), shapes::completeProfile(engine, given[i], i));
    }
    return OpenBuilder(device, options, cache, progress, std::move(stop)).run(std::move(engine));
}

}  // namespace planscope
