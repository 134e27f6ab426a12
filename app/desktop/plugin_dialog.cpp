// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/plugin_dialog.h"

#include "engine/layers/plugin_table.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace planscope::desktop {
namespace {

constexpr int kWidth = 620, kHeight = 360, kNameWidth = 260;

}  // namespace

PluginDialog::PluginDialog(QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("pluginDialog"));
    setWindowTitle(tr("Plugins"));
    auto* intro = new QLabel(tr("Libraries with layers of your own. They are loaded whenever Planscope starts; a library runs with all your rights."), this);
    intro->setWordWrap(true);
    m_tree = new QTreeWidget(this);
    m_tree->setObjectName(QStringLiteral("pluginTree"));
    m_tree->setAccessibleName(tr("Plugin libraries and their layers"));
    m_tree->setHeaderLabels({tr("Library or layer"), tr("Version"), tr("Namespace or folder")});
    m_tree->setColumnWidth(0, kNameWidth);
    m_error = new QLabel(this);
    m_error->setObjectName(QStringLiteral("pluginError"));
    m_error->setWordWrap(true);
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* add = buttons->addButton(tr("&Add…"), QDialogButtonBox::ActionRole);
    add->setObjectName(QStringLiteral("addPlugin"));
    m_remove = buttons->addButton(tr("&Remove"), QDialogButtonBox::ActionRole);
    m_remove->setObjectName(QStringLiteral("removePlugin"));
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(intro);
    layout->addWidget(m_tree);
    layout->addWidget(m_error);
    layout->addWidget(buttons);
    connect(add, &QPushButton::clicked, this, &PluginDialog::choose);
    connect(m_remove, &QPushButton::clicked, this, &PluginDialog::removeSelected);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_tree, &QTreeWidget::itemSelectionChanged, this, [this] { m_remove->setEnabled(!m_tree->selectedItems().isEmpty()); });
    resize(kWidth, kHeight);
    showPlugins({}, nullptr);
}

void PluginDialog::showPlugins(const QStringList& libraries, const layers::PluginTable* table) {
    m_libraries = libraries;
    m_error->hide();
    m_tree->clear();
    for (const QString& library : libraries) {
        const QFileInfo file(library);
        auto* row = new QTreeWidgetItem(m_tree, {file.fileName(), QString(), file.path()});
        row->setToolTip(0, library);
        for (const plugins::Entry& entry : table ? table->registry().entries() : std::vector<plugins::Entry>{})
            if (entry.library == library.toStdString())
                new QTreeWidgetItem(row, {QString::fromStdString(entry.id.name), QString::fromStdString(entry.id.version),
                                          QString::fromStdString(entry.id.nameSpace)});
    }
    m_tree->expandAll();
    m_remove->setEnabled(false);
}

void PluginDialog::showError(const QString& sentence) {
    m_error->setText(sentence);
    m_error->show();
}

void PluginDialog::add(const QString& library) { Q_EMIT wanted(m_libraries + QStringList{QFileInfo(library).absoluteFilePath()}); }

void PluginDialog::removeSelected() {
    const QList<QTreeWidgetItem*> selected = m_tree->selectedItems();
    if (selected.isEmpty()) return;
    QTreeWidgetItem* const row = selected.front()->parent() ? selected.front()->parent() : selected.front();
    QStringList rest = m_libraries;
    rest.removeAt(m_tree->indexOfTopLevelItem(row));
    Q_EMIT wanted(rest);
}

void PluginDialog::choose() {
    const QString library = QFileDialog::getOpenFileName(this, tr("Add a library with plugins"), QString(), tr("Libraries (*.so);;All files (*)"));
    if (!library.isEmpty()) add(library);
}

}  // namespace planscope::desktop
