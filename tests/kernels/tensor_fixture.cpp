// SPDX-License-Identifier: Apache-2.0
#include "tests/kernels/tensor_fixture.h"

#include "kernels/reference/reformat.h"

#include <cmath>
#include <cstring>

namespace planscope::kernel_tests {
namespace {

constexpr std::size_t kGuardBytes = 128;
constexpr unsigned char kGuard = 0xa5;

template <class T>
std::vector<T> valuesOf(const TensorView& view) {
    return {view.as<T>(), view.as<T>() + view.volume()};
}

}  // namespace

Tensor::Tensor(DataType type, const Dims& dims, Format format) : m_type(type), m_dims(dims), m_format(format) {
    m_bytes.assign(storageBytes(type, dims, format) + kGuardBytes + 64, kGuard);
    m_offset = (64 - reinterpret_cast<std::uintptr_t>(m_bytes.data()) % 64) % 64;
}

TensorView Tensor::view() const {
    // Computed anew: a copied vector lies elsewhere, so that only its own offset counts.
    return {m_bytes.data() + m_offset, m_type, m_dims, m_format};
}

Tensor Tensor::floats(const Dims& dims, const std::vector<float>& values) {
    Tensor out(DataType::Float, dims);
    std::memcpy(out.view().data, values.data(), values.size() * sizeof(float));
    return out;
}

Tensor Tensor::ints(const Dims& dims, const std::vector<int>& values) {
    Tensor out(DataType::Int32, dims);
    std::memcpy(out.view().data, values.data(), values.size() * sizeof(int));
    return out;
}

Tensor Tensor::bools(const Dims& dims, const std::vector<int>& values) {
    Tensor out(DataType::Bool, dims);
    for (std::size_t i = 0; i < values.size(); ++i) out.view().as<std::uint8_t>()[i] = values[i] != 0;
    return out;
}

bool Tensor::isGuardIntact() const {
    const std::size_t end = m_offset + view().bytes();
    for (std::size_t i = end; i < end + kGuardBytes - 64; ++i)
        if (m_bytes[i] != kGuard) return false;
    return true;
}

std::vector<float> Tensor::toFloats() const { return valuesOf<float>(view()); }

std::vector<int> Tensor::toInts() const {
    if (m_type == DataType::Int32) return valuesOf<int>(view());
    std::vector<int> out;
    for (const std::uint8_t v : valuesOf<std::uint8_t>(view())) out.push_back(v);
    return out;
}

void fillRandom(const Tensor& tensor, std::mt19937& random, float low, float high) {
    const TensorView view = tensor.view();
    const Tensor plain(view.type, view.dims);
    std::uniform_real_distribution<float> distribution(low, high);
    for (std::int64_t i = 0; i < view.volume(); ++i) {
        float value = distribution(random);
        if (std::fabs(value) < 1e-3F) value = 0.25F;
        if (view.type == DataType::Float) plain.view().as<float>()[i] = value;
        else if (view.type == DataType::Int32) plain.view().as<std::int32_t>()[i] = static_cast<int>(value * 100);
        else plain.view().as<std::uint8_t>()[i] = value > (low + high) / 2;
    }
    (void)kernels::reference::reformat(plain, view);
}

Tensor inFormat(const Tensor& tensor, Format format) {
    const TensorView view = tensor.view();
    Tensor out(view.type, view.dims, format);
    (void)kernels::reference::reformat(view, out);
    return out;
}

QString difference(const Tensor& actual, const Tensor& expected, double absolute, double relative) {
    if (!actual.isGuardIntact()) return QStringLiteral("wrote beyond the end");
    const Tensor plain = inFormat(actual, Format::linear());
    const TensorView a = plain.view();
    const TensorView e = expected.view();
    if (!(a.dims == e.dims) || a.type != e.type) return QStringLiteral("other dims or type");
    for (std::int64_t i = 0; i < e.volume(); ++i) {
        if (e.type != DataType::Float) {
            if (std::memcmp(a.as<char>() + static_cast<std::size_t>(i) * sizeOf(e.type),
                            e.as<char>() + static_cast<std::size_t>(i) * sizeOf(e.type), sizeOf(e.type)) != 0)
                return QStringLiteral("element %1 differs").arg(i);
            continue;
        }
        const double x = a.as<float>()[i];
        const double y = e.as<float>()[i];
        const bool same = (std::isnan(x) && std::isnan(y)) || x == y || std::fabs(x - y) <= absolute + relative * std::fabs(y);
        if (!same) return QStringLiteral("element %1 is %2, expected %3").arg(i).arg(x, 0, 'g', 9).arg(y, 0, 'g', 9);
    }
    const Tensor again = inFormat(plain, actual.view().format);
    if (std::memcmp(again.view().data, actual.view().data, actual.view().bytes()) != 0)
        return QStringLiteral("padding lanes are not zero");
    return {};
}

std::vector<kernels::cpu::Isa> availableIsas() {
    std::vector<kernels::cpu::Isa> out;
    for (int i = 0; i < kernels::cpu::kIsaCount; ++i)
        if (kernels::cpu::isAvailable(static_cast<kernels::cpu::Isa>(i))) out.push_back(static_cast<kernels::cpu::Isa>(i));
    return out;
}

QString describe(const Dims& dims, Format format, kernels::cpu::Isa isa, int threads) {
    QString text = QStringLiteral("[");
    for (const std::int64_t d : dims) text += QString::number(d) + QStringLiteral(" ");
    const std::string_view name = kernels::cpu::nameOf(isa);
    return text + QStringLiteral("] layout %1 lanes %2, %3, %4 threads")
                      .arg(static_cast<int>(format.layout))
                      .arg(format.lanes)
                      .arg(QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size())))
                      .arg(threads);
}

}  // namespace planscope::kernel_tests
