// SPDX-License-Identifier: Apache-2.0
#include "engine/tactics/file_lock.h"

#include "engine/base/check.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace planscope {

Result<FileLock> FileLock::take(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    PS_CHECK(descriptor >= 0, Code::File, "the lock file '{}' cannot be opened", path.string());
    FileLock lock(descriptor);
    int status = 0;
    while ((status = ::flock(descriptor, LOCK_EX)) != 0 && errno == EINTR) {
    }
    PS_CHECK(status == 0, Code::File, "the lock file '{}' cannot be locked", path.string());
    return lock;
}

FileLock::~FileLock() {
    if (m_descriptor >= 0) ::close(m_descriptor);
}

}  // namespace planscope
