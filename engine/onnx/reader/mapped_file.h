// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

namespace planscope::onnx {

/// The bytes of a regular file, mapped read-only for as long as the object lives.
class MappedFile {
public:
    /// @errors Code::File for what does not exist, is no regular file or may not be read; the file is the subject
    static Result<std::shared_ptr<const MappedFile>> open(const std::filesystem::path& path);

    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile();

    std::span<const std::byte> bytes() const { return m_bytes; }

private:
    explicit MappedFile(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    std::span<const std::byte> m_bytes;
};

/// "file 'a.onnx'", the subject of errors about a file.
std::string fileSubject(const std::filesystem::path& path);

}  // namespace planscope::onnx
