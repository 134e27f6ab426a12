// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFutureWatcher>
#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <QtConcurrentRun>

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

namespace planscope::desktop {

/// How far a job is, as its thread last said. Written by the worker, read by the window ten times a second.
struct JobProgress {
    QString stage;
    QString detail;
    int done = 0, total = 0;  ///< total 0: unknown
};

class ProgressBoard {
public:
    void set(JobProgress progress) {
        const std::scoped_lock lock(m_mutex);
        m_progress = std::move(progress);
    }
    JobProgress current() const {
        const std::scoped_lock lock(m_mutex);
        return m_progress;
    }

private:
    mutable std::mutex m_mutex;  // guards m_progress
    JobProgress m_progress;
};

/// Work off the GUI thread. The work owns everything it touches; its result is delivered on the receiver's thread, and
/// dropped if the receiver is gone or the job was abandoned. Deleting a Job asks the work to stop.
class Job : public QObject {
    Q_OBJECT

public:
    /// @param work     runs on `pool`; must poll the token at least every 100 ms
    /// @param deliver  runs on this thread with the result
    template <class T>
    static Job* start(QObject* receiver, QThreadPool* pool, std::function<T(std::stop_token, ProgressBoard&)> work,
                      std::function<void(T)> deliver) {
        auto* job = new Job(receiver);
        auto* watcher = new QFutureWatcher<std::shared_ptr<T>>(job);
        connect(watcher, &QFutureWatcherBase::finished, job, [job, watcher, deliver = std::move(deliver)] {
            const std::shared_ptr<T> result = watcher->future().result();
            job->m_poll.stop();
            Q_EMIT job->finished();
            job->deleteLater();
            deliver(std::move(*result));
        });
        watcher->setFuture(QtConcurrent::run(pool, [work = std::move(work), token = job->m_stop.get_token(), board = job->m_board] {
            return std::make_shared<T>(work(token, *board));
        }));
        return job;
    }
    ~Job() override { m_stop.request_stop(); }

    void cancel() { m_stop.request_stop(); }
    bool isCancelled() const { return m_stop.stop_requested(); }

Q_SIGNALS:
    void progressed(const planscope::desktop::JobProgress& progress);
    void finished();

private:
    explicit Job(QObject* parent) : QObject(parent), m_board(std::make_shared<ProgressBoard>()) {
        m_poll.setInterval(100);
        connect(&m_poll, &QTimer::timeout, this, [this] { Q_EMIT progressed(m_board->current()); });
        m_poll.start();
    }

    std::stop_source m_stop;
    std::shared_ptr<ProgressBoard> m_board;
    QTimer m_poll;
};

}  // namespace planscope::desktop
