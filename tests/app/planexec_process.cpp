// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/planexec_process.h"

#include <QFileInfo>
#include <QProcess>

namespace planscope::app_tests {

QByteArray Finished::text() const {
    return QStringLiteral("exit code %1%2\n%3\n%4").arg(exitCode).arg(crashed ? " (crashed)" : "", out, err).toUtf8();
}

Finished planexec(const QStringList& arguments, int limitSeconds) {
    QProcess process;
    process.start(QStringLiteral(PLANEXEC_PATH), arguments);
    Finished result;
    if (!process.waitForFinished(limitSeconds * 1000)) {
        process.kill();
        process.waitForFinished();
    }
    result.crashed = process.exitStatus() != QProcess::NormalExit || process.error() == QProcess::FailedToStart;
    result.exitCode = process.exitCode();
    result.out = QString::fromUtf8(process.readAllStandardOutput());
    result.err = QString::fromUtf8(process.readAllStandardError());
    return result;
}

QString sampleModels() { return QStringLiteral(PLANSCOPE_SAMPLE_MODELS); }

QString sharedModels() {
    const QString given = qEnvironmentVariable("PLANSCOPE_MODELS");
    const QString folder = given.isEmpty() ? QStringLiteral(PLANSCOPE_SHARED_MODELS) : given;
    return QFileInfo::exists(folder + "/manifest.json") ? folder : QString();
}

}  // namespace planscope::app_tests
