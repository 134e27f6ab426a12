// SPDX-License-Identifier: Apache-2.0
#include "engine/builder/record_json.h"

#include "engine/base/check.h"
#include "engine/network/names.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace planscope {
namespace {

using Json = nlohmann::json;

/// Members of one object: a missing one leaves the target as it is, one of the wrong type is the first error kept.
class Members {
public:
    explicit Members(const Json& object) : m_object(object) {
        if (!object.is_object()) refuse("the record", "an object");
    }

    void read(const char* name, std::string& out) {
        if (const Json* const v = find(name, &Json::is_string, "text")) out = v->get_ref<const std::string&>();
    }
    void read(const char* name, double& out) {
        if (const Json* const v = find(name, &Json::is_number, "a number")) out = v->get<double>();
    }
    void read(const char* name, bool& out) {
        if (const Json* const v = find(name, &Json::is_boolean, "true or false")) out = v->get<bool>();
    }
    template <std::integral T>
        requires(!std::same_as<T, bool>)
    void read(const char* name, T& out) {
        const Json* const v = find(name, &Json::is_number_unsigned, "a count");
        if (!v) return;
        const auto value = v->get<std::uint64_t>();
        if (value > static_cast<std::uint64_t>(std::numeric_limits<T>::max())) return refuse(name, "a smaller count");
        out = static_cast<T>(value);
    }
    void read(const char* name, std::vector<std::string>& out) {
        readList(name, out, [](const Json& item) -> Result<std::string> {
            PS_CHECK(item.is_string(), Code::Format, "an item of a list of texts is not a text");
            return item.get<std::string>();
        });
    }
    template <class T, class Read>
    void readList(const char* name, std::vector<T>& out, Read readItem) {
        const Json* const list = find(name, &Json::is_array, "a list");
        if (!list) return;
        for (const Json& item : *list) {
            Result<T> value = readItem(item);
            if (!value) {
                if (m_status) m_status = fail(std::move(value.error()));
                return;
            }
            out.push_back(std::move(*value));
        }
    }
    template <class T, class Parse>
    void readWord(const char* name, T& out, Parse parse) {
        std::string word;
        read(name, word);
        if (word.empty()) return;
        Result<T> value = parse(word);
        if (value) out = *value;
        else if (m_status) m_status = fail(std::move(value.error()));
    }
    Status status() const { return m_status; }

private:
    const Json* find(const char* name, bool (Json::*is)() const noexcept, const char* expected) {
        if (!m_status) return nullptr;
        const auto at = m_object.find(name);
        if (at == m_object.end()) return nullptr;
        if (((*at).*is)()) return &*at;
        refuse(name, expected);
        return nullptr;
    }
    void refuse(const char* name, const char* expected) {
        if (m_status) m_status = fail(Code::Format, fmt::format("'{}' of the build record is not {}", name, expected));
    }
    const Json& m_object;
    Status m_status;
};

Result<Format> formatOf(const Json& item) {
    PS_CHECK(item.is_string(), Code::Format, "a tensor format of the build record is not text");
    return parseFormat(item.get_ref<const std::string&>());
}

Result<Reason> reasonOf(const std::string& word) {
    for (int i = 0; i <= static_cast<int>(Reason::Backend); ++i)
        if (toString(static_cast<Reason>(i)) == word) return static_cast<Reason>(i);
    return fail(Code::Format, fmt::format("'{}' is not a reason of a refusal", word));
}

Result<CandidateRecord> candidateOf(const Json& json) {
    CandidateRecord out;
    Members members(json);
    members.read("tactic", out.tactic);
    members.read("algorithm", out.algorithm);
    members.readList("inputs", out.formats.inputs, formatOf);
    members.readList("outputs", out.formats.outputs, formatOf);
    members.readWord("reason", out.verdict.reason, reasonOf);
    members.read("sentence", out.verdict.sentence);
    members.read("medianNs", out.medianNs);
    members.read("minNs", out.minNs);
    members.read("samples", out.samples);
    members.read("workspaceBytes", out.workspaceBytes);
    members.read("chosen", out.chosen);
    members.read("fromCache", out.fromCache);
    PS_TRY(members.status());
    return out;
}

Result<LayerRecord> layerOf(const Json& json) {
    LayerRecord out;
    Members members(json);
    members.read("layer", out.layer);
    members.read("kind", out.kind);
    members.readList("candidates", out.candidates, candidateOf);
    members.read("reasonChosen", out.reasonChosen);
    PS_TRY(members.status());
    return out;
}

Result<ReformatRecord> reformatOf(const Json& json) {
    ReformatRecord out;
    Members members(json);
    members.read("tensor", out.tensor);
    members.readWord("from", out.from, parseFormat);
    members.readWord("to", out.to, parseFormat);
    members.read("medianNs", out.medianNs);
    members.read("causedBy", out.causedBy);
    PS_TRY(members.status());
    return out;
}

Result<DeclineRecord> declineOf(const Json& json) {
    DeclineRecord out;
    Members members(json);
    members.read("layer", out.layer);
    members.read("reason", out.reason);
    PS_TRY(members.status());
    return out;
}

Result<PassRecord> passOf(const Json& json) {
    PassRecord out;
    Members members(json);
    members.read("pass", out.pass);
    members.read("patches", out.patches);
    members.read("layersBefore", out.layersBefore);
    members.read("layersAfter", out.layersAfter);
    members.read("ns", out.ns);
    members.read("reasons", out.reasons);
    members.readList("declined", out.declined, declineOf);
    PS_TRY(members.status());
    return out;
}

Result<PrecisionRecord> precisionOf(const Json& json) {
    PrecisionRecord out;
    Members members(json);
    members.read("layer", out.layer);
    members.read("requested", out.requested);
    members.read("actual", out.actual);
    members.read("outputs", out.outputs);
    members.read("reason", out.reason);
    members.read("weights", out.weights);
    members.read("infiniteWeights", out.infiniteWeights);
    members.read("subnormalWeights", out.subnormalWeights);
    members.read("zeroWeights", out.zeroWeights);
    PS_TRY(members.status());
    return out;
}

Result<StageRecord> stageOf(const Json& json) {
    StageRecord out;
    Members members(json);
    members.read("stage", out.stage);
    members.read("ns", out.ns);
    PS_TRY(members.status());
    return out;
}

}  // namespace

Result<BuildRecord> parseBuildRecord(std::string_view json) {
    const Json root = Json::parse(json, nullptr, false);
    PS_CHECK(!root.is_discarded(), Code::Format, "the build record is not JSON");
    BuildRecord out;
    Members members(root);
    members.readList("passes", out.passes, passOf);
    members.readList("stages", out.stages, stageOf);
    members.readList("layers", out.layers, layerOf);
    members.readList("reformats", out.reformats, reformatOf);
    members.readList("precisions", out.precisions, precisionOf);
    members.read("tacticsTimed", out.tacticsTimed);
    members.read("cacheHits", out.cacheHits);
    PS_TRY(members.status());
    return out;
}

}  // namespace planscope
