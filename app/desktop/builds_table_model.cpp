// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/builds_table_model.h"

#include "app/desktop/build_settings.h"
#include "engine/inspect/format.h"

namespace planscope::desktop {
namespace {

constexpr Qt::Alignment kText = Qt::AlignLeft | Qt::AlignVCenter, kNumber = Qt::AlignRight | Qt::AlignVCenter;

}  // namespace

BuildsTableModel::BuildsTableModel(QObject* parent)
    : SnapshotTableModel({{tr("Build"), tr("In the order of building"), kNumber},
                          {tr("Configuration"), tr("What was allowed and asked for"), kText},
                          {tr("Median"), tr("Middle time of one inference, without the profiler"), kNumber},
                          {tr("Build time"), tr("From the network to the engine, without profiling"), kNumber},
                          {tr("Plan"), tr("Size of the plan file"), kNumber},
                          {tr("Layers"), tr("Layers that run, reformats included"), kNumber},
                          {tr("Accuracy"), tr("Outputs against FP32, where it was measured: see Accuracy"), kText},
                          {tr("At"), {}, kText}},
                         parent) {}

void BuildsTableModel::setBuilds(std::vector<FinishedBuild> builds) {
    replaceRows([&] {
        m_builds = std::move(builds);
        return static_cast<int>(m_builds.size());
    });
}

QVariant BuildsTableModel::cell(int row, int column, views::CellRole role) const {
    const FinishedBuild& build = m_builds[static_cast<std::size_t>(row)];
    const int layers = static_cast<int>(build.profile->layers.size());
    if (role == views::CellRole::Sort) {
        const QVariant values[] = {build.number, configurationText(build.options), build.latencyNs, build.buildNs, static_cast<qulonglong>(build.planBytes), layers, build.drift ? build.drift->worst : -1, build.when};
        return values[column];
    }
    const QString texts[] = {QString::number(build.number),
                             configurationText(build.options),
                             QString::fromStdString(inspect::formatDuration(build.latencyNs)),
                             QString::fromStdString(inspect::formatDuration(build.buildNs)),
                             build.planBytes == 0 ? QStringLiteral("–") : QString::fromStdString(inspect::formatBytes(build.planBytes)),
                             QString::number(layers),
                             build.drift ? QString::fromStdString(build.drift->verdict) : QStringLiteral("–"),
                             build.when.toString(QStringLiteral("HH:mm:ss"))};
    return texts[column];
}

QVariant BuildsTableModel::decoration(int row, int column, int role) const {
    return role == Qt::ToolTipRole && column == Configuration ? cell(row, column, views::CellRole::Display) : QVariant();
}

}  // namespace planscope::desktop
