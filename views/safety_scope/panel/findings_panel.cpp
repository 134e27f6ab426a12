// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/safety_scope/panel/findings_panel.h"

#include "views/widgets/empty_state.h"
#include "views/widgets/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedLayout>
#include <QTextBrowser>
#include <QTreeView>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace planscope::views::safety_scope {
namespace {

QColor severityColor(const Theme& theme, Severity severity) {
    const QColor colors[] = {theme.mutedText, theme.mutedText, theme.warning, theme.error};
    return colors[static_cast<std::size_t>(severity)];
}

/// Keeps groups that hold a finding which is kept; colours the level.
class FindingsFilter : public QSortFilterProxyModel {
public:
    explicit FindingsFilter(QWidget* owner) : QSortFilterProxyModel(owner), m_owner(owner) { setRecursiveFilteringEnabled(true); }

    void setFilter(const QString& text, Severity least) {
        m_text = text;
        m_least = least;
        invalidateFilter();
    }

    QVariant data(const QModelIndex& index, int role) const override {
        if (role != Qt::ForegroundRole || index.column() != FindingsModel::Level) return QSortFilterProxyModel::data(index, role);
        return severityColor(themeFor(m_owner->palette()), static_cast<Severity>(QSortFilterProxyModel::data(index, FindingsModel::SeverityRole).toInt()));
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
        if (!parent.isValid()) return false;  // groups stay for what is in them
        const QModelIndex index = sourceModel()->index(row, 0, parent);
        const int severity = index.data(FindingsModel::SeverityRole).toInt();
        return severity >= static_cast<int>(m_least) && index.data(FindingsModel::SearchRole).toString().contains(m_text, Qt::CaseInsensitive);
    }

private:
    QWidget* m_owner;
    QString m_text;
    Severity m_least = Severity::Fine;
};

QString paragraph(const QString& title, const QString& text) {
    return text.isEmpty() ? QString() : QStringLiteral("<p><b>%1</b><br>%2</p>").arg(title, text.toHtmlEscaped());
}

}  // namespace

FindingsPanel::FindingsPanel(QWidget* parent) : QWidget(parent) {
    m_model = new FindingsModel(this);
    m_filter = new FindingsFilter(this);
    m_filter->setSourceModel(m_model);
    m_tree = new QTreeView(this);
    m_tree->setObjectName(QStringLiteral("findingsTree"));
    m_tree->setAccessibleName(tr("Findings"));
    m_tree->setModel(m_filter);
    m_tree->setUniformRowHeights(true);
    m_tree->setAlternatingRowColors(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->header()->setSectionsMovable(false);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(FindingsModel::Finding, QHeaderView::Stretch);
    m_tree->setColumnWidth(FindingsModel::Where, 190);
    m_tree->setColumnWidth(FindingsModel::Value, 130);
    m_tree->setColumnWidth(FindingsModel::Level, 130);
    m_details = new QTextBrowser(this);
    m_details->setObjectName(QStringLiteral("findingDetails"));
    m_details->setAccessibleName(tr("The chosen finding"));
    m_details->setOpenLinks(false);
    m_details->setFrameShape(QFrame::NoFrame);

    auto* parts = new QSplitter(this);
    parts->addWidget(m_tree);
    parts->addWidget(m_details);
    parts->setStretchFactor(0, 3);
    parts->setStretchFactor(1, 1);
    parts->setChildrenCollapsible(false);
    auto* findings = new QWidget(this);
    auto* column = new QVBoxLayout(findings);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(makeTools());
    column->addWidget(parts, 1);
    m_empty = new EmptyState({}, {}, this);
    m_pages = new QStackedLayout(this);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(findings);
    connect(m_details, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) { Q_EMIT offerTaken(link.toString()); });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        m_offers.clear();
        showDetails();
        Q_EMIT chosenChanged();
        const FindingRow* const row = m_model->rowAt(current());
        if (row && !row->origins.empty() && !m_isFollowing) Q_EMIT originsSelected(row->origins);
    });
    showDetails();
}

