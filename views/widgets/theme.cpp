// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/theme.h"

#include <algorithm>
#include <cmath>

namespace planscope::views {
namespace {

// Category order: Convolution, MatrixMultiply, Pooling, Activation, Elementwise, Normalization, Reduction, DataMovement,
// Shape, Constant, Quantization, Control, Reformat, Input, Output, Other. Hues follow the Okabe-Ito set, varied in
// lightness.
const Theme kLight{
    .kind = ThemeKind::Light,
    .window = 0xf1f3f6, .base = 0xffffff, .alternateBase = 0xf6f8fa, .canvas = 0xfafbfc,
    .text = 0x1b2230, .mutedText = 0x525d6e, .border = 0xc3cad5, .gridLine = 0xe6eaef,
    .nodeFill = 0xffffff, .nodeBorder = 0x9aa5b4, .edge = 0x8793a4, .edgeHover = 0x1f5fbf, .connector = 0x6b4a9c,
    .accent = 0x1f5fbf, .accentText = 0xffffff, .selection = 0xd35400, .searchHit = 0xffe08a, .searchCurrent = 0x8a5a00,
    .good = 0x0b6e4f, .warning = 0x8a5a00, .error = 0xb3261e,
    .categories = {0x0072b2, 0x27408b, 0x56b4e9, 0xe69f00, 0xf0c93a, 0x009e73, 0x7a5195, 0xa9b4c2, 0xcfd6df, 0xded7c8,
                   0xcc79a7, 0xa8442a, 0xd55e00, 0x2b3a4f, 0x2b3a4f, 0x8d8d8d},
    .series = {0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x6b4a9c, 0x5f6b7a},
    .heat = {0xf3f5f7, 0xfdeec2, 0xfdc86b, 0xf58c3a, 0xcf4a1b, 0x7f1d12}};

const Theme kDark{
    .kind = ThemeKind::Dark,
    .window = 0x20252d, .base = 0x181c22, .alternateBase = 0x1e232a, .canvas = 0x14171c,
    .text = 0xe6eaf0, .mutedText = 0xa3afbf, .border = 0x414a57, .gridLine = 0x272d36,
    .nodeFill = 0x252b34, .nodeBorder = 0x566272, .edge = 0x728094, .edgeHover = 0x7ab7ff, .connector = 0xc4a5ef,
    .accent = 0x2f6fce, .accentText = 0xffffff, .selection = 0xffa94d, .searchHit = 0x6b5310, .searchCurrent = 0xffd75e,
    .good = 0x5fd0a5, .warning = 0xf2c14e, .error = 0xff8a80,
    .categories = {0x3b9ad9, 0x8095e8, 0x7cc7f2, 0xe8ab2d, 0xf0d264, 0x2cb58c, 0xa98ac9, 0x7d8a9b, 0x5c6877, 0x8b836f,
                   0xd88bb5, 0xd0705a, 0xf0793a, 0xd5dde8, 0xd5dde8, 0x8f8f8f},
    .series = {0x4aa8e0, 0xf0793a, 0x2cb58c, 0xd88bb5, 0xe8ab2d, 0x9ad4f5, 0xb294e0, 0x9aa7b8},
    .heat = {0x2a313b, 0x4b3263, 0x8a3a6d, 0xcb5149, 0xf28f2e, 0xfbe06a}};

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

struct TypeColor {
    QLatin1String name;
    int series;
};

constexpr TypeColor kTypeColors[] = {
    {QLatin1String("f32"), 0},  {QLatin1String("f16"), 1}, {QLatin1String("bf16"), 4}, {QLatin1String("i8"), 2},
    {QLatin1String("u8"), 5},   {QLatin1String("i32"), 6}, {QLatin1String("i64"), 3},  {QLatin1String("bool"), 7},
    {QLatin1String("FP32"), 0}, {QLatin1String("FP16"), 1}, {QLatin1String("TF32"), 4}, {QLatin1String("INT8"), 2},
    {QLatin1String("UINT8"), 5}, {QLatin1String("INT32"), 6}, {QLatin1String("BOOL"), 7}};

}  // namespace

const Theme& lightTheme() { return kLight; }
const Theme& darkTheme() { return kDark; }
const Theme& themeOf(ThemeKind kind) { return kind == ThemeKind::Dark ? kDark : kLight; }

const Theme& themeFor(const QPalette& palette) {
    return luminance(palette.color(QPalette::Active, QPalette::Window)) < 0.18 ? kDark : kLight;
}

QColor categoryColor(const Theme& theme, inspect::Category category) {
    const auto index = static_cast<std::size_t>(category);
    return index < theme.categories.size() ? theme.categories[index] : theme.categories.back();
}

QColor dataTypeColor(const Theme& theme, QStringView dataType) {
    const auto found = std::ranges::find_if(kTypeColors, [&](const TypeColor& row) { return dataType == row.name; });
    return found == std::end(kTypeColors) ? theme.series.back() : theme.series[static_cast<std::size_t>(found->series)];
}

QColor heatColor(const Theme& theme, double share) {
    const double last = static_cast<double>(theme.heat.size() - 1);
    const double position = std::isnan(share) ? 0.0 : std::clamp(share, 0.0, 1.0) * last;
    const auto low = std::min(static_cast<std::size_t>(position), theme.heat.size() - 2);
    return blend(theme.heat[low], theme.heat[low + 1], position - static_cast<double>(low));
}

QColor blend(const QColor& from, const QColor& to, double share) {
    const auto channel = [share](double a, double b) { return static_cast<float>(a + (b - a) * share); };
    return QColor::fromRgbF(channel(from.redF(), to.redF()), channel(from.greenF(), to.greenF()),
                            channel(from.blueF(), to.blueF()));
}

QColor readableTextOn(const QColor& background) {
    const QColor black(Qt::black), white(Qt::white);
    return contrastRatio(black, background) >= contrastRatio(white, background) ? black : white;
}

double contrastRatio(const QColor& first, const QColor& second) {
    const double a = luminance(first), b = luminance(second);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

}  // namespace planscope::views
