// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/build_settings.h"

#include "app/desktop/tactic_rules_field.h"
#include "engine/network/names.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace planscope::desktop {
namespace {

struct TypeRow {
    DataType type;
    const char* recorded;
    const char* name;
    const char* word;  ///< of planexec
};
constexpr TypeRow kTypes[] = {{DataType::Float, "f32", "FP32", "fp32"},  {DataType::Half, "f16", "FP16", "fp16"},  {DataType::Int8, "i8", "INT8", "int8"},
                              {DataType::Int32, "i32", "INT32", "int32"}, {DataType::Bool, "bool", "BOOL", "bool"}, {DataType::UInt8, "u8", "UINT8", "uint8"}};

struct PrecisionRow {
    bool PrecisionOptions::*member;
    const char* name;
    const char* option;
};
constexpr PrecisionRow kPrecisions[] = {{&PrecisionOptions::tf32, "TF32", "--tf32"}, {&PrecisionOptions::fp16, "FP16", "--fp16"},
                                        {&PrecisionOptions::int8, "INT8", "--int8"}};
constexpr const char* kConstraints[] = {"none", "prefer", "obey"};  // in the order of PrecisionConstraints

QString translated(const char* text, int count = -1) { return QCoreApplication::translate("BuildSettings", text, nullptr, count); }

QString threadsText(int threads) { return threads == 1 ? translated("1 thread") : translated("%1 threads").arg(threads); }

QString shellQuoted(QString text) {
    static const QRegularExpression plain(QStringLiteral("^[\\w@%+=:,./-]+$"));
    if (plain.match(text).hasMatch()) return text;
    return u'\'' + text.replace(u'\'', QStringLiteral("'\\''")) + u'\'';
}

struct ShapeRow {
    const char* option;
    Dims InputRange::*member;
};
constexpr ShapeRow kShapes[] = {{"--minShapes=", &InputRange::min}, {"--optShapes=", &InputRange::opt}, {"--maxShapes=", &InputRange::max}};

QString shapesText(const OptimizationProfile& profile, Dims InputRange::*member) {
    QStringList items;
    for (const InputRange& range : profile.inputs) items += QString::fromStdString(range.input + ":" + toString(range.*member));
    return items.join(u',');
}

const char* constraintsWord(PrecisionConstraints constraints) { return kConstraints[static_cast<std::size_t>(constraints)]; }

/// Layers whose request is not the same in both.
int differingRequests(const std::vector<LayerTypes>& from, const std::vector<LayerTypes>& to) {
    const auto isIn = [](const std::vector<LayerTypes>& rows, const LayerTypes& row) {
        return std::ranges::any_of(rows, [&](const LayerTypes& other) { return other.layer == row.layer && other.types == row.types; });
    };
    const auto isNamed = [](const std::vector<LayerTypes>& rows, const LayerTypes& row) { return std::ranges::find(rows, row.layer, &LayerTypes::layer) != rows.end(); };
    const auto changed = std::ranges::count_if(to, [&](const LayerTypes& row) { return !isIn(from, row); });
    const auto dropped = std::ranges::count_if(from, [&](const LayerTypes& row) { return !isNamed(to, row); });
    return static_cast<int>(changed + dropped);
}

QString layerPrecisionsText(const std::vector<LayerTypes>& rows) {
    QStringList items;
    for (const LayerTypes& row : rows) {
        const auto* const type = std::ranges::find(kTypes, row.types.front(), &TypeRow::type);
        QString name = QString::fromStdString(row.layer);
        if (name.contains(u',')) name = u'\'' + name + u'\'';
        items += name + u':' + QLatin1String(type->word);
    }
    return items.join(u',');
}

}  // namespace

QString precisionName(DataType type) {
    const auto* const row = std::ranges::find(kTypes, type, &TypeRow::type);
    return row == std::end(kTypes) ? QString() : QString::fromUtf8(row->name);
}

QString precisionName(const QString& recorded) {
    if (recorded == QStringLiteral("tf32")) return QStringLiteral("TF32");
    const auto* const row = std::ranges::find_if(kTypes, [&](const TypeRow& type) { return recorded == QLatin1String(type.recorded); });
    return row == std::end(kTypes) ? recorded : QString::fromUtf8(row->name);
}

