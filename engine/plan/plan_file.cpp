// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/plan_file.h"

#include "engine/base/check.h"
#include "engine/plan/compress.h"
#include "engine/plan/container.h"
#include "engine/plan/decode_engine.h"
#include "engine/plan/encode_engine.h"
#include "engine/plan/mapped_file.h"
#include "engine/plan/write_file.h"

#include <cstring>

namespace planscope {
namespace {

constexpr std::string_view kMeta = "meta", kWeights = "weights", kRecord = "record";

/// FlatBuffers and constants are read in place; 16 bytes are enough for every type in them.
bool isAligned(std::span<const std::byte> bytes) { return reinterpret_cast<std::uintptr_t>(bytes.data()) % 16 == 0; }

Result<const plan::Section*> required(const plan::Container& container, std::string_view name) {
    const plan::Section* const section = container.find(name);
    PS_CHECK(section, Code::Format, "section '{}' is missing", name);
    return section;
}

std::vector<std::byte> compressed(std::string_view record) { return record.empty() ? std::vector<std::byte>() : plan::compress(record); }

/// @param record  compressed; empty: none
plan::PackedContainer pack(const Engine& engine, const plan::EncodedEngine& encoded, std::span<const std::byte> record) {
    std::vector<plan::SectionPieces> sections{{std::string(kMeta), {{encoded.meta}}}, {std::string(kWeights), encoded.weights}};
    if (!record.empty()) sections.push_back({std::string(kRecord), {{record}}});
    return plan::packContainer({engine.version, engine.deviceId, engine.deviceFingerprint, {}}, sections);
}

}  // namespace

std::vector<std::byte> serializePlan(const Engine& engine, std::string_view record) {
    const plan::EncodedEngine encoded = plan::encodeEngine(engine);
    return plan::joined(pack(engine, encoded, compressed(record)).pieces);
}

std::uint64_t planSize(const Engine& engine, std::string_view record) {
    const plan::EncodedEngine encoded = plan::encodeEngine(engine);
    const std::vector<std::byte> shortRecord = compressed(record);
    return plan::sizeOf(pack(engine, encoded, shortRecord).pieces);
}

Status writePlan(const std::filesystem::path& path, const Engine& engine, std::string_view record) {
    const plan::EncodedEngine encoded = plan::encodeEngine(engine);
    const std::vector<std::byte> shortRecord = compressed(record);
    const plan::PackedContainer packed = pack(engine, encoded, shortRecord);
    return within(fmt::format("plan '{}'", path.string()), plan::writeFileAtomically(path, packed.pieces));
}

Result<LoadedPlan> parsePlan(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, LayerTable table,
                             Constant::Residence residence) {
    if (!isAligned(bytes)) {
        auto copy = std::make_shared<std::vector<std::byte>>(bytes.begin(), bytes.end());  // operator new aligns to 16
        const std::span<const std::byte> aligned = *copy;
        return parsePlan(aligned, std::move(copy), table);
    }
    PS_ASSIGN(const plan::Container container, plan::unpackContainer(bytes));
    PS_ASSIGN(const plan::Section* const meta, required(container, kMeta));
    PS_ASSIGN(const plan::Section* const weights, required(container, kWeights));
    LoadedPlan out;
    PS_ASSIGN(out.engine, within("section 'meta'", plan::decodeEngine(meta->bytes, {weights->bytes, std::move(owner), residence}, table)));
    out.engine.version = container.version;
    out.engine.deviceId = container.deviceId;
    out.engine.deviceFingerprint = container.deviceFingerprint;
    if (const plan::Section* const record = container.find(kRecord)) {
        PS_ASSIGN(out.record, within("section 'record'", plan::decompress(record->bytes)));
    }
    return out;
}

Result<LoadedPlan> readPlan(const std::filesystem::path& path, LayerTable table) {
    const std::string subject = fmt::format("plan '{}'", path.string());
    PS_ASSIGN(const std::shared_ptr<const plan::MappedFile> file, within(subject, plan::MappedFile::open(path)));
    auto plan = within(subject, parsePlan(file->bytes(), file, table, Constant::Residence::File));
    if (plan)
        for (const EngineTensor& tensor : plan->engine.tensors)
            if (tensor.constant) tensor.constant->letGo();  // the checksums have read all of them
    return plan;
}

bool looksLikePlan(std::span<const std::byte> head) {
    return head.size() >= plan::kMagic.size() && std::memcmp(head.data(), plan::kMagic.data(), plan::kMagic.size()) == 0;
}

}  // namespace planscope
