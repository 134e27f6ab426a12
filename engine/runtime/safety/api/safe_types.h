// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

/// Words of the safe runtime's classes, with the values of TensorRT 8.6. C++14, standard headers only.
namespace planscope {
namespace safe_api {

enum class ErrorCode : std::int32_t {
    kSUCCESS = 0,
    kUNSPECIFIED_ERROR = 1,
    kINTERNAL_ERROR = 2,
    kINVALID_ARGUMENT = 3,
    kINVALID_CONFIG = 4,
    kFAILED_ALLOCATION = 5,
    kFAILED_INITIALIZATION = 6,
    kFAILED_EXECUTION = 7,
    kFAILED_COMPUTATION = 8,
    kINVALID_STATE = 9,
    kUNSUPPORTED_STATE = 10
};

enum class DataType : std::int32_t { kFLOAT = 0, kHALF = 1, kINT8 = 2, kINT32 = 3, kBOOL = 4, kUINT8 = 5 };
enum class TensorIOMode : std::int32_t { kNONE = 0, kINPUT = 1, kOUTPUT = 2 };
enum class TensorFormat : std::int32_t { kLINEAR = 0 };

struct Dims {
    static constexpr std::int32_t MAX_DIMS = 8;
    std::int32_t nbDims = -1;
    std::int64_t d[MAX_DIMS] = {};
};

/// Elements of the outputs that are no numbers; the application looks at it after each enqueueV3().
struct FloatingPointErrorInformation {
    std::int32_t nbNanErrors = 0;
    std::int32_t nbInfErrors = 0;
};

/// What the application must give: faults are told here as they happen. Called from the thread of the call; must not throw.
class IErrorRecorder {
public:
    virtual std::int32_t getNbErrors() const noexcept = 0;
    virtual ErrorCode getErrorCode(std::int32_t index) const noexcept = 0;
    virtual const char* getErrorDesc(std::int32_t index) const noexcept = 0;
    virtual bool hasOverflowed() const noexcept = 0;
    virtual void clear() noexcept = 0;
    /// @return whether the error is fatal
    virtual bool reportError(ErrorCode code, const char* description) noexcept = 0;

protected:
    ~IErrorRecorder() = default;
};

/// Where engines and contexts get their memory, all of it before the first execution.
class IAllocator {
public:
    /// @param alignment  a power of two. @return null where there is none, and for 0 bytes
    virtual void* allocate(std::uint64_t bytes, std::uint64_t alignment) noexcept = 0;
    virtual void deallocate(void* memory) noexcept = 0;

protected:
    ~IAllocator() = default;
};

}  // namespace safe_api
}  // namespace planscope
