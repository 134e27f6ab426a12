// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/builder/builder.h"
#include "engine/inspect/findings.h"
#include "engine/scope/report.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QComboBox;

namespace planscope::views::safety_scope {
class FindingsPanel;
}

namespace planscope::desktop {

/// What a scope says of a model as it would be built; the network stays alive for the exports that read it.
struct ScopeAnswer {
    std::shared_ptr<const Network> network;
    scope::Report report;
    QString title;  ///< what was asked, and what the answer is in sum
};

/// The same for the HTML report, errors first.
inspect::FindingList findingListOf(const ScopeAnswer& answer);

using ScopeAnswerPtr = std::shared_ptr<const ScopeAnswer>;

/// Judges the open model as the build panel would build it now, for the scope, target and release that are chosen here.
class ScopePanel : public QWidget {
    Q_OBJECT

public:
    explicit ScopePanel(QWidget* parent = nullptr);

    /// Another model; null: none that can be judged.
    void setNetwork(std::shared_ptr<const Network> network);
    /// What is staged now. Judged a moment later, so that a row of changes is judged once.
    void setOptions(const BuildOptions& options);
    void setSelectedOrigins(const std::vector<std::uint32_t>& origins);
    /// Null without a model.
    const ScopeAnswerPtr& answer() const { return m_answer; }
    views::safety_scope::FindingsPanel& findings() { return *m_findings; }
    /// "Safety: 3 errors, 1 warning"; empty without a model.
    QString summary() const;

public Q_SLOTS:
    void judge();
    void showRules();

Q_SIGNALS:
    void judged();
    void originsSelected(const std::vector<std::uint32_t>& origins);
    /// The user took what helps: FP16 is to be allowed, and asked for in this layer where one is named.
    void halfWanted(const QString& layer);

private:
    QWidget* makeChoices();
    scope::Question question(const BuildOptions& options) const;
    /// Tries what could help the chosen finding, and offers what does.
    void offerHelp();
    QString summaryOf(const scope::Report& report) const;

    std::shared_ptr<const Network> m_network;
    BuildOptions m_options;
    ScopeAnswerPtr m_answer;
    QString m_offeredLayer;  // empty: all
    QTimer m_delay;
    QComboBox* m_target = nullptr;
    QComboBox* m_scope = nullptr;
    QComboBox* m_release = nullptr;
    QCheckBox* m_relaxed = nullptr;
    views::safety_scope::FindingsPanel* m_findings = nullptr;
};

}  // namespace planscope::desktop
