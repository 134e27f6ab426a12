// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/reader/mapped_file.h"

#include "engine/base/check.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace planscope::onnx {
namespace {

class Descriptor {
public:
    explicit Descriptor(int value) : m_value(value) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (m_value >= 0) ::close(m_value);
    }
    int value() const { return m_value; }

private:
    int m_value;
};

Result<std::span<const std::byte>> mapBytes(const std::filesystem::path& path) {
    // Without O_NONBLOCK a named pipe would wait for its writer for ever.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    PS_CHECK(file.value() >= 0, Code::File, "the file cannot be opened: {}", std::strerror(errno));
    struct stat status {};
    PS_CHECK(::fstat(file.value(), &status) == 0, Code::File, "the file cannot be examined: {}", std::strerror(errno));
    PS_CHECK(!S_ISDIR(status.st_mode), Code::File, "this is a directory, a file is expected");
    PS_CHECK(S_ISREG(status.st_mode), Code::File, "this is no regular file");
    if (status.st_size == 0) return std::span<const std::byte>{};
    const auto size = static_cast<std::size_t>(status.st_size);
    void* const data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.value(), 0);
    PS_CHECK(data != MAP_FAILED, Code::File, "the file cannot be mapped into memory: {}", std::strerror(errno));
    return std::span(static_cast<const std::byte*>(data), size);
}

}  // namespace

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::filesystem::path& path) {
    PS_ASSIGN(const std::span<const std::byte> bytes, within(fileSubject(path), mapBytes(path)));
    return std::shared_ptr<const MappedFile>(new MappedFile(bytes));
}

MappedFile::~MappedFile() {
    if (!m_bytes.empty()) ::munmap(const_cast<std::byte*>(m_bytes.data()), m_bytes.size());
}

std::string fileSubject(const std::filesystem::path& path) { return "file '" + path.string() + "'"; }

}  // namespace planscope::onnx
