// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/tactics/algorithm_rules.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace planscope::desktop {

/// What is pinned, forbidden or timed again in the next build.
class TacticRulesField : public QWidget {
    Q_OBJECT

public:
    explicit TacticRulesField(QWidget* parent);

    const std::vector<AlgorithmRule>& rules() const { return m_rules; }
    void setRules(std::vector<AlgorithmRule> rules);
    /// A pin takes the place of the layer's other pins; what is there already is taken back.
    void toggle(AlgorithmRule rule);

Q_SIGNALS:
    void changed();

private:
    QLabel* m_text = nullptr;
    QPushButton* m_clear = nullptr;
    std::vector<AlgorithmRule> m_rules;
};

/// "2 pinned, 1 forbidden"; empty for no rules.
QString textOf(const std::vector<AlgorithmRule>& rules);

}  // namespace planscope::desktop
