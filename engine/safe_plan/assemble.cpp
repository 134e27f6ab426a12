// SPDX-License-Identifier: Apache-2.0
#include "engine/safe_plan/assemble.h"

#include "engine/base/check.h"
#include "engine/base/version.h"
#include "engine/memory/arena.h"
#include "engine/plan/container.h"
#include "engine/runtime/safety/sha256.h"

#include <algorithm>
#include <array>

namespace planscope::safe_plan {
namespace {

std::uint64_t aligned(std::uint64_t bytes) { return (bytes + safety::kAlignment - 1) / safety::kAlignment * safety::kAlignment; }

std::array<std::byte, safety::kDigestBytes> digestOf(const std::vector<plan::SectionPieces>& sections) {
    safety::Sha256 sum;
    for (const plan::SectionPieces& section : sections)
        for (const plan::Piece& piece : section.pieces) sum.add(reinterpret_cast<const unsigned char*>(piece.bytes.data()), piece.bytes.size());
    std::array<std::byte, safety::kDigestBytes> digest{};
    sum.finish(reinterpret_cast<unsigned char*>(digest.data()));
    return digest;
}

class Assembly {
public:
    Assembly(const NetworkDraft& draft, const SafePlanOptions& options)
        : m_draft(draft), m_options(options), m_numbers(draft.draft.tensors.size(), safety::kNothing) {}

    Result<std::vector<std::byte>> run(const std::string& name, std::uint64_t timeBoundNs) {
        numberTensors();
        PS_CHECK(m_order.size() <= safety::kMostTensors && m_draft.draft.steps.size() <= safety::kMostSteps, Code::Limit,
                 "{} tensors and {} steps are more than safe plans may have", m_order.size(), m_draft.draft.steps.size());
        PS_ASSIGN(m_meta.name, addName(name.empty() ? "network" : name));
        PS_TRY(writeTensors());
        PS_TRY(writeSteps());
        PS_TRY(placeAll());
        for (const std::uint32_t input : m_draft.inputs) m_links.push_back(m_numbers[input]);
        for (const std::uint32_t output : m_draft.outputs) m_links.push_back(m_numbers[output]);
        fillMeta(timeBoundNs);
        return pack();
    }

private:
    const std::vector<DraftStep>& steps() const { return m_draft.draft.steps; }
    const DraftTensor& tensor(std::uint32_t number) const { return m_draft.draft.tensors[m_order[number]]; }

    void number(std::uint32_t tensor) {
        if (m_numbers[tensor] != safety::kNothing) return;
        m_numbers[tensor] = static_cast<std::uint32_t>(m_order.size());
        m_order.push_back(tensor);
    }

    /// Inputs, then the weights that steps read, then the results of the steps in order.
    void numberTensors() {
        for (const std::uint32_t input : m_draft.inputs) number(input);
        for (const DraftStep& step : steps())
            for (const std::uint32_t input : step.inputs)
                if (m_draft.draft.tensors[input].place == safety::TensorPlace::Weights) number(input);
        for (const DraftStep& step : steps())
            for (const std::uint32_t output : step.outputs) number(output);
    }

    /// Printable ASCII; other letters become '?', so that every reader shows the same.
    Result<std::uint32_t> addName(const std::string& text) {
        PS_CHECK(!text.empty() && text.size() < safety::kMostNameBytes, Code::Limit, "the name '{:.40}...' has {} bytes, safe plans allow 1 to {}", text,
                 text.size(), safety::kMostNameBytes - 1);
        const auto at = static_cast<std::uint32_t>(m_names.size());
        for (const char letter : text) m_names += letter >= 0x20 && letter <= 0x7e ? letter : '?';
        m_names += '\0';
        return at;
    }

    Status writeTensors() {
        for (std::uint32_t i = 0; i < m_order.size(); ++i) {
            const DraftTensor& t = tensor(i);
            safety::TensorRecord record{};
            record.name = safety::kNothing;
            if (!t.name.empty()) {
                PS_ASSIGN(record.name, addName(t.name));
            }
            record.type = static_cast<std::uint8_t>(t.type);
            record.rank = static_cast<std::uint8_t>(t.dims.rank);
            record.place = static_cast<std::uint8_t>(t.place);
            for (int axis = 0; axis < kMaxRank; ++axis) record.dims[axis] = axis < t.dims.rank ? static_cast<std::int32_t>(t.dims[axis]) : 1;
            record.bytes = static_cast<std::uint64_t>(t.dims.volume()) * sizeOf(t.type);
            if (t.place == safety::TensorPlace::Weights) record.offset = addWeights(*t.constant);
            m_tensors.push_back(record);
        }
        return {};
    }

    std::uint64_t addWeights(const Constant& constant) {
        const std::uint64_t at = m_weightBytes;
        m_weights.push_back({constant.bytes()});
        const std::uint64_t end = aligned(at + constant.bytes().size());
        m_weights.push_back(plan::padding(end - at - constant.bytes().size()));
        m_weightBytes = end;
        return at;
    }

    Status writeSteps() {
        for (const DraftStep& step : steps()) {
            safety::StepRecord record{};
            record.kernel = static_cast<std::uint32_t>(step.kernel);
            record.kernelVersion = kernels::safe::findKernel(record.kernel)->version;
            PS_ASSIGN(record.name, addName(step.name));
            record.firstLink = static_cast<std::uint32_t>(m_links.size());
            record.inputCount = static_cast<std::uint16_t>(step.inputs.size());
            record.outputCount = static_cast<std::uint16_t>(step.outputs.size());
            for (const std::uint32_t input : step.inputs) m_links.push_back(m_numbers[input]);
            for (const std::uint32_t output : step.outputs) m_links.push_back(m_numbers[output]);
            record.parameters = m_parameters.size();
            record.parameterBytes = step.parameters.size();
            m_parameters.insert(m_parameters.end(), step.parameters.begin(), step.parameters.end());
            m_parameters.resize((m_parameters.size() + 7) / 8 * 8);
            record.scratchBytes = step.scratchBytes;
            m_steps.push_back(record);
        }
        return {};
    }

