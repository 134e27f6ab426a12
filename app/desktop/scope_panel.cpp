// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/scope_panel.h"

#include "engine/builder/scope_gate.h"
#include "engine/scope/catalogue.h"
#include "engine/scope/difference.h"
#include "engine/scope/writers.h"
#include "engine/target/target.h"
#include "views/safety_scope/panel/findings_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <algorithm>
#include <tuple>

namespace planscope::desktop {
namespace {

using views::safety_scope::FindingRow;
using views::safety_scope::Severity;

/// A scope that can be chosen, and what it makes of a question.
struct ScopeChoice {
    const char* title;
    std::uint8_t scopes;
    bool isSafety, isRestricted, usesDla;
};
constexpr std::uint8_t kSafetyScopes = scope::kSafe | scope::kRestricted | scope::kStandard;
constexpr ScopeChoice kScopes[] = {{QT_TRANSLATE_NOOP("ScopePanel", "Safety"), kSafetyScopes, true, false, false},
                                   {QT_TRANSLATE_NOOP("ScopePanel", "Restricted"), kSafetyScopes, false, true, false},
                                   {QT_TRANSLATE_NOOP("ScopePanel", "DLA"), scope::kDla, false, false, true}};
constexpr scope::Release kReleases[] = {scope::k8612, scope::k8611};

QString toQString(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

FindingRow rowOf(const scope::Finding& finding, bool isRelaxed) {
    const scope::Rule& rule = *finding.rule;
    FindingRow row{.rule = toQString(rule.id),
                   .violation = toQString(rule.violation),
                   .severity = static_cast<Severity>(static_cast<int>(finding.level) + 1),
                   .subject = toQString(finding.subject),
                   .value = toQString(finding.value),
                   .sentence = toQString(finding.sentence),
                   .fix = toQString(rule.fix),
                   .source = toQString(rule.source),
                   .confidence = toQString(toString(rule.confidence)),
                   .isRelaxed = isRelaxed};
    for (const OriginId id : finding.origins) row.origins.push_back(static_cast<std::uint32_t>(id));
    return row;
}

QComboBox* makeBox(QWidget* parent, const char* name, const QString& accessible) {
    auto* box = new QComboBox(parent);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessible);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);  // long names must not widen the window
    box->setMinimumContentsLength(5);
    box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    box->setMaximumWidth(220);
    return box;
}

}  // namespace

inspect::FindingList findingListOf(const ScopeAnswer& answer) {
    inspect::FindingList out{.title = answer.title.toStdString(), .rows = {}};
    for (const scope::Level level : {scope::Level::Error, scope::Level::Warning, scope::Level::Advice})
        for (const scope::Finding& finding : answer.report.findings)
            if (finding.level == level)
                out.rows.push_back({std::string(toString(level)), std::string(finding.rule->id), finding.sentence, std::string(finding.rule->fix), std::string(finding.rule->source),
                                    std::string(toString(finding.rule->confidence))});
    return out;
}

ScopePanel::ScopePanel(QWidget* parent) : QWidget(parent) {
    m_delay.setSingleShot(true);
    m_delay.setInterval(30);
    connect(&m_delay, &QTimer::timeout, this, &ScopePanel::judge);
    m_findings = new views::safety_scope::FindingsPanel(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeChoices());
    column->addWidget(m_findings, 1);
    connect(m_findings, &views::safety_scope::FindingsPanel::originsSelected, this, &ScopePanel::originsSelected);
    connect(m_findings, &views::safety_scope::FindingsPanel::chosenChanged, this, &ScopePanel::offerHelp);
    connect(m_findings, &views::safety_scope::FindingsPanel::offerTaken, this, [this] { Q_EMIT halfWanted(m_offeredLayer); });
    setNetwork(nullptr);
}

QWidget* ScopePanel::makeChoices() {
    auto* choices = new QWidget(this);
    auto* line = new QHBoxLayout(choices);
    line->setContentsMargins(6, 4, 6, 0);
    m_scope = makeBox(this, "scopeBox", tr("Scope"));
    for (const ScopeChoice& choice : kScopes) m_scope->addItem(tr(choice.title));
    m_target = makeBox(this, "scopeTarget", tr("Target"));
    for (const Target& target : targets()) m_target->addItem(toQString(target.name), toQString(target.id));
    m_release = makeBox(this, "scopeRelease", tr("Rules of release"));
    for (const scope::Release release : kReleases) m_release->addItem(tr("Rules of %1.%2.%3").arg(release.major).arg(release.minor).arg(release.patch));
    m_relaxed = new QCheckBox(tr("Relaxed too"), this);
    m_relaxed->setToolTip(tr("List too what 8.6.11 refused of this model and 8.6.12 does not"));
    m_relaxed->setObjectName(QStringLiteral("scopeRelaxed"));
    auto* rules = new QPushButton(tr("About the rules"), this);
    rules->setObjectName(QStringLiteral("scopeRules"));
    rules->setToolTip(tr("All rules with their sources: what is documented, inferred, or this project's own choice. Nothing here is certified."));
    for (QWidget* const part : {static_cast<QWidget*>(m_scope), static_cast<QWidget*>(m_target), static_cast<QWidget*>(m_release), static_cast<QWidget*>(m_relaxed)}) line->addWidget(part, part == m_relaxed ? 0 : 1);
    line->addStretch(1);
    line->addWidget(rules);
    for (QComboBox* const box : {m_scope, m_target, m_release}) connect(box, &QComboBox::currentIndexChanged, this, &ScopePanel::judge);
    connect(m_relaxed, &QCheckBox::toggled, this, &ScopePanel::judge);
    connect(rules, &QPushButton::clicked, this, &ScopePanel::showRules);
    return choices;
}

