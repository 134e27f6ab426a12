// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <filesystem>

namespace planscope {

/// Exclusive right to a file name among processes and threads, for the life of the object. The lock file stays.
class FileLock {
public:
    /// Waits until it is free. @errors Code::File
    static Result<FileLock> take(const std::filesystem::path& path);

    FileLock(FileLock&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

private:
    explicit FileLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
};

}  // namespace planscope
