// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/exports.h"
#include "app/desktop/main_window.h"
#include "tests/engine/onnx/model_files.h"
#include "views/widgets/theme_style.h"

#include <QDockWidget>
#include <QFile>
#include <QFontInfo>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTest>

inline constexpr int kBuildTimeoutMs = 120'000;

inline QString sampleModel(const char* name) { return QStringLiteral(PLANSCOPE_SOURCE_DIR "/resources/models/%1").arg(QLatin1String(name)); }

inline QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// One real window, driven as a person would.
class WindowFixture : public QObject {
protected:
    void prepareApplication() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("planscope-test"));
        QSettings().clear();
        QApplication::setStyle(new planscope::views::ThemeStyle);
        QVERIFY(m_folder.isValid());
        QVERIFY2(!QFontInfo(QApplication::font()).family().isEmpty(), "no font: every glyph would be a box");
    }
    void showWindow() {
        m_window = std::make_unique<planscope::desktop::MainWindow>();
        if (qgetenv("PLANSCOPE_TEST_THEME") == "dark") m_window->applyTheme(planscope::views::ThemeKind::Dark);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    template <class T>
    T* child(const char* name) {
        T* found = m_window->findChild<T*>(QLatin1String(name));
        if (!found) qFatal("no child named %s", name);
        return found;
    }
    void waitIdle() { QTRY_VERIFY_WITH_TIMEOUT(!m_window->document().isBusy(), kBuildTimeoutMs); }
    void openSample(const char* name = "digits_classifier.onnx") {
        m_window->openPath(sampleModel(name));
        waitIdle();
        QVERIFY2(m_window->document().model(), "the sample did not open");
    }
    void buildByButton() {
        auto* button = child<QPushButton>("buildButton");
        QVERIFY(button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(m_window->document().isBusy());
        waitIdle();
        QVERIFY2(m_window->document().built(), qPrintable(m_window->statusBar()->currentMessage()));
    }
    bool exportTo(const planscope::desktop::ExportDef& def, const QString& path) {
        QSignalSpy ended(m_window.get(), &planscope::desktop::MainWindow::exported);
        m_window->startExport(def, path);
        return ended.wait(kBuildTimeoutMs) && ended.front().back().toBool();
    }
    void raiseDock(const char* name) {
        child<QDockWidget>(name)->show();
        child<QDockWidget>(name)->raise();
        QTest::qWait(50);
    }
    QString writeModel(const char* name, const char* graph) {
        const QString path = m_folder.filePath(QLatin1String(name));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly)) qFatal("the model cannot be written");
        file.write(QByteArray::fromStdString(planscope::onnx_tests::modelOf(13, graph)));
        return path;
    }
    /// A picture for people, where somebody asked for them.
    void savePicture(const QString& name) { savePicture(m_window.get(), name); }
    void savePicture(QWidget* widget, const QString& name) {
        const QByteArray folder = qgetenv("PLANSCOPE_TEST_PICTURES");
        if (!folder.isEmpty()) QVERIFY(widget->grab().save(QString::fromUtf8(folder) + u'/' + name + QStringLiteral(".png")));
    }

    QTemporaryDir m_folder;
    std::unique_ptr<planscope::desktop::MainWindow> m_window;
};