void ScopePanel::setNetwork(std::shared_ptr<const Network> network) {
    m_network = std::move(network);
    judge();
}

void ScopePanel::setOptions(const BuildOptions& options) {
    m_options = options;
    m_delay.start();
}

void ScopePanel::setSelectedOrigins(const std::vector<std::uint32_t>& origins) { m_findings->setSelectedOrigins(origins); }

scope::Question ScopePanel::question(const BuildOptions& wanted) const {
    const ScopeChoice& choice = kScopes[m_scope->currentIndex()];
    BuildOptions options = wanted;
    options.capability = {.isSafety = choice.isSafety,
                          .isRestricted = choice.isRestricted,
                          .target = findTarget(m_target->currentData().toString().toStdString()),
                          .rules = kReleases[m_release->currentIndex()]};
    scope::Question out = scopeQuestion(*m_network, options);
    out.plan.usesDla = choice.usesDla;
    return out;
}

void ScopePanel::offerHelp() {
    const FindingRow* const row = m_findings->chosen();
    if (!row || row->isRelaxed || !m_answer) return;
    const std::uint8_t scopes = kScopes[m_scope->currentIndex()].scopes;
    const std::size_t before = m_answer->report.count(scope::Level::Error);
    const std::string rule = row->rule.toStdString(), subject = row->subject.toStdString();
    BuildOptions everywhere = m_options;
    everywhere.precision.fp16 = true;
    BuildOptions here = everywhere;
    if (!subject.empty()) here.precision.layerPrecisions.push_back({subject, {DataType::Half}});
    std::vector<views::safety_scope::Offer> offers;
    for (const auto& [options, layer, text] : {std::tuple(&everywhere, QString(), tr("Allow FP16")), std::tuple(&here, row->subject, tr("Ask for FP16 in %1").arg(row->subject))}) {
        const scope::Report report = scope::ask(question(*options), scopes);
        const bool isThere = std::ranges::any_of(report.findings, [&](const scope::Finding& f) { return f.rule->id == rule && f.subject == subject; });
        if (isThere) continue;
        m_offeredLayer = layer;
        offers.push_back({QStringLiteral("fp16"), tr("%1: %2 instead of %3 errors").arg(text).arg(report.count(scope::Level::Error)).arg(before)});
        break;  // the wider of two that help
    }
    m_findings->setOffers(std::move(offers));
}

void ScopePanel::judge() {
    m_delay.stop();
    if (!m_network) {
        m_answer = nullptr;
        m_findings->setRows({});
        m_findings->showNothing(tr("No model is open"), tr("Open an ONNX model to see at once what a safety scope or the DLA would refuse of it, and why."));
        Q_EMIT judged();
        return;
    }
    const std::uint8_t scopes = kScopes[m_scope->currentIndex()].scopes;
    const scope::Question asked = question(m_options);
    auto answer = std::make_shared<ScopeAnswer>(ScopeAnswer{m_network, scope::ask(asked, scopes), {}});
    std::vector<FindingRow> rows;
    for (const scope::Finding& finding : answer->report.findings) rows.push_back(rowOf(finding, false));
    m_relaxed->setEnabled(asked.release == scope::k8612);
    if (m_relaxed->isChecked() && asked.release == scope::k8612)
        for (const scope::Finding& finding : scope::differenceSince(scope::k8611, asked, scopes).relaxed) rows.push_back(rowOf(finding, true));
    answer->title = tr("%1, %2; %3").arg(m_target->currentText(), m_release->currentText(), summaryOf(answer->report));
    m_answer = std::move(answer);
    m_findings->setRows(std::move(rows));
    Q_EMIT judged();
}

QString ScopePanel::summary() const { return m_answer ? summaryOf(m_answer->report) : QString(); }

/// "Safety: 3 errors, 1 warning, 2 advice"
QString ScopePanel::summaryOf(const scope::Report& report) const {
    const auto counted = [&](scope::Level level, const QString& one, const QString& many) {
        const std::size_t count = report.count(level);
        return count == 1 ? one : many.arg(count);
    };
    return tr("%1: %2, %3, %4")
        .arg(m_scope->currentText(), counted(scope::Level::Error, tr("1 error"), tr("%1 errors")), counted(scope::Level::Warning, tr("1 warning"), tr("%1 warnings")),
             counted(scope::Level::Advice, tr("1 advice"), tr("%1 advice")));
}

void ScopePanel::showRules() {
    auto* dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("rulesDialog"));
    dialog->setWindowTitle(tr("About the rules"));
    auto* text = new QTextBrowser(dialog);
    text->setMarkdown(QString::fromStdString(kScopes[m_scope->currentIndex()].usesDla ? scope::dlaRulesPage() : scope::rulesPage()));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    auto* column = new QVBoxLayout(dialog);
    column->addWidget(text);
    column->addWidget(buttons);
    dialog->resize(1000, 640);
    dialog->show();
}

}  // namespace planscope::desktop
