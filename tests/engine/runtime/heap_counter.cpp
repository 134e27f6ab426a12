// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/runtime/heap_counter.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <dlfcn.h>
#include <new>
#include <string_view>

namespace planscope::runtime_tests {
namespace {

constexpr std::size_t kMostCalls = 100'000;

std::atomic<bool> gCounting{false};
std::atomic<std::size_t> gCalls{0};
std::array<void*, kMostCalls> gCallers;

void note(void* caller) {
    if (!gCounting.load(std::memory_order_relaxed)) return;
    const std::size_t i = gCalls.fetch_add(1);
    if (i < kMostCalls) gCallers[i] = caller;
}

bool isLibrary(const Dl_info& info) {
    const std::string_view object = info.dli_fname ? info.dli_fname : "";
    return object.find("libdnnl") != std::string_view::npos || object.find("libgomp") != std::string_view::npos;
}

}  // namespace

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
bool HeapCounter::works() { return false; }
#else
bool HeapCounter::works() { return true; }
#endif

void HeapCounter::start() {
    gCalls = 0;
    gCounting = true;
}

void HeapCounter::stop() {
    gCounting = false;
    for (std::size_t i = 0; i < std::min(gCalls.load(), kMostCalls); ++i) {
        Dl_info info{};
        dladdr(gCallers[i], &info);
        if (isLibrary(info)) {
            ++m_library;
            continue;
        }
        if (m_own++ == 0) m_firstOwn = std::string(info.dli_fname ? info.dli_fname : "?") + " " + (info.dli_sname ? info.dli_sname : "?");
    }
}

}  // namespace planscope::runtime_tests

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t bytes) {
    planscope::runtime_tests::note(__builtin_return_address(0));
    return __libc_malloc(bytes);
}
void* calloc(std::size_t count, std::size_t bytes) {
    planscope::runtime_tests::note(__builtin_return_address(0));
    return __libc_calloc(count, bytes);
}
void* realloc(void* memory, std::size_t bytes) {
    planscope::runtime_tests::note(__builtin_return_address(0));
    return __libc_realloc(memory, bytes);
}
void* memalign(std::size_t alignment, std::size_t bytes) {
    planscope::runtime_tests::note(__builtin_return_address(0));
    return __libc_memalign(alignment, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
    planscope::runtime_tests::note(__builtin_return_address(0));
    return __libc_memalign(alignment, bytes);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t bytes) {
    planscope::runtime_tests::note(__builtin_return_address(0));
    *out = __libc_memalign(alignment, bytes);
    return *out ? 0 : ENOMEM;
}
}

void* operator new(std::size_t bytes) {
    planscope::runtime_tests::note(__builtin_return_address(0));
    if (void* const memory = __libc_malloc(bytes == 0 ? 1 : bytes)) return memory;
    throw std::bad_alloc();
}
void* operator new[](std::size_t bytes) {
    planscope::runtime_tests::note(__builtin_return_address(0));
    if (void* const memory = __libc_malloc(bytes == 0 ? 1 : bytes)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
#endif
