// SPDX-License-Identifier: Apache-2.0
#include "kernels/safe/records.h"
#include "kernels/safe/rows.h"
#include "kernels/safe/runs.h"

namespace planscope::kernels::safe::PS_ISA {
namespace {

template <class T>
void moveLine(const T* from, T* to, const CopyRecord& r, int axis) {
    const std::int64_t step = r.fromStride[axis], write = r.toStride[axis];
    if (step == 1 && write == 1) {
        std::memcpy(to, from, static_cast<std::size_t>(r.extent[axis]) * sizeof(T));
        return;
    }
    for (std::int32_t i = 0; i < r.extent[axis]; ++i) to[i * write] = from[i * step];
}

template <class T>
void moveAll(const CopyRecord& r, const View& in, const View& out) {
    const int last = r.rank - 1;
    std::int64_t lines = 1;
    for (int i = 0; i < last; ++i) lines *= r.extent[i];
    for (std::int64_t line = 0; line < lines; ++line) {
        std::int64_t from = r.from, to = r.to, rest = line;
        for (int i = last - 1; i >= 0; --i) {
            from += rest % r.extent[i] * r.fromStride[i];
            to += rest % r.extent[i] * r.toStride[i];
            rest /= r.extent[i];
        }
        moveLine(reinterpret_cast<const T*>(in.data) + from, reinterpret_cast<T*>(out.data) + to, r, last);
    }
}

template <class T>
void fillAll(std::uint32_t bits, const View& out) {
    T value;
    std::memcpy(&value, &bits, sizeof value);
    T* to = reinterpret_cast<T*>(out.data);
    for (std::int64_t i = 0; i < out.elements; ++i) to[i] = value;
}

template <class T>
void run(const Call& call) {
    const auto* records = reinterpret_cast<const CopyRecord*>(call.parameters);
    if (records[0].fills) fillAll<T>(records[0].fillBits, call.outputs[0]);
    for (std::uint32_t i = 0; i < call.inputCount; ++i) moveAll<T>(records[i], call.inputs[i], call.outputs[0]);
}

}  // namespace

RunStatus copy(const Call& call) {
    const std::size_t size = sizeOf(call.outputs[0].type);
    if (size == 4) run<std::uint32_t>(call);
    else if (size == 2) run<std::uint16_t>(call);
    else run<std::uint8_t>(call);
    return RunStatus::Ok;
}

}  // namespace planscope::kernels::safe::PS_ISA
