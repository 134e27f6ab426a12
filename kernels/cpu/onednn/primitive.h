// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

#include <tl/expected.hpp>

#include <memory>
#include <span>
#include <string>
#include <vector>

/// Calls into oneDNN 2.6. Its exceptions and types stay in this folder: descriptions go in, prepared primitives or one
/// sentence of refusal come out. The number of OpenMP threads of the calling thread must be the same when a primitive
/// is made and when it runs.
namespace planscope::kernels::onednn {

/// One of oneDNN's ways to run an operation.
struct Implementation {
    std::string name;  ///< as oneDNN names it, "brgconv:avx512_core", with a suffix of ours where there are two ways to call it
    std::size_t workspaceBytes = 0;
    double preparationNs = 0;  ///< about what it takes to generate its code, once; its first run included
};

/// A prepared operation: code generated, weights packed. Not for two threads at once.
class Primitive {
public:
    virtual ~Primitive() = default;
    /// @param inputs  in the order of the description; the data of constants must stay where it was when the primitive was made
    virtual KernelStatus run(std::span<const TensorView> inputs, const TensorView& output, void* workspace) noexcept = 0;
    virtual std::size_t residentBytes() const = 0;
};

template <class T>
using Expected = tl::expected<T, std::string>;

/// "2.6.3"
std::string libraryVersion();

/// Makes oneDNN's answers independent of what it was asked before, in the whole process: its cache takes layouts for the
/// same that differ only in axes of one element, and then names the implementation of the other one. Thread-safe.
void disableCache();

}  // namespace planscope::kernels::onednn
