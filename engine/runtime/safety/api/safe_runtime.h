// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/safety/api/safe_types.h"

/// Classes over the safety runtime in the shape of TensorRT 8.6's safe runtime: names, order of calls, values on errors. C++14,
/// standard headers only, no exceptions, no heap of its own. Pointers are tolerated wherever they are null.
///
/// Differences: memory comes from an IAllocator; there are no streams, so that enqueueV3() returns when the outputs are there; the
/// deprecated calls by binding index are left out. Nothing here is certified.
namespace planscope {
namespace safe_api {

class ICudaEngine;

/// One execution at a time. Not thread-safe, but for the getters.
class IExecutionContext {
public:
    IExecutionContext(const IExecutionContext&) = delete;
    IExecutionContext& operator=(const IExecutionContext&) = delete;

    const ICudaEngine& getEngine() const noexcept;
    void setErrorRecorder(IErrorRecorder* recorder) noexcept;
    IErrorRecorder* getErrorRecorder() const noexcept;
    void setErrorBuffer(FloatingPointErrorInformation* buffer) noexcept;
    FloatingPointErrorInformation* getErrorBuffer() const noexcept;
    /// @param data  not null, aligned to 256 bytes
    bool setInputTensorAddress(const char* name, const void* data) noexcept;
    bool setOutputTensorAddress(const char* name, void* data) noexcept;
    const void* getInputTensorAddress(const char* name) const noexcept;
    void* getOutputTensorAddress(const char* name) const noexcept;
    /// Ticks of `clock` that an execution may take; 0: any number.
    void setDeadline(std::uint64_t (*clock)(void* user), void* user, std::uint64_t ticks) noexcept;
    /// Runs all steps. False and a report for a missing address, a second context of the engine that runs (SAFE-RT-02), or a fault; after
    /// a fault every call is false and outputs are invalid.
    bool enqueueV3() noexcept;
    void destroy() noexcept;

private:
    friend class ICudaEngine;
    IExecutionContext() = default;
    ~IExecutionContext() = default;
    struct Body;
    Body* m_body = nullptr;
};

class ICudaEngine {
public:
    ICudaEngine(const ICudaEngine&) = delete;
    ICudaEngine& operator=(const ICudaEngine&) = delete;

    /// Null where memory is missing or there is no error recorder; then only error logging may follow.
    IExecutionContext* createExecutionContext() noexcept;
    std::uint64_t getDeviceMemorySize() const noexcept;
    const char* getName() const noexcept;
    void setErrorRecorder(IErrorRecorder* recorder) noexcept;
    IErrorRecorder* getErrorRecorder() const noexcept;
    std::int32_t getNbIOTensors() const noexcept;
    const char* getIOTensorName(std::int32_t index) const noexcept;
    Dims getTensorShape(const char* name) const noexcept;
    DataType getTensorDataType(const char* name) const noexcept;
    TensorIOMode getTensorIOMode(const char* name) const noexcept;
    std::int32_t getTensorBytesPerComponent(const char* name) const noexcept;
    TensorFormat getTensorFormat(const char* name) const noexcept;
    void destroy() noexcept;

private:
    friend class IRuntime;
    friend class IExecutionContext;
    ICudaEngine() = default;
    ~ICudaEngine() = default;
    struct Body;
    Body* m_body = nullptr;
};

/// Which plans a runtime takes; both run the same kernels and give the same bits.
enum class RuntimeScope : std::int32_t {
    kSAFETY,  ///< SM 8.7
    kPROXY    ///< SM 8.x, for machines that are not certified
};

class IRuntime {
public:
    explicit IRuntime(IAllocator& allocator, RuntimeScope scope = RuntimeScope::kSAFETY) noexcept : m_allocator(&allocator), m_scope(scope) {}

    void setErrorRecorder(IErrorRecorder* recorder) noexcept { m_recorder = recorder; }
    IErrorRecorder* getErrorRecorder() const noexcept { return m_recorder; }
    /// Checks the whole plan and copies it. Null, with a report, where it is refused or no recorder was set.
    ICudaEngine* deserializeCudaEngine(const void* blob, std::uint64_t size) noexcept;

private:
    IAllocator* m_allocator;
    RuntimeScope m_scope;
    IErrorRecorder* m_recorder = nullptr;
};

}  // namespace safe_api
}  // namespace planscope
