// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/tactic_rules_field.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStringList>

#include <algorithm>

namespace planscope::desktop {
namespace {

using Effect = AlgorithmRule::Effect;

struct EffectRow {
    Effect effect;
    const char* text;
};
constexpr EffectRow kEffects[] = {{Effect::Pin, QT_TRANSLATE_NOOP("TacticRules", "%1 pinned")},
                                  {Effect::Forbid, QT_TRANSLATE_NOOP("TacticRules", "%1 forbidden")},
                                  {Effect::Retime, QT_TRANSLATE_NOOP("TacticRules", "%1 timed again")}};

}  // namespace

TacticRulesField::TacticRulesField(QWidget* parent) : QWidget(parent) {
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("tacticRulesText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setMinimumWidth(1);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_clear = new QPushButton(tr("C&lear"), this);
    m_clear->setObjectName(QStringLiteral("tacticRulesClear"));
    m_clear->setToolTip(tr("Let the builder choose all tactics again"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_text, 1);
    row->addWidget(m_clear);
    connect(m_clear, &QPushButton::clicked, this, [this] { setRules({}); });
    setRules({});
}

void TacticRulesField::setRules(std::vector<AlgorithmRule> rules) {
    m_rules = std::move(rules);
    m_text->setText(m_rules.empty() ? tr("the fastest") : textOf(m_rules));
    QStringList lines;
    for (const AlgorithmRule& rule : m_rules) lines += QString::fromStdString(rule.layer + ": " + describe(rule));
    m_text->setToolTip(m_rules.empty() ? tr("Pin, forbid or time tactics again with the menu of the candidates in the profiler (--algorithms)") : lines.join(u'\n'));
    m_clear->setEnabled(!m_rules.empty());
    Q_EMIT changed();
}

void TacticRulesField::toggle(AlgorithmRule rule) {
    std::vector<AlgorithmRule> rules = m_rules;
    const auto same = std::ranges::find(rules, rule);
    const bool isThere = same != rules.end();
    if (isThere) rules.erase(same);
    else if (rule.effect == Effect::Pin) std::erase_if(rules, [&](const AlgorithmRule& r) { return r.effect == Effect::Pin && r.layer == rule.layer; });
    if (!isThere) rules.push_back(std::move(rule));
    setRules(std::move(rules));
}

QString textOf(const std::vector<AlgorithmRule>& rules) {
    QStringList parts;
    for (const EffectRow& row : kEffects)
        if (const auto count = std::ranges::count(rules, row.effect, &AlgorithmRule::effect); count > 0)
            parts += QCoreApplication::translate("TacticRules", row.text).arg(count);
    return parts.join(QStringLiteral(", "));
}

}  // namespace planscope::desktop
