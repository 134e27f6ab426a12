// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QDialog>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace planscope::layers {
class PluginTable;
}

namespace planscope::desktop {

/// The libraries with plugins and the layers that each of them has. Asks for other libraries and shows what it is told.
class PluginDialog : public QDialog {
    Q_OBJECT

public:
    explicit PluginDialog(QWidget* parent);

    /// @param table  of the libraries; null where there is none
    void showPlugins(const QStringList& libraries, const layers::PluginTable* table);
    void showError(const QString& sentence);

public Q_SLOTS:
    /// Asks for one library more.
    void add(const QString& library);
    void removeSelected();

Q_SIGNALS:
    void wanted(const QStringList& libraries);

private:
    void choose();

    QStringList m_libraries;
    QTreeWidget* m_tree = nullptr;
    QLabel* m_error = nullptr;
    QPushButton* m_remove = nullptr;
};

}  // namespace planscope::desktop
