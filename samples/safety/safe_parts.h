// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/safety/api/safe_types.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

/// What an application brings along: a recorder of fixed size and an allocator that is only used before operation.
namespace safe_sample {

using planscope::safe_api::ErrorCode;

class FixedRecorder final : public planscope::safe_api::IErrorRecorder {
public:
    std::int32_t getNbErrors() const noexcept override { return m_count; }
    ErrorCode getErrorCode(std::int32_t index) const noexcept override {
        return index >= 0 && index < m_count ? m_entries[index].code : ErrorCode::kINVALID_ARGUMENT;
    }
    const char* getErrorDesc(std::int32_t index) const noexcept override { return index >= 0 && index < m_count ? m_entries[index].text : ""; }
    bool hasOverflowed() const noexcept override { return m_overflowed; }
    void clear() noexcept override {
        m_count = 0;
        m_overflowed = false;
    }
    bool reportError(ErrorCode code, const char* description) noexcept override {
        if (m_count == kEntries) {
            m_overflowed = true;
            return true;
        }
        m_entries[m_count].code = code;
        std::snprintf(m_entries[m_count].text, sizeof m_entries[m_count].text, "%d - %s", static_cast<int>(code), description);
        ++m_count;
        return true;
    }

private:
    static constexpr std::int32_t kEntries = 10;
    struct Entry {
        ErrorCode code;
        char text[1024];
    };
    Entry m_entries[kEntries] = {};
    std::int32_t m_count = 0;
    bool m_overflowed = false;
};

class HostAllocator final : public planscope::safe_api::IAllocator {
public:
    void* allocate(std::uint64_t bytes, std::uint64_t alignment) noexcept override {
        void* memory = nullptr;
        if (bytes == 0 || posix_memalign(&memory, alignment, bytes) != 0) return nullptr;
        return memory;
    }
    void deallocate(void* memory) noexcept override { std::free(memory); }
};

}  // namespace safe_sample
