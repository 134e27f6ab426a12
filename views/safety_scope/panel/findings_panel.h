// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/safety_scope/model/findings_model.h"

#include <QWidget>

#include <functional>

class QComboBox;
class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QStackedLayout;
class QTextBrowser;
class QTreeView;

namespace planscope::views {
class EmptyState;
}

namespace planscope::views::safety_scope {

/// Something that would help, which was tried.
struct Offer {
    QString id;    ///< comes back when it is taken
    QString text;  ///< what it is, and what it would change
};

/// The findings of one question: grouped, searched and filtered, with everything that is known of the chosen one beside them.
class FindingsPanel : public QWidget {
    Q_OBJECT

public:
    explicit FindingsPanel(QWidget* parent = nullptr);

    void setRows(std::vector<FindingRow> rows);
    /// Instead of findings, while there is nothing to judge.
    void showNothing(const QString& title, const QString& hint);
    void setSelectedOrigins(const std::vector<std::uint32_t>& origins);
    const FindingsModel& model() const { return *m_model; }
    /// The finding that is read; null: none.
    const FindingRow* chosen() const { return m_model->rowAt(current()); }
    /// Shown as links below what is known of the chosen finding, until another one is chosen.
    void setOffers(std::vector<Offer> offers);

Q_SIGNALS:
    void originsSelected(const std::vector<std::uint32_t>& origins);
    /// Another finding is read, or none.
    void chosenChanged();
    void offerTaken(const QString& id);

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeTools();
    void filter();
    void showDetails();
    QString offersText() const;
    /// Makes the first shown finding that is meant the current one, without telling anybody.
    void choose(const std::function<bool(const FindingRow&)>& isMeant);
    QModelIndex current() const;

    FindingsModel* m_model = nullptr;
    QSortFilterProxyModel* m_filter = nullptr;
    QTreeView* m_tree = nullptr;
    QTextBrowser* m_details = nullptr;
    QComboBox* m_grouping = nullptr;
    QComboBox* m_levels = nullptr;
    QLineEdit* m_search = nullptr;
    EmptyState* m_empty = nullptr;
    std::vector<Offer> m_offers;
    QStackedLayout* m_pages = nullptr;
    bool m_isFollowing = false;  // the selection comes from elsewhere
};

}  // namespace planscope::views::safety_scope
