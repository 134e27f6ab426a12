// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/escape.h"
#include "engine/inspect/writers.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

namespace planscope::inspect {
namespace {

/// Beyond this, browsers take minutes to open a trace; later inferences are left out and the file says so.
constexpr std::size_t kMaxSlices = 200'000;
constexpr int kProcess = 1;

/// Microseconds with all digits of the nanosecond.
std::string microseconds(std::int64_t ns) {
    const std::int64_t whole = ns / 1000, rest = ns % 1000;
    return rest == 0 ? fmt::format("{}", whole) : fmt::format("{}.{:03}", whole, rest);
}

class TraceWriter {
public:
    explicit TraceWriter(const ProfileSnapshot& profile) : m_profile(profile) {
        for (const LayerRow& row : profile.layers) {
            m_names.push_back(jsonString(row.name));
            m_args.push_back(argsOf(row));
        }
    }

    std::string run() {
        const std::optional<std::int64_t> end = cut();
        name("process_name", 0, "planscope " + m_profile.model);
        for (std::size_t lane = 0; lane < m_profile.lanes.size(); ++lane) name("thread_name", lane + 1, m_profile.lanes[lane].name);
        for (std::size_t lane = 0; lane < m_profile.lanes.size(); ++lane) slices(lane, end);
        memory(end);
        std::string other = fmt::format("\"model\":{},\"device\":{},\"threads\":{}", jsonString(m_profile.model), jsonString(m_profile.device), m_profile.threads);
        if (end) other += fmt::format(",\"note\":\"only the inferences before {} us are written\"", microseconds(*end));
        return "{\"displayTimeUnit\":\"ns\",\"otherData\":{" + other + "},\"traceEvents\":[\n" + m_out + "\n]}\n";
    }

private:
    static std::string argsOf(const LayerRow& row) {
        std::string nodes;
        for (const std::string& node : row.onnxNodes) nodes += (nodes.empty() ? "" : ", ") + node;
        return fmt::format("{{\"step\":{},\"layer\":{},\"onnx\":{},\"tactic\":{},\"bytes\":{}}}", row.step, jsonString(row.name),
                           jsonString(nodes), jsonString(row.algorithm.empty() ? row.tactic : row.tactic + '/' + row.algorithm),
                           static_cast<std::int64_t>(row.bytes));
    }

    /// The begin of the first inference that is left out; none if all fit.
    std::optional<std::int64_t> cut() const {
        const TimelineLane* whole = nullptr;
        std::size_t total = 0;
        for (const TimelineLane& lane : m_profile.lanes) {
            total += lane.slices.size();
            if (!whole && !lane.slices.empty() && lane.slices.front().step < 0) whole = &lane;
        }
        if (total <= kMaxSlices || !whole) return std::nullopt;
        const std::size_t each = std::max<std::size_t>(1, total / whole->slices.size());
        const std::size_t kept = std::max<std::size_t>(1, kMaxSlices / each);
        if (kept >= whole->slices.size()) return std::nullopt;
        return whole->slices[kept].beginNs;
    }

    void append(const std::string& event) {
        if (!m_out.empty()) m_out += ",\n";
        m_out += event;
    }

    void name(const char* what, std::size_t lane, const std::string& text) {
        append(fmt::format("{{\"ph\":\"M\",\"pid\":{},\"tid\":{},\"name\":\"{}\",\"args\":{{\"name\":{}}}}}", kProcess, lane, what, jsonString(text)));
    }

    void slices(std::size_t lane, std::optional<std::int64_t> end) {
        std::size_t number = 0;
        for (const TimelineSlice& slice : m_profile.lanes[lane].slices) {
            if (end && slice.beginNs >= *end) break;
            ++number;
            const auto step = static_cast<std::size_t>(slice.step);
            const bool isLayer = slice.step >= 0 && step < m_names.size();
            m_out += m_out.empty() ? "" : ",\n";
            fmt::format_to(std::back_inserter(m_out),
                           "{{\"ph\":\"X\",\"pid\":{},\"tid\":{},\"ts\":{},\"dur\":{},\"cat\":\"{}\",\"name\":{},\"args\":{}}}", kProcess, lane + 1,
                           microseconds(slice.beginNs), microseconds(slice.endNs - slice.beginNs),
                           isLayer ? toString(m_profile.layers[step].category) : "Inference",
                           isLayer ? m_names[step] : fmt::format("\"inference {}\"", number), isLayer ? m_args[step] : "{}");
        }
    }

    /// Live bytes at the begin of every step of the first inferences, as a counter track.
    void memory(std::optional<std::int64_t> end) {
        constexpr std::size_t kMaxPoints = 20'000;
        std::size_t written = 0;
        for (const TimelineLane& lane : m_profile.lanes)
            for (const TimelineSlice& slice : lane.slices) {
                const auto step = static_cast<std::size_t>(slice.step);
                if (slice.step < 0 || step >= m_profile.memory.size()) continue;
                if ((end && slice.beginNs >= *end) || ++written > kMaxPoints) return;
                append(fmt::format("{{\"ph\":\"C\",\"pid\":{},\"tid\":0,\"ts\":{},\"name\":\"arena\",\"args\":{{\"live bytes\":{}}}}}", kProcess,
                                   microseconds(slice.beginNs), m_profile.memory[step].liveBytes));
            }
    }

    const ProfileSnapshot& m_profile;
    std::vector<std::string> m_names, m_args;
    std::string m_out;
};

}  // namespace

std::string chromeTrace(const ProfileSnapshot& profile) { return TraceWriter(profile).run(); }

}  // namespace planscope::inspect