    /// From the step that writes a tensor to the last that reads it.
    std::vector<Lifetime> lifetimes() const {
        std::vector<Lifetime> out(m_order.size());
        for (std::uint32_t s = 0; s < steps().size(); ++s) {
            for (const std::uint32_t output : steps()[s].outputs) out[m_numbers[output]] = {0, s, s + 1};
            for (const std::uint32_t input : steps()[s].inputs) out[m_numbers[input]].last = s + 1;
        }
        return out;
    }

    Status placeAll() {
        const std::vector<Lifetime> lives = lifetimes();
        std::vector<Lifetime> areas;
        for (std::uint32_t i = 0; i < m_tensors.size(); ++i)
            if (tensor(i).place == safety::TensorPlace::Arena) areas.push_back({aligned(m_tensors[i].bytes + safety::kGuardBytes), lives[i].first, lives[i].last});
        for (std::uint32_t s = 0; s < m_steps.size(); ++s) areas.push_back({aligned(m_steps[s].scratchBytes + safety::kGuardBytes), s, s + 1});
        PS_ASSIGN(const ArenaAssignment assignment, assignArena(areas, safety::kAlignment, kContextLimitBytes));
        std::size_t next = 0;
        for (std::uint32_t i = 0; i < m_tensors.size(); ++i)
            if (tensor(i).place == safety::TensorPlace::Arena) m_tensors[i].offset = assignment.offsets[next++];
        for (safety::StepRecord& step : m_steps) step.scratch = assignment.offsets[next++];
        m_meta.arenaBytes = assignment.peakBytes;
        return {};
    }

    void fillMeta(std::uint64_t timeBoundNs) {
        m_meta.layoutVersion = safety::kSafeLayoutVersion;
        m_meta.capability = safety::kCapabilitySafety;
        const int version[] = {kVersion.major, kVersion.minor, kVersion.patch, kVersion.build};
        std::copy(std::begin(version), std::end(version), m_meta.version);
        m_meta.targetSm = m_options.targetSm;
        m_meta.builderPlatform = static_cast<std::uint32_t>(hostPlatform());
        m_meta.targetPlatform = static_cast<std::uint32_t>(m_options.targetPlatform);
        m_meta.kernelTable = kernels::safe::kKernelCount;
        m_meta.tensorCount = static_cast<std::uint32_t>(m_tensors.size());
        m_meta.stepCount = static_cast<std::uint32_t>(m_steps.size());
        m_meta.linkCount = static_cast<std::uint32_t>(m_links.size());
        m_meta.inputCount = static_cast<std::uint32_t>(m_draft.inputs.size());
        m_meta.outputCount = static_cast<std::uint32_t>(m_draft.outputs.size());
        m_meta.timeBoundNs = timeBoundNs;
        m_meta.modelHash = m_options.modelHash;
        m_meta.configHash = m_options.configHash;
        m_meta.calibrationHash = m_options.calibrationHash != 0 ? m_options.calibrationHash : hashName("no calibration");
        m_meta.builderHash = Hasher().add(std::string_view(kProductVersion)).add(safety::kSafeLayoutVersion).value();
    }

    std::vector<std::byte> pack() {
        plan::Container shell;
        shell.deviceId = "safety";
        shell.deviceFingerprint = fmt::format("sm{}", m_options.targetSm);
        const auto one = [](const auto& values) { return plan::Pieces{{std::as_bytes(std::span(values))}}; };
        std::vector<plan::SectionPieces> sections;
        sections.push_back({safety::kMetaSection, {{std::as_bytes(std::span(&m_meta, 1))}}});
        sections.push_back({safety::kTensorSection, one(m_tensors)});
        sections.push_back({safety::kStepSection, one(m_steps)});
        sections.push_back({safety::kLinkSection, one(m_links)});
        sections.push_back({safety::kParameterSection, one(m_parameters)});
        sections.push_back({safety::kNameSection, one(m_names)});
        sections.push_back({safety::kWeightSection, m_weights});
        const std::array<std::byte, safety::kDigestBytes> digest = digestOf(sections);
        sections.push_back({safety::kDigestSection, {{digest}}});
        return plan::joined(plan::packContainer(shell, sections).pieces);
    }

    const NetworkDraft& m_draft;
    const SafePlanOptions& m_options;
    std::vector<std::uint32_t> m_numbers;  ///< of draft tensors in the plan
    std::vector<std::uint32_t> m_order;    ///< draft tensors by their number in the plan
    safety::MetaRecord m_meta{};
    std::vector<safety::TensorRecord> m_tensors;
    std::vector<safety::StepRecord> m_steps;
    std::vector<std::uint32_t> m_links;
    std::vector<std::byte> m_parameters;
    std::string m_names;
    plan::Pieces m_weights;
    std::uint64_t m_weightBytes = 0;
};

}  // namespace

Result<std::vector<std::byte>> assemble(const NetworkDraft& draft, const std::string& name, std::uint64_t timeBoundNs, const SafePlanOptions& options) {
    return Assembly(draft, options).run(name, timeBoundNs);
}

}  // namespace planscope::safe_plan
