// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/mapped_file.h"

#include "engine/base/check.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace planscope::plan {
namespace {

struct Descriptor {
    int value;
    ~Descriptor() {
        if (value >= 0) ::close(value);
    }
};

}  // namespace

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::filesystem::path& path) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    PS_CHECK(file.value >= 0, Code::File, "cannot open the file: {}", std::strerror(errno));
    struct stat status {};
    PS_CHECK(::fstat(file.value, &status) == 0, Code::File, "cannot read the file: {}", std::strerror(errno));
    PS_CHECK(S_ISREG(status.st_mode), Code::File, "{}", S_ISDIR(status.st_mode) ? "it is a folder, not a file" : "it is not a regular file");
    const auto bytes = static_cast<std::size_t>(status.st_size);
    if (bytes == 0) return std::shared_ptr<const MappedFile>(new MappedFile({}));
    void* const address = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file.value, 0);
    PS_CHECK(address != MAP_FAILED, Code::File, "cannot map the file: {}", std::strerror(errno));
    return std::shared_ptr<const MappedFile>(new MappedFile({static_cast<const std::byte*>(address), bytes}));
}

MappedFile::~MappedFile() {
    if (!m_bytes.empty()) ::munmap(const_cast<std::byte*>(m_bytes.data()), m_bytes.size());
}

}  // namespace planscope::plan
