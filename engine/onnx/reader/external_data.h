// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/onnx/reader/mapped_file.h"

#include <map>
#include <string>

namespace planscope::onnx {

/// Where a tensor's bytes lie outside the model file.
struct ExternalLocation {
    std::string location;  ///< relative to the model's folder
    std::string offset;    ///< decimal; empty: 0
    std::string length;    ///< decimal; empty: as much as the tensor needs
};

/// A part of a mapped file and what keeps it mapped.
struct ExternalBytes {
    std::span<const std::byte> bytes;
    std::shared_ptr<const MappedFile> file;
};

/// The files with external weights of one model. Nothing outside the model's folder is ever opened, not through "..", nor
/// an absolute path, nor a symbolic link.
class ExternalData {
public:
    explicit ExternalData(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    /// @param size  bytes that the tensor needs
    /// @errors Code::ExternalData: not inside the folder, missing, too short, or a length that is not `size`
    Result<ExternalBytes> find(const ExternalLocation& where, std::size_t size);
    /// Whether `bytes` more may be looked at while the model is read: opening gigabytes of weights must not wait for the disk.
    bool mayLookAt(std::size_t bytes);

private:
    Result<std::shared_ptr<const MappedFile>> open(const std::string& location);

    std::filesystem::path m_folder;
    std::size_t m_lookedAt = 0;
    std::map<std::filesystem::path, std::shared_ptr<const MappedFile>> m_files;
};

}  // namespace planscope::onnx
