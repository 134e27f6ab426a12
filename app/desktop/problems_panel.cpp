// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/problems_panel.h"

#include "views/widgets/copyable_table_view.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/snapshot_table_model.h"

#include <QHeaderView>
#include <QStackedLayout>

namespace planscope::desktop {
namespace {

enum Column { kSeverity, kCode, kWhere, kMessage, kHint };

QString severityText(Severity severity) {
    constexpr const char* kTexts[] = {"Info", "Warning", "Error"};
    return QLatin1String(kTexts[static_cast<int>(severity)]);
}

QString toQString(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

}  // namespace

class ProblemsModel : public views::SnapshotTableModel {
public:
    explicit ProblemsModel(QObject* parent)
        : SnapshotTableModel({{tr("Severity"), {}, Qt::AlignLeft | Qt::AlignVCenter},
                              {tr("Code"), tr("Stable name of the kind of problem"), Qt::AlignLeft | Qt::AlignVCenter},
                              {tr("Where"), tr("Node, tensor or file"), Qt::AlignLeft | Qt::AlignVCenter},
                              {tr("What is wrong"), {}, Qt::AlignLeft | Qt::AlignVCenter},
                              {tr("What to do"), {}, Qt::AlignLeft | Qt::AlignVCenter}},
                             parent) {}

    void setProblems(const std::vector<Diagnostic>& problems) {
        replaceRows([&] {
            m_problems = problems;
            return static_cast<int>(m_problems.size());
        });
    }
    QString nodeAt(int row) const { return QString::fromStdString(m_problems[static_cast<std::size_t>(row)].node); }

protected:
    QVariant cell(int row, int column, views::CellRole role) const override {
        const Diagnostic& problem = m_problems[static_cast<std::size_t>(row)];
        if (column == kSeverity && role == views::CellRole::Sort) return static_cast<int>(problem.severity);
        const QString texts[] = {severityText(problem.severity), toQString(toString(problem.error.code)),
                                 toQString(problem.error.subject.empty() ? problem.node : problem.error.subject),
                                 toQString(problem.error.message), toQString(problem.error.hint)};
        return texts[column];
    }

    QVariant decoration(int row, int column, int role) const override {
        if (role == Qt::ToolTipRole && column == kMessage) return toQString(m_problems[static_cast<std::size_t>(row)].error.text());
        return {};
    }

private:
    std::vector<Diagnostic> m_problems;
};

ProblemsPanel::ProblemsPanel(QWidget* parent) : QWidget(parent) {
    m_model = new ProblemsModel(this);
    m_table = new views::CopyableTableView(this);
    m_table->setObjectName(QStringLiteral("problemsTable"));
    m_table->setAccessibleName(tr("Problems of the model"));
    m_table->setModel(m_model);
    m_table->setColumnWidth(kSeverity, 70);
    m_table->setColumnWidth(kCode, 150);
    m_table->setColumnWidth(kWhere, 220);
    m_table->setColumnWidth(kMessage, 520);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_empty = new views::EmptyState(tr("No problems"), tr("Errors and warnings of the model that was opened last stand here."), this);
    m_pages = new QStackedLayout(this);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_table);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) { Q_EMIT nodeRequested(m_model->nodeAt(index.row())); });
}

void ProblemsPanel::setProblems(const std::vector<Diagnostic>& problems) {
    m_model->setProblems(problems);
    m_pages->setCurrentIndex(problems.empty() ? 0 : 1);
}

int ProblemsPanel::problemCount() const { return m_model->rowCount(); }

}  // namespace planscope::desktop
