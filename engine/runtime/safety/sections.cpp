// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/safety/sections.h"

#include "engine/runtime/safety/checksum.h"
#include "engine/runtime/safety/sha256.h"

#include <cstring>

namespace planscope {
namespace safety {
namespace {

/// As engine/plan/container.h says.
struct ContainerHeader {
    char magic[8];
    std::uint32_t headerBytes, layout;
    std::uint32_t version[4];
    std::uint64_t fileBytes;
    std::uint32_t sectionCount, deviceIdBytes, fingerprintBytes, headerCrc;
    std::uint64_t zero;
};

struct SectionRow {
    char name[16];
    std::uint64_t offset, bytes;
    std::uint32_t crc, zero;
};

static_assert(sizeof(ContainerHeader) == 64 && sizeof(SectionRow) == 40, "layouts are written to files");

constexpr std::uint32_t kContainerLayout = 2;
constexpr int kSections = 8;
constexpr int kDigest = 7;
constexpr std::uint32_t kMostSections = 32;

struct SectionNeed {
    const char* name;
    std::uint64_t recordBytes;
};

constexpr SectionNeed kNeeds[kSections] = {{kMetaSection, sizeof(MetaRecord)}, {kTensorSection, sizeof(TensorRecord)},
                                           {kStepSection, sizeof(StepRecord)}, {kLinkSection, sizeof(std::uint32_t)},
                                           {kParameterSection, 8},             {kNameSection, 1},
                                           {kWeightSection, 1},
                                           {kDigestSection, kDigestBytes}};

bool failWith(FaultRecord* fault, SafeStatus code, std::uint64_t detail = 0) {
    fault->code = code;
    fault->detail = detail;
    return false;
}

bool isNamed(const SectionRow& row, const char* name) { return std::memcmp(row.name, name, std::strlen(name) + 1) == 0; }

std::uint32_t headerChecksum(const unsigned char* bytes, std::uint32_t count) {
    constexpr std::uint64_t kCrcOffset = 52;
    constexpr unsigned char kZeros[4] = {};
    const std::uint32_t front = checksum(bytes, kCrcOffset);
    const std::uint32_t middle = checksum(kZeros, sizeof kZeros, front);
    return checksum(bytes + kCrcOffset + 4, count - kCrcOffset - 4, middle);
}

bool checkHeader(const ContainerHeader& header, Bytes plan, FaultRecord* fault) {
    if (std::memcmp(header.magic, "PLANSCOP", 8) != 0) return failWith(fault, SafeStatus::PlanMagic);
    if (header.layout != kContainerLayout) return failWith(fault, SafeStatus::PlanVersion, header.layout);
    if (header.fileBytes != plan.count) return failWith(fault, SafeStatus::PlanSize, header.fileBytes);
    if (header.sectionCount > kMostSections || header.headerBytes > plan.count) return failWith(fault, SafeStatus::SectionBounds);
    const std::uint64_t rows = sizeof(ContainerHeader) + std::uint64_t{header.sectionCount} * sizeof(SectionRow);
    if (header.headerBytes < rows + header.deviceIdBytes + header.fingerprintBytes) return failWith(fault, SafeStatus::SectionBounds);
    if (headerChecksum(plan.data, header.headerBytes) != header.headerCrc) return failWith(fault, SafeStatus::PlanCrc);
    return true;
}

bool readSection(const SectionRow* rows, std::uint32_t count, int section, Bytes plan, Bytes* out, FaultRecord* fault) {
    for (std::uint32_t i = 0; i < count; ++i) {
        const SectionRow& row = rows[i];
        if (!isNamed(row, kNeeds[section].name)) continue;
        if (row.offset % kAlignment != 0 || row.offset > plan.count || row.bytes > plan.count - row.offset)
            return failWith(fault, SafeStatus::SectionBounds, static_cast<std::uint64_t>(section));
        if (row.bytes % kNeeds[section].recordBytes != 0) return failWith(fault, SafeStatus::SectionBounds, static_cast<std::uint64_t>(section));
        if (checksum(plan.data + row.offset, row.bytes) != row.crc) return failWith(fault, SafeStatus::PlanCrc, static_cast<std::uint64_t>(section));
        *out = {plan.data + row.offset, row.bytes};
        return true;
    }
    return failWith(fault, SafeStatus::SectionBounds, static_cast<std::uint64_t>(section));
}

/// The counts that the meta record gives are those of the sections.
bool checkCounts(const Sections& s, const Bytes* all) {
    const MetaRecord& m = *s.meta;
    return all[0].count == sizeof(MetaRecord) && m.tensorCount <= kMostTensors && m.stepCount <= kMostSteps && m.linkCount <= kMostLinks &&
           all[1].count == std::uint64_t{m.tensorCount} * sizeof(TensorRecord) && all[2].count == std::uint64_t{m.stepCount} * sizeof(StepRecord) &&
           all[3].count == std::uint64_t{m.linkCount} * sizeof(std::uint32_t);
}

bool fitsDigest(const Bytes* all) {
    if (all[kDigest].count != kDigestBytes) return false;
    Sha256 sum;
    for (int i = 0; i < kDigest; ++i) sum.add(all[i].data, all[i].count);
    unsigned char digest[kDigestBytes];
    sum.finish(digest);
    return std::memcmp(digest, all[kDigest].data, kDigestBytes) == 0;
}

}  // namespace

bool readSections(Bytes plan, Sections* sections, FaultRecord* fault) noexcept {
    if (!plan.data) return failWith(fault, SafeStatus::NullArgument);
    if (reinterpret_cast<std::uintptr_t>(plan.data) % kAlignment != 0) return failWith(fault, SafeStatus::Misaligned);
    if (plan.count < sizeof(ContainerHeader)) return failWith(fault, SafeStatus::PlanMagic);
    const auto& header = *reinterpret_cast<const ContainerHeader*>(plan.data);
    if (!checkHeader(header, plan, fault)) return false;
    const auto* rows = reinterpret_cast<const SectionRow*>(plan.data + sizeof(ContainerHeader));
    Bytes all[kSections];
    for (int i = 0; i < kSections; ++i)
        if (!readSection(rows, header.sectionCount, i, plan, &all[i], fault)) return false;
    if (!fitsDigest(all)) return failWith(fault, SafeStatus::PlanDigest);
    sections->meta = reinterpret_cast<const MetaRecord*>(all[0].data);
    if (all[0].count != sizeof(MetaRecord)) return failWith(fault, SafeStatus::SectionBounds, 0);
    if (!checkCounts(*sections, all)) return failWith(fault, SafeStatus::SectionBounds, 0);
    sections->tensors = reinterpret_cast<const TensorRecord*>(all[1].data);
    sections->steps = reinterpret_cast<const StepRecord*>(all[2].data);
    sections->links = reinterpret_cast<const std::uint32_t*>(all[3].data);
    sections->parameters = all[4];
    sections->names = all[5];
    sections->weights = all[6];
    return true;
}

}  // namespace safety
}  // namespace planscope