QWidget* FindingsPanel::makeTools() {
    auto* tools = new QWidget(this);
    auto* line = new QHBoxLayout(tools);
    line->setContentsMargins(6, 2, 6, 2);
    m_grouping = new QComboBox(this);
    m_grouping->setObjectName(QStringLiteral("findingsGrouping"));
    m_grouping->setAccessibleName(tr("Group findings"));
    m_grouping->addItems({tr("By rule"), tr("By layer"), tr("By level")});
    m_levels = new QComboBox(this);
    m_levels->setObjectName(QStringLiteral("findingsLevels"));
    m_levels->setAccessibleName(tr("Levels to show"));
    m_levels->addItem(tr("All levels"), static_cast<int>(Severity::Fine));
    m_levels->addItem(tr("Warnings and errors"), static_cast<int>(Severity::Warning));
    m_levels->addItem(tr("Errors"), static_cast<int>(Severity::Error));
    m_search = new QLineEdit(this);
    m_search->setObjectName(QStringLiteral("findingsSearch"));
    m_search->setAccessibleName(tr("Search in findings"));
    m_search->setPlaceholderText(tr("Search in findings"));
    m_search->setClearButtonEnabled(true);
    line->addWidget(m_grouping);
    line->addWidget(m_levels);
    line->addWidget(m_search, 1);
    connect(m_grouping, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_model->setGrouping(static_cast<Grouping>(index));
        m_tree->expandAll();
        showDetails();
    });
    connect(m_levels, &QComboBox::currentIndexChanged, this, &FindingsPanel::filter);
    connect(m_search, &QLineEdit::textChanged, this, &FindingsPanel::filter);
    return tools;
}

void FindingsPanel::filter() {
    static_cast<FindingsFilter*>(m_filter)->setFilter(m_search->text(), static_cast<Severity>(m_levels->currentData().toInt()));
    m_tree->expandAll();
}

void FindingsPanel::setRows(std::vector<FindingRow> rows) {
    constexpr std::size_t kMostExpanded = 500;
    const bool expands = rows.size() <= kMostExpanded;
    const bool isEmpty = rows.empty();
    const FindingRow* const before = m_model->rowAt(current());
    const std::pair<QString, QString> chosen = before ? std::pair(before->rule, before->subject) : std::pair<QString, QString>();
    m_model->setRows(std::move(rows));
    if (isEmpty) return showNothing(tr("Nothing is refused"), tr("No rule of this scope has anything against this model as it would be built now."));
    m_pages->setCurrentIndex(1);
    if (expands) m_tree->expandAll();
    m_offers.clear();
    choose([&](const FindingRow& row) { return row.rule == chosen.first && row.subject == chosen.second; });
    showDetails();
}

void FindingsPanel::setOffers(std::vector<Offer> offers) {
    m_offers = std::move(offers);
    showDetails();
}

void FindingsPanel::showNothing(const QString& title, const QString& hint) {
    m_empty->setTitle(title);
    m_empty->setHint(hint);
    m_pages->setCurrentIndex(0);
}

QModelIndex FindingsPanel::current() const { return m_filter->mapToSource(m_tree->currentIndex()); }

void FindingsPanel::setSelectedOrigins(const std::vector<std::uint32_t>& origins) {
    if (const FindingRow* const row = m_model->rowAt(current()); row && row->origins == origins) return;
    choose([&](const FindingRow& row) { return std::ranges::any_of(row.origins, [&](std::uint32_t id) { return std::ranges::find(origins, id) != origins.end(); }); });
}

void FindingsPanel::choose(const std::function<bool(const FindingRow&)>& isMeant) {
    for (int g = 0; g < m_model->rowCount(); ++g) {
        const QModelIndex group = m_model->index(g, 0);
        for (int i = 0; i < m_model->rowCount(group); ++i) {
            const QModelIndex index = m_model->index(i, 0, group);
            const QModelIndex shown = isMeant(*m_model->rowAt(index)) ? m_filter->mapFromSource(index) : QModelIndex();
            if (!shown.isValid()) continue;
            m_isFollowing = true;
            m_tree->setCurrentIndex(shown);
            m_tree->scrollTo(shown);
            m_isFollowing = false;
            return;
        }
    }
}

QString FindingsPanel::offersText() const {
    QString out;
    for (const Offer& offer : m_offers) out += QStringLiteral("<p><a href=\"%1\" style=\"color:%2\">%3</a></p>").arg(offer.id, themeFor(palette()).accent.name(), offer.text.toHtmlEscaped());
    return out;
}

void FindingsPanel::showDetails() {
    const FindingRow* const row = m_model->rowAt(current());
    if (!row) return m_details->setHtml(QStringLiteral("<p style='color:%1'>%2</p>").arg(themeFor(palette()).mutedText.name(), tr("Choose a finding to see its rule, its source and what to do.")));
    const QString level = row->isRelaxed ? tr("was %1, no longer refused").arg(severityText(row->severity)) : severityText(row->severity);
    m_details->setHtml(QStringLiteral("<p><b>%1</b> · %2</p>").arg(row->rule.toHtmlEscaped(), level) + paragraph(tr("Here"), row->sentence) + paragraph(tr("Rule"), row->violation) +
                       paragraph(tr("What to do"), row->fix) + offersText() + paragraph(tr("Source"), QStringLiteral("%1 (%2)").arg(row->source, row->confidence)));
}

void FindingsPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_details) showDetails();
}

}  // namespace planscope::views::safety_scope