QString configurationText(const BuildOptions& options) {
    QString precisions = QStringLiteral("FP32");
    for (const PrecisionRow& row : kPrecisions)
        if (options.precision.*row.member) precisions += QStringLiteral(" + ") + QLatin1String(row.name);
    QStringList parts{precisions, translated("level %1").arg(options.selection.optimizationLevel), threadsText(options.threads)};
    if (options.device != "cpu") parts += QString::fromStdString(options.device);
    const auto requests = options.precision.layerPrecisions.size();
    if (requests > 0 && options.precision.constraints != PrecisionConstraints::None)
        parts += translated("%1 of %2 layer(s)", static_cast<int>(requests)).arg(QLatin1String(constraintsWord(options.precision.constraints))).arg(requests);
    return parts.join(QStringLiteral(", "));
}

QStringList stagedChanges(const BuildOptions& from, const BuildOptions& to) {
    QStringList out;
    for (const PrecisionRow& row : kPrecisions)
        if (from.precision.*row.member != to.precision.*row.member)
            out += (to.precision.*row.member ? translated("%1 on") : translated("%1 off")).arg(QLatin1String(row.name));
    if (from.profiles != to.profiles) out += to.profiles.empty() ? translated("fixed shapes") : from.profiles.empty() ? translated("open shapes") : translated("other shapes");
    if (from.scales.origin != to.scales.origin) out += to.scales.origin.empty() ? translated("no calibration") : translated("another calibration");
    if (from.selection.optimizationLevel != to.selection.optimizationLevel) out += translated("level %1").arg(to.selection.optimizationLevel);
    if (from.precision.constraints != to.precision.constraints)
        out += translated("constraints: %1").arg(QLatin1String(constraintsWord(to.precision.constraints)));
    const int requests = differingRequests(from.precision.layerPrecisions, to.precision.layerPrecisions);
    if (requests == 1) out += translated("1 layer requested");
    else if (requests > 1) out += translated("%1 layers requested").arg(requests);
    if (from.selection.algorithms != to.selection.algorithms)
        out += to.selection.algorithms.empty() ? translated("no tactic pinned or forbidden") : translated("tactics: %1").arg(textOf(to.selection.algorithms));
    if (from.device != to.device) out += translated("device %1").arg(QString::fromStdString(to.device));
    if (from.threads != to.threads) out += threadsText(to.threads);
    if (from.selection.workspaceLimitBytes != to.selection.workspaceLimitBytes)
        out += translated("workspace %1 MiB").arg(to.selection.workspaceLimitBytes >> 20);
    if (from.timingCache != to.timingCache) out += to.timingCache.empty() ? translated("no timing cache") : translated("another timing cache");
    return out;
}

QString commandLine(const QString& model, const BuildOptions& options, const QStringList& plugins, const QString& rules) {
    const QFileInfo file(model);
    QStringList words{QStringLiteral("planexec"), QStringLiteral("build"), shellQuoted(model), QStringLiteral("-o"),
                      shellQuoted(file.completeBaseName() + QStringLiteral(".plan"))};
    if (options.device != "cpu") words += QStringLiteral("--device=") + QString::fromStdString(options.device);
    words += QStringLiteral("--threads=%1").arg(options.threads);
    words += QStringLiteral("--builderOptimizationLevel=%1").arg(options.selection.optimizationLevel);
    for (const OptimizationProfile& profile : options.profiles)
        for (const ShapeRow& row : kShapes) words += shellQuoted(QLatin1String(row.option) + shapesText(profile, row.member));
    for (const PrecisionRow& row : kPrecisions)
        if (options.precision.*row.member) words += QLatin1String(row.option);
    if (!options.scales.origin.empty()) words += shellQuoted(QStringLiteral("--calib=") + QString::fromStdString(options.scales.origin));
    if (options.precision.constraints != PrecisionConstraints::None)
        words += QStringLiteral("--precisionConstraints=") + QLatin1String(constraintsWord(options.precision.constraints));
    if (!options.precision.layerPrecisions.empty())
        words += shellQuoted(QStringLiteral("--layerPrecisions=") + layerPrecisionsText(options.precision.layerPrecisions));
    if (options.selection.workspaceLimitBytes != SelectionOptions().workspaceLimitBytes)
        words += QStringLiteral("--memPoolSize=workspace:%1").arg(options.selection.workspaceLimitBytes >> 20);
    if (!options.timingCache.empty()) words += shellQuoted(QStringLiteral("--timingCacheFile=") + QString::fromStdString(options.timingCache.string()));
    if (!rules.isEmpty()) words += shellQuoted(QStringLiteral("--algorithms=") + rules);
    if (!plugins.isEmpty()) words += shellQuoted(QStringLiteral("--plugins=") + plugins.join(u','));
    return words.join(u' ');
}

}  // namespace planscope::desktop
