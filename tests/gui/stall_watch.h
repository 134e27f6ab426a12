// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <time.h>

#include <algorithm>

/// Measures how long the GUI thread was kept from its event loop by work of its own: between two beats of a 5 ms timer the
/// thread's processor time is counted, so that other programs on the machine do not count.
class StallWatch : public QObject {
public:
    explicit StallWatch(QObject* parent = nullptr) : QObject(parent) {
        m_timer.setInterval(5);
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] { beat(); });
        reset();
        m_timer.start();
    }
    void reset() {
        m_last = threadMs();
        m_longest = 0;
    }
    double longestMs() const { return m_longest; }

    /// Processor time of this thread so far.
    static double threadMs() {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
    }

private:
    void beat() {
        const double now = threadMs();
        m_longest = std::max(m_longest, now - m_last);
        m_last = now;
    }

    QTimer m_timer;
    double m_last = 0, m_longest = 0;
};
