// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QList>
#include <QObject>

#include <cstdint>
#include <vector>

namespace planscope::desktop {

/// What is selected, for every view at once: ONNX nodes (origin ids) and engine steps. A view that changes one says so
/// here; whoever knows the engine completes the other; all views listen.
class SelectionBus : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    const std::vector<std::uint32_t>& origins() const { return m_origins; }
    const QList<int>& steps() const { return m_steps; }

    struct Step {
        std::vector<std::uint32_t> origins;
        bool isReformat = false;  ///< selected by itself, but not as a part of the ONNX node that caused it
    };
    /// Tells what the engine's steps are, in their order; clears the selection.
    void setSteps(std::vector<Step> steps);

public Q_SLOTS:
    void selectOrigins(const std::vector<std::uint32_t>& origins);
    void selectSteps(const QList<int>& steps);
    void clear();

Q_SIGNALS:
    void changed();

private:
    void assign(std::vector<std::uint32_t> origins, QList<int> steps);

    std::vector<Step> m_engineSteps;
    std::vector<std::uint32_t> m_origins;
    QList<int> m_steps;
};

}  // namespace planscope::desktop
