// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <QStringList>

namespace planscope::app_tests {

/// What a run of planexec left behind.
struct Finished {
    int exitCode = -1;
    bool crashed = true;  ///< ended by a signal, not started, or stopped after the time limit
    QString out, err;

    /// Everything, for messages of failed checks.
    QByteArray text() const;
};

Finished planexec(const QStringList& arguments, int limitSeconds = 120);

/// The folder with the models that come with the project.
QString sampleModels();

/// The folder with the larger test models: $PLANSCOPE_MODELS or a neighbour of the project; empty if there is none.
QString sharedModels();

}  // namespace planscope::app_tests
