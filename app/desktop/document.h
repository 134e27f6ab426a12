// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/accuracy_work.h"
#include "app/desktop/build_history.h"
#include "app/desktop/job.h"
#include "app/desktop/layer_precisions.h"
#include "app/desktop/open_shapes.h"
#include "app/desktop/plugins.h"
#include "engine/base/diagnostics.h"
#include "engine/builder/builder.h"
#include "engine/inspect/graph_snapshot.h"
#include "engine/inspect/profile_snapshot.h"

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <memory>
#include <optional>

namespace planscope::desktop {

/// A model that was read: its network and what the graph view shows of it. A plan alone has no network.
struct OpenedModel {
    QString path;
    std::shared_ptr<const Network> network;
    onnx::ModelInfo info;
    inspect::GraphSnapshotPtr imported;
    PluginTablePtr plugins = {};  ///< that it was read with
    bool isQuantised = false;     ///< says itself how, by Q and DQ
    LayerPrecisions layers = {};  ///< that precisions can be asked for
    std::shared_ptr<const Network> open = {};  ///< the same with open extents; null where there are none or they cannot stay open
    OpenShapes openShapes = {};   ///< of `open`
};

/// By input: the shape to profile an open engine at.
using ProfiledShapes = std::vector<std::pair<std::string, Dims>>;

/// An engine with everything that explains it. Profiled as soon as it exists; lanes are empty before that.
struct BuiltEngine {
    std::shared_ptr<const Engine> engine;       ///< what is shown: of an open engine a run at one shape
    std::shared_ptr<const Engine> whole = {};   ///< what is saved and run: `engine` itself, or the open one
    std::shared_ptr<const BuildRecord> record;  ///< null for a plan without record
    inspect::GraphSnapshotPtr optimised;
    inspect::ProfileSnapshotPtr profile;
    std::vector<Error> warnings;                ///< of the build
    std::shared_ptr<const std::vector<StepPrecision>> precisions = {};  ///< one per step
    LayerPrecisions layers = {};                ///< those of the model with what they got; null for a plan
    BuildOptions options = {};                  ///< of the build
    ProfiledShapes profiledShapes = {};         ///< of an open engine
    bool isBuilt = false;                       ///< here, with these options; not read from a plan
    double buildNs = 0, latencyNs = -1;         ///< of the build without profiling; median of an inference, -1: not measured
    std::uint64_t planBytes = 0;                ///< 0: not known
};

/// The one model of a window: opens, builds and profiles in the background, keeps the last good state when something
/// fails, and says what happened by signals. Lives on the GUI thread; nothing here blocks it.
class Document : public QObject {
    Q_OBJECT

public:
    explicit Document(QObject* parent = nullptr);
    ~Document() override;

    const OpenedModel* model() const { return m_model ? &*m_model : nullptr; }
    const BuiltEngine* built() const { return m_built ? &*m_built : nullptr; }
    /// Builds of the model that is open, in their order. Profiling again renews the last one's times.
    const std::vector<FinishedBuild>& builds() const { return m_builds; }
    const std::vector<Diagnostic>& problems() const { return m_problems; }
    bool isBusy() const { return !m_job.isNull(); }
    const PluginTablePtr& plugins() const { return m_plugins; }
    /// For models and plans that are opened from now on.
    void setPlugins(PluginTablePtr plugins) { m_plugins = std::move(plugins); }

    /// Curves of the accuracy of builds.
    void forgetDrifts();

public Q_SLOTS:
    /// An ONNX model or a plan.
    void open(const QString& path);
    /// For ranges of shapes where the options have profiles. @param shapes  to profile at then
    void build(const planscope::BuildOptions& options, const planscope::desktop::ProfiledShapes& shapes = {});
    void profile();
    /// How far a build of the model that is open is from FP32; the build remembers it.
    void measureAccuracy(const planscope::desktop::AccuracyTask& task);
    /// Stops the running job; the last good state stays.
    void cancel();

Q_SIGNALS:
    void opened();
    void builtChanged();
    void buildsChanged();
    void problemsChanged();
    void busyChanged(bool busy);
    void progressed(const planscope::desktop::JobProgress& progress);
    void logged(const QString& line);
    /// Something that the user asked for did not work; one sentence.
    void failed(const QString& sentence);

private:
    void watch(Job* job);
    void remember();
    void setProblems(std::vector<Diagnostic> problems);
    void report(const Error& error);

    QThreadPool m_pool;  // one thread: builds and profiles never disturb each other's timings
    QPointer<Job> m_job;
    PluginTablePtr m_plugins;
    std::optional<OpenedModel> m_model;
    std::optional<BuiltEngine> m_built;
    std::vector<FinishedBuild> m_builds;
    std::vector<Diagnostic> m_problems;
};

}  // namespace planscope::desktop
