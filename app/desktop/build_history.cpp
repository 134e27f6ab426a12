// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/build_history.h"

#include "app/desktop/build_settings.h"

#include <QCoreApplication>

namespace planscope::desktop {
namespace {

inspect::ComparedBuild comparable(const FinishedBuild& build) {
    inspect::ComparedBuild out{titleOf(build).toStdString(), build.profile, {}};
    for (const StepPrecision& step : *build.precisions) out.precisions.push_back(step.actual.toStdString());
    return out;
}

}  // namespace

QString titleOf(const FinishedBuild& build) {
    return QCoreApplication::translate("BuildHistory", "build %1: %2").arg(build.number).arg(configurationText(build.options));
}

inspect::BuildComparisonPtr compare(const FinishedBuild& before, const FinishedBuild& after) {
    return inspect::compareBuilds(comparable(before), comparable(after));
}

}  // namespace planscope::desktop
