// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/network/patch_requests.h"
#include "engine/network/verify.h"
#include "engine/passes/pipeline.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>

namespace planscope::passes {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxReasons = 1000;

/// Layers to look at, each at most once at a time, first in first out.
class Worklist {
public:
    void push(LayerId id) {
        if (m_waiting.size() <= id.index()) m_waiting.resize(id.index() + 1, false);
        if (m_waiting[id.index()]) return;
        m_waiting[id.index()] = true;
        m_queue.push_back(id);
    }
    LayerId pop() {
        const LayerId id = m_queue.front();
        m_queue.pop_front();
        m_waiting[id.index()] = false;
        return id;
    }
    bool empty() const { return m_queue.empty(); }

private:
    std::deque<LayerId> m_queue;
    std::vector<bool> m_waiting;
};

bool isAnchor(const RewriteDef& rewrite, const Layer& layer) {
    return rewrite.anchors.empty() || std::ranges::any_of(rewrite.anchors, [&](const LayerKind& kind) { return layer.is(kind); });
}

class RewriteRun {
public:
    RewriteRun(Network& network, const RewriteDef& rewrite, const PassOptions& options, int budget)
        : m_network(network), m_rewrite(rewrite), m_options(options), m_budget(budget) {}

    Result<PassRecord> run(std::stop_token stop) {
        const auto begin = Clock::now();
        m_record.pass = m_rewrite.name;
        m_record.layersBefore = m_network.layerCount();
        // A rewrite that shrinks the network applies at most once per layer; several times that is a rewrite that undoes itself.
        const std::size_t limit = 8 * m_record.layersBefore + 64;
        for (const LayerId id : m_network.topologicalOrder()) m_work.push(id);
        while (!m_work.empty() && m_record.patches != m_budget) {
            PS_CHECK(!stop.stop_requested(), Code::Cancelled, "the build was stopped");
            PS_ASSERT(static_cast<std::size_t>(m_record.patches) < limit, "rewrite {} does not come to an end", m_rewrite.name);
            PS_TRY(visit(m_work.pop()));
        }
        PS_TRY(checked(verify(m_network)));
        recordDeclines();
        m_record.layersAfter = m_network.layerCount();
        m_record.ns = std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
        return std::move(m_record);
    }

private:
    Status visit(LayerId id) {
        if (!m_network.isAlive(id) || !isAnchor(m_rewrite, m_network.layer(id))) return {};
        Declines declines(m_options.explain);
        PS_ASSIGN(std::optional<Patch> patch, m_rewrite.rewrite(m_network, id, declines));
        if (const auto conflict = patch ? requestsAfter(m_network, *patch).conflict : std::nullopt) {
            declines.because("{}", *conflict);
            patch.reset();
        }
        if (m_options.explain) m_declined[id] = declines.sentences();
        if (!patch) return {};
        std::vector<TensorId> touched = surroundings(*patch);
        const std::size_t firstNew = m_network.layerIdCount();
        PS_TRY(checked(m_network.apply(*patch)));
        ++m_record.patches;
        if (m_record.reasons.size() < kMaxReasons) m_record.reasons.push_back(patch->reason());
        for (std::size_t i = firstNew; i < m_network.layerIdCount(); ++i) {
            m_work.push(LayerId(i));
            const Layer& added = m_network.layer(LayerId(i));
            touched.insert(touched.end(), added.inputs.begin(), added.inputs.end());
            touched.insert(touched.end(), added.outputs.begin(), added.outputs.end());
        }
        for (const TensorId tensor : touched) revisit(tensor);
        return m_options.verifyEachPatch ? checked(verify(m_network)) : Status{};
    }

    /// A sentence counts if it comes from the last look at a layer that no patch replaced.
    void recordDeclines() {
        for (const auto& [id, sentences] : m_declined)
            for (const std::string& sentence : sentences)
                if (m_network.isAlive(id) && m_record.declined.size() < kMaxReasons)
                    m_record.declined.push_back({m_network.layer(id).name, sentence});
    }

    std::vector<TensorId> surroundings(const Patch& patch) const {
        std::vector<TensorId> out;
        for (const LayerId id : patch.drops())
            out.insert(out.end(), m_network.layer(id).inputs.begin(), m_network.layer(id).inputs.end());
        for (const auto& [from, to] : patch.redirects())
            if (!patch.isNew(to)) out.push_back(to);
        return out;
    }

    void revisit(TensorId tensor) {
        if (const LayerId producer = m_network.producer(tensor); producer.valid()) m_work.push(producer);
        for (const LayerId reader : m_network.consumers(tensor)) m_work.push(reader);
    }

    Status checked(Status status) const {
        if (status) return status;
        return fail(Error{Code::Bug, fmt::format("rewrite {}, patch {}", m_rewrite.name, m_record.patches), status.error().text(),
                          "This is a defect of Planscope; please report it with the model."});
    }

    Network& m_network;
    const RewriteDef& m_rewrite;
    const PassOptions& m_options;
    int m_budget;
    Worklist m_work;
    std::map<LayerId, std::vector<std::string>> m_declined;
    PassRecord m_record;
};

Status checkNames(const PassOptions& options) {
    for (const std::string& name : options.disabled) {
        const bool known = std::ranges::any_of(pipeline(), [&](const PipelineRow& row) { return row.rewrite->name == name; });
        PS_CHECK(known, Code::Option, "'{}' is not the name of a rewrite", name);
    }
    return {};
}

}  // namespace

Result<PassRecord> runRewrite(Network& network, const RewriteDef& rewrite, const PassOptions& options, std::stop_token stop) {
    return RewriteRun(network, rewrite, options, options.stopAfter).run(stop);
}

Result<std::vector<PassRecord>> runPipeline(Network& network, const PassOptions& options, std::stop_token stop) {
    PS_TRY(checkNames(options));
    std::vector<PassRecord> records;
    int budget = options.stopAfter;
    for (const PipelineRow& row : pipeline()) {
        if (std::ranges::find(options.disabled, row.rewrite->name) != options.disabled.end()) continue;
        PS_ASSIGN(PassRecord record, RewriteRun(network, *row.rewrite, options, budget).run(stop));
        if (budget >= 0) budget -= record.patches;
        records.push_back(std::move(record));
    }
    network.releaseUnused();
    return records;
}

}  // namespace planscope::passes
