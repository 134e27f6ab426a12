// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/layout_job.h"

#include <QFuture>
#include <QtConcurrentRun>

namespace planscope::views::graph {

void LayoutJob::start(const inspect::GraphSnapshotPtr& snapshot, Direction direction) {
    const quint64 generation = ++m_generation;
    const GlyphWidths widths{NodeStyle{}};
    if (snapshot->nodes.size() < kInlineNodes) return deliver(generation, prepareGraph(snapshot, widths, direction));
    m_isRunning = true;
    QtConcurrent::run([snapshot, widths, direction] { return prepareGraph(snapshot, widths, direction); })
        .then(this, [this, generation](const PreparedGraphPtr& prepared) { deliver(generation, prepared); });
}

void LayoutJob::deliver(quint64 generation, const PreparedGraphPtr& prepared) {
    if (generation != m_generation) return;
    m_isRunning = false;
    Q_EMIT finished(prepared);
}

}  // namespace planscope::views::graph
