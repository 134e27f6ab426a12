// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/prepared_graph.h"

#include <QObject>

namespace planscope::views::graph {

/// Prepares graphs: small ones at once, large ones on another thread. A result that a newer request or the end of the
/// receiver has overtaken is dropped.
class LayoutJob : public QObject {
    Q_OBJECT

public:
    /// Graphs with fewer nodes are prepared before start() returns.
    static constexpr std::size_t kInlineNodes = 500;

    explicit LayoutJob(QObject* parent = nullptr) : QObject(parent) {}

    void start(const inspect::GraphSnapshotPtr& snapshot, Direction direction);
    void cancel() { ++m_generation; m_isRunning = false; }
    bool isRunning() const { return m_isRunning; }

Q_SIGNALS:
    void finished(const planscope::views::graph::PreparedGraphPtr& prepared);

private:
    void deliver(quint64 generation, const PreparedGraphPtr& prepared);

    quint64 m_generation = 0;
    bool m_isRunning = false;
};

}  // namespace planscope::views::graph
