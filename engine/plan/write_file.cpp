// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/write_file.h"

#include "engine/base/check.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace planscope::plan {
namespace {

/// A file under a name of its own that vanishes with the object unless renamed.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::filesystem::path& target) {
        for (int attempt = 0; attempt < 100 && m_file < 0; ++attempt) {
            m_path = target;
            m_path += fmt::format(".{}-{}.tmp", ::getpid(), attempt);
            m_file = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
            if (m_file < 0 && errno != EEXIST) return;
        }
    }
    ~TemporaryFile() {
        if (m_file < 0) return;
        ::close(m_file);
        if (!m_renamed) ::unlink(m_path.c_str());
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    bool isOpen() const { return m_file >= 0; }

    bool write(std::span<const std::byte> bytes) {
        while (!bytes.empty()) {
            const ssize_t written = ::write(m_file, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return false;
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
        return true;
    }

    bool flush() { return ::fsync(m_file) == 0; }

    bool renameTo(const std::filesystem::path& target) {
        m_renamed = ::rename(m_path.c_str(), target.c_str()) == 0;
        return m_renamed;
    }

private:
    std::filesystem::path m_path;
    int m_file = -1;
    bool m_renamed = false;
};

}  // namespace

Status writeFileAtomically(const std::filesystem::path& path, std::span<const std::byte> bytes) {
    return writeFileAtomically(path, Pieces{{bytes}});
}

Status writeFileAtomically(const std::filesystem::path& path, const Pieces& pieces) {
    std::error_code ignored;
    PS_CHECK(!std::filesystem::is_directory(path, ignored), Code::File, "cannot write the file: it is a folder");
    PS_CHECK(!std::filesystem::exists(path, ignored) || std::filesystem::is_regular_file(path, ignored), Code::File,
             "cannot write the file: it is not a regular file");
    const auto resolved = std::filesystem::weakly_canonical(path, ignored);
    const std::filesystem::path& target = ignored ? path : resolved;
    TemporaryFile file(target);
    PS_CHECK(file.isOpen(), Code::File, "cannot create the file: {}", std::strerror(errno));
    for (const Piece& piece : pieces) {
        PS_CHECK(file.write(piece.bytes), Code::File, "cannot write the file: {}", std::strerror(errno));
        piece.letGo();
    }
    PS_CHECK(file.flush() && file.renameTo(target), Code::File, "cannot write the file: {}", std::strerror(errno));
    return {};
}

}  // namespace planscope::plan
