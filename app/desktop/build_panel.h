// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/job.h"
#include "engine/builder/builder.h"

#include <QStringList>
#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace planscope::desktop {

class CalibrationField;
class ShapesField;
class TacticRulesField;

/// What to build for and how. Changes are staged: the panel says how its settings differ from those of the last build, and Reset
/// takes them back. Below stand the equivalent command line, the Build button with progress and cancel, and the log.
class BuildPanel : public QWidget {
    Q_OBJECT

public:
    explicit BuildPanel(QWidget* parent = nullptr);

    BuildOptions options() const;
    void setOptions(const BuildOptions& options);
    /// @param model  path, empty: none  @param isQuantised  the model says itself how, so that calibration has no effect
    void setModel(const QString& model, bool isQuantised, const QStringList& plugins);
    CalibrationField& calibration() { return *m_calibration; }
    ShapesField& shapes() { return *m_shapes; }
    TacticRulesField& tacticRules() { return *m_tacticRules; }
    /// From now on changes count from these; null: nothing was built yet.
    void setLastBuild(std::optional<BuildOptions> options);
    /// What the table of layers asks for; the first request turns constraints from none to prefer, since it would do nothing.
    void setLayerPrecisions(std::vector<LayerTypes> requests);

public Q_SLOTS:
    void setBusy(bool busy);
    void setBuildable(bool buildable);
    void allowHalf();
    void showProgress(const planscope::desktop::JobProgress& progress);
    void appendLog(const QString& line);

Q_SIGNALS:
    void buildRequested();
    void cancelRequested();
    /// The settings are those of the last build again.
    void wasReset();
    /// What options() says may be something else now.
    void staged();

private:
    QWidget* makePrecisions();
    QWidget* makeScrolled(QFormLayout* form);
    QWidget* makeDeviceRow();
    QWidget* makeTimingCache();
    QWidget* makeCommandLine();
    void nameWidgets();
    void watchChanges();
    void chooseTimingCache();
    void reset();
    void showStaged();
    void addRow(QFormLayout* form, const QString& label, QWidget* field, const QString& toolTip);

    QComboBox* m_device = nullptr;
    QSpinBox* m_threads = nullptr;
    QComboBox* m_level = nullptr;
    QSpinBox* m_workspace = nullptr;
    QCheckBox* m_tf32 = nullptr;
    QCheckBox* m_fp16 = nullptr;
    QCheckBox* m_int8 = nullptr;
    CalibrationField* m_calibration = nullptr;
    ShapesField* m_shapes = nullptr;
    TacticRulesField* m_tacticRules = nullptr;
    QComboBox* m_constraints = nullptr;
    QCheckBox* m_timingCache = nullptr;
    QLineEdit* m_timingCacheFile = nullptr;
    QToolButton* m_browse = nullptr;
    QLabel* m_staged = nullptr;
    QPushButton* m_reset = nullptr;
    QPlainTextEdit* m_command = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_build = nullptr;
    QPushButton* m_cancel = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_stage = nullptr;
    QPlainTextEdit* m_log = nullptr;
    QString m_model;
    QStringList m_plugins;
    std::vector<LayerTypes> m_layerPrecisions;
    std::optional<BuildOptions> m_lastBuild;
    BuildOptions m_defaults;
    bool m_isBusy = false, m_isBuildable = false;
};

}  // namespace planscope::desktop
