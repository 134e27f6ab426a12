// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/reader/external_data.h"

#include "engine/base/check.h"

#include <algorithm>
#include <charconv>

namespace planscope::onnx {
namespace {

Result<std::size_t> parseCount(std::string_view name, const std::string& text, std::size_t fallback) {
    if (text.empty()) return fallback;
    std::size_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, value);
    PS_CHECK(error == std::errc{} && at == end, Code::ExternalData, "the {} '{}' of the external data is no number", name, text);
    return value;
}

bool isInside(const std::filesystem::path& folder, const std::filesystem::path& file) {
    const auto [inFolder, inFile] = std::ranges::mismatch(folder, file);
    return inFolder == folder.end() && inFile != file.end();
}

constexpr std::size_t kLookedAtBytes = std::size_t{256} << 20;

}  // namespace

Result<std::shared_ptr<const MappedFile>> ExternalData::open(const std::string& location) {
    const std::filesystem::path relative(location);
    PS_CHECK(!location.empty(), Code::ExternalData, "the external data names no file");
    PS_CHECK(location.find('\0') == std::string::npos, Code::ExternalData, "the external data's file name holds a zero byte");
    PS_CHECK(!relative.is_absolute(), Code::ExternalData,
             "the external data '{}' is an absolute path; only files in the model's folder are read", location);
    PS_CHECK(std::ranges::find(relative, "..") == relative.end(), Code::ExternalData,
             "the external data '{}' leaves the model's folder", location);
    std::error_code error;
    const auto folder = std::filesystem::weakly_canonical(m_folder.empty() ? "." : m_folder, error);
    PS_CHECK(!error, Code::ExternalData, "the model's folder cannot be resolved: {}", error.message());
    const auto file = std::filesystem::weakly_canonical(folder / relative, error);
    PS_CHECK(!error, Code::ExternalData, "the external data '{}' cannot be resolved: {}", location, error.message());
    PS_CHECK(isInside(folder, file), Code::ExternalData, "the external data '{}' leads out of the model's folder", location);
    const auto known = m_files.find(file);
    if (known != m_files.end()) return known->second;
    auto mapped = MappedFile::open(file);
    PS_CHECK(mapped, Code::ExternalData, "the external data '{}' cannot be read: {}", location, mapped.error().message);
    m_files.emplace(file, *mapped);
    return *mapped;
}

Result<ExternalBytes> ExternalData::find(const ExternalLocation& where, std::size_t size) {
    PS_ASSIGN(const std::shared_ptr<const MappedFile> file, open(where.location));
    PS_ASSIGN(const std::size_t offset, parseCount("offset", where.offset, 0));
    PS_ASSIGN(const std::size_t length, parseCount("length", where.length, size));
    PS_CHECK(length == size, Code::ExternalData, "the external data '{}' gives {} bytes, {} are needed", where.location, length,
             size);
    const std::size_t total = file->bytes().size();
    PS_CHECK(offset <= total, Code::ExternalData, "the external data begins at byte {} of '{}', which has {} bytes", offset,
             where.location, total);
    PS_CHECK(size <= total - offset, Code::ExternalData,
             "the external data needs {} bytes from byte {} of '{}' on, which has {} bytes", size, offset, where.location, total);
    return ExternalBytes{file->bytes().subspan(offset, size), file};
}

bool ExternalData::mayLookAt(std::size_t bytes) {
    if (bytes > kLookedAtBytes - m_lookedAt) return false;
    m_lookedAt += bytes;
    return true;
}

}  // namespace planscope::onnx
