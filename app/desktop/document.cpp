// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/document.h"

#include "app/desktop/work.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace planscope::desktop {

Document::Document(QObject* parent) : QObject(parent) { m_pool.setMaxThreadCount(1); }

Document::~Document() {
    delete m_job.data();
    m_pool.waitForDone();
}

void Document::watch(Job* job) {
    m_job = job;
    connect(job, &Job::progressed, this, &Document::progressed);
    connect(job, &Job::finished, this, [this, job] {
        if (m_job == job) m_job = nullptr;
        Q_EMIT busyChanged(false);
    });
    Q_EMIT busyChanged(true);
}

void Document::cancel() {
    if (m_job) m_job->cancel();
}

void Document::setProblems(std::vector<Diagnostic> problems) {
    m_problems = std::move(problems);
    Q_EMIT problemsChanged();
}

void Document::report(const Error& error) {
    const QString sentence = QString::fromStdString(error.text());
    Q_EMIT logged(sentence);
    if (error.code != Code::Cancelled) Q_EMIT failed(sentence);
}

void Document::open(const QString& path) {
    if (isBusy()) return;
    Q_EMIT logged(tr("Opening %1").arg(path));
    watch(Job::start<OpenOutcome>(
        this, &m_pool, [path, plugins = m_plugins](std::stop_token stop, ProgressBoard& board) { return openFile(path, plugins, stop, board); },
        [this, path](OpenOutcome outcome) {
            setProblems(std::move(outcome.problems));
            if (!outcome.model) {
                const QString first = m_problems.empty() ? tr("the file holds no model") : QString::fromStdString(m_problems.front().error.text());
                Q_EMIT logged(first);
                Q_EMIT failed(tr("%1 could not be opened: %2").arg(QFileInfo(path).fileName(), first));
                return;
            }
            m_model = std::move(outcome.model);
            m_built = std::move(outcome.built);
            m_builds.clear();
            Q_EMIT opened();
            Q_EMIT builtChanged();
            Q_EMIT buildsChanged();
        }));
}

void Document::build(const BuildOptions& options, const ProfiledShapes& shapes) {
    if (isBusy() || !m_model || !m_model->network) return;
    const OpenedModel model = *m_model;
    Q_EMIT logged(tr("Building for %1").arg(QString::fromStdString(options.device)));
    watch(Job::start<Result<BuiltEngine>>(
        this, &m_pool,
        [model, options, shapes](std::stop_token stop, ProgressBoard& board) { return buildModel(model, options, shapes, stop, board); },
        [this](Result<BuiltEngine> built) {
            if (!built) return report(built.error());
            m_built = std::move(*built);
            Q_EMIT logged(tr("Built: %1 steps").arg(m_built->engine->steps.size()));
            for (const Error& warning : m_built->warnings) Q_EMIT logged(QString::fromStdString(warning.text()));
            Q_EMIT builtChanged();
            m_builds.push_back({.number = static_cast<int>(m_builds.size()) + 1});
            remember();
        }));
}

/// The engine that is shown is the last one that was built.
void Document::remember() {
    FinishedBuild& last = m_builds.back();
    const QDateTime when = last.when.isValid() ? last.when : QDateTime::currentDateTime();
    last = {last.number, m_built->options, when, m_built->buildNs, m_built->planBytes, m_built->latencyNs, m_built->profile, m_built->precisions, last.drift};
    Q_EMIT buildsChanged();
}

void Document::measureAccuracy(const AccuracyTask& task) {
    if (isBusy()) return;
    Q_EMIT logged(tr("Measuring the accuracy of %1").arg(titleOf(task.build)));
    watch(Job::start<Result<inspect::DriftCurvePtr>>(
        this, &m_pool, [task](std::stop_token stop, ProgressBoard& board) { return measureDrift(task, stop, board); },
        [this](Result<inspect::DriftCurvePtr> curve) {
            if (!curve) return report(curve.error());
            const auto build = std::ranges::find(m_builds, (*curve)->build, &FinishedBuild::number);
            if (build == m_builds.end()) return;
            build->drift = std::move(*curve);
            Q_EMIT logged(tr("Accuracy of build %1: %2").arg(build->number).arg(QString::fromStdString(build->drift->verdict)));
            Q_EMIT buildsChanged();
        }));
}

void Document::forgetDrifts() {
    bool isAny = false;
    for (FinishedBuild& build : m_builds) isAny |= std::exchange(build.drift, nullptr) != nullptr;
    if (isAny) Q_EMIT buildsChanged();
}

void Document::profile() {
    if (isBusy() || !m_built) return;
    const BuiltEngine built = *m_built;
    const QString name = m_model ? QFileInfo(m_model->path).fileName() : QString();
    watch(Job::start<Result<BuiltEngine>>(
        this, &m_pool,
        [built, name](std::stop_token stop, ProgressBoard& board) { return profileEngine(built, name, stop, board); },
        [this](Result<BuiltEngine> profiled) {
            if (!profiled) return report(profiled.error());
            m_built = std::move(*profiled);
            for (const inspect::NamedValue& line : m_built->profile->summary)
                Q_EMIT logged(QString::fromStdString(line.name + ": " + line.value));
            Q_EMIT builtChanged();
            if (m_built->isBuilt) remember();
        }));
}

}  // namespace planscope::desktop
