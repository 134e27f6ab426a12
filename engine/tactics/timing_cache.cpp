// SPDX-License-Identifier: Apache-2.0
#include "engine/tactics/timing_cache.h"

#include "engine/base/check.h"
#include "engine/base/hash.h"
#include "engine/tactics/file_lock.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <unistd.h>

namespace planscope {
namespace {

constexpr std::string_view kMagic = "planscope-timing-cache 4";
constexpr std::string_view kOlderMagics[] = {"planscope-timing-cache 1", "planscope-timing-cache 2"};
constexpr std::string_view kChecksum = "checksum ";
constexpr char kSeparator = '\t';

std::string entryLine(const std::string& key, const CachedTiming& t) {
    return fmt::format("{}\t{:.1f}\t{:.1f}\t{}\t{}\t{}\t{}\t{}\n", key, t.medianNs, t.minNs, t.samples, t.stoppedEarly ? 1 : 0,
                       t.disturbed ? 1 : 0, t.attempts, t.measuredAt);
}

template <class T>
bool parseNumber(std::string_view text, T& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size();
}

/// Cuts the text after the last separator off `line`.
std::string_view takeLastField(std::string_view& line) {
    const std::size_t at = line.rfind(kSeparator);
    if (at == std::string_view::npos) return {};
    const std::string_view field = line.substr(at + 1);
    line = line.substr(0, at);
    return field;
}

bool parseEntry(std::string_view line, std::string& key, CachedTiming& timing) {
    int stopped = 0, disturbed = 0;
    if (!parseNumber(takeLastField(line), timing.measuredAt) || !parseNumber(takeLastField(line), timing.attempts) ||
        !parseNumber(takeLastField(line), disturbed) ||
        !parseNumber(takeLastField(line), stopped) || !parseNumber(takeLastField(line), timing.samples) ||
        !parseNumber(takeLastField(line), timing.minNs) || !parseNumber(takeLastField(line), timing.medianNs))
        return false;
    timing.stoppedEarly = stopped != 0;
    timing.disturbed = disturbed != 0;
    key = line;
    const bool plausible = timing.minNs >= 0 && timing.medianNs >= timing.minNs && timing.samples > 0 && timing.attempts > 0;
    return plausible && !key.empty();
}

std::string_view takeLine(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    return line;
}

std::uint64_t checksumOf(std::string_view body) { return hashBytes(std::as_bytes(std::span(body.data(), body.size()))); }

Result<std::map<std::string, CachedTiming>> parseCache(std::string_view text) {
    const std::string_view magic = takeLine(text);
    PS_CHECK(magic.starts_with("planscope-timing-cache "), Code::Format, "this is not a timing cache of Planscope");
    if (std::ranges::find(kOlderMagics, magic) != std::end(kOlderMagics)) return std::map<std::string, CachedTiming>{};
    PS_CHECK(magic == kMagic, Code::Version, "the first line is '{}', this version reads '{}'", magic, kMagic);
    const std::string_view sum = takeLine(text);
    PS_CHECK(sum.starts_with(kChecksum) && sum.substr(kChecksum.size()) == fmt::format("{:016x}", checksumOf(text)),
             Code::Checksum, "the entries do not match their checksum");
    std::map<std::string, CachedTiming> entries;
    for (int number = 3; !text.empty(); ++number) {
        std::string key;
        CachedTiming timing;
        PS_CHECK(parseEntry(takeLine(text), key, timing), Code::Format, "line {} is not an entry", number);
        entries.emplace(std::move(key), timing);
    }
    return entries;
}

std::string subjectOf(const std::filesystem::path& path) { return "timing cache '" + path.string() + "'"; }

Result<std::string> readFile(const std::filesystem::path& path) {
    std::error_code error;
    PS_CHECK(std::filesystem::is_regular_file(path, error), Code::File, "is not a file");
    std::string text(std::filesystem::file_size(path, error), '\0');
    std::ifstream in(path, std::ios::binary);
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    PS_CHECK(!error && in, Code::File, "cannot be read");
    return text;
}

Status writeFile(const std::filesystem::path& path, const std::string& text) {
    const std::filesystem::path temporary = path.string() + fmt::format(".tmp{}", ::getpid());
    {
        std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
        out << text;
        out.flush();
        if (!out) {
            std::error_code ignored;
            std::filesystem::remove(temporary, ignored);
            return fail(Code::File, "cannot be written");
        }
    }
    std::error_code error;
    std::filesystem::rename(temporary, path, error);
    PS_CHECK(!error, Code::File, "cannot be replaced: {}", error.message());
    return {};
}

}  // namespace

std::string TimingCache::key(std::string_view fingerprint, std::uint64_t problem, std::string_view tactic, int version,
                             std::string_view algorithm, std::string_view formats) {
    std::string out = fmt::format("{}|{:016x}|{}|{}|{}|{}", fingerprint, problem, tactic, version, algorithm, formats);
    for (char& c : out)
        if (c == '\n' || c == kSeparator) c = ' ';
    return out;
}

std::optional<CachedTiming> TimingCache::find(const std::string& key) const {
    const auto at = m_entries.find(key);
    return at == m_entries.end() ? std::nullopt : std::optional(at->second);
}

void TimingCache::insert(const std::string& key, const CachedTiming& timing) {
    const auto [at, isNew] = m_entries.try_emplace(key, timing);
    if (isNew || at->second.isSteady()) return;
    if (timing.isSteady() || timing.attempts > at->second.attempts) at->second = timing;
}

void TimingCache::replace(const std::string& key, const CachedTiming& timing) {
    m_entries.insert_or_assign(key, timing);
    m_replaced.insert(key);
}

void TimingCache::merge(const TimingCache& other) {
    for (const auto& [key, timing] : other.m_entries) insert(key, timing);
}

std::string_view TimingCache::fingerprintOf(std::string_view key) {
    constexpr int kFieldsBehind = 5;
    for (int i = 0; i < kFieldsBehind && !key.empty(); ++i) key = key.substr(0, std::min(key.rfind('|'), key.size()));
    return key;
}

Result<TimingCache> TimingCache::load(const std::filesystem::path& path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return TimingCache{};
    PS_ASSIGN(const std::string text, within(subjectOf(path), readFile(path)));
    TimingCache cache;
    PS_ASSIGN(cache.m_entries, within(subjectOf(path), parseCache(text)));
    return cache;
}

Status TimingCache::save(const std::filesystem::path& path) {
    PS_ASSIGN(const FileLock lock, within(subjectOf(path), FileLock::take(path.string() + ".lock")));
    PS_ASSIGN(TimingCache onDisk, load(path));
    onDisk.merge(*this);
    for (const std::string& key : m_replaced) onDisk.m_entries.insert_or_assign(key, m_entries.at(key));
    m_entries = std::move(onDisk.m_entries);
    std::string body;
    for (const auto& [key, timing] : m_entries) body += entryLine(key, timing);
    const std::string head = fmt::format("{}\n{}{:016x}\n", kMagic, kChecksum, checksumOf(body));
    return within(subjectOf(path), writeFile(path, head + body));
}

}  // namespace planscope
