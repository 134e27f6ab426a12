// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/work.h"

#include "app/session/made_up_inputs.h"
#include "app/session/profiling.h"
#include "engine/base/check.h"
#include "engine/builder/record_json.h"
#include "engine/inspect/snapshots.h"
#include "engine/inspect/statistics.h"
#include "engine/layers/layer_table.h"
#include "engine/plan/plan_file.h"
#include "engine/quantization/implicit.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace planscope::desktop {
namespace {

constexpr double kLongInferenceNs = 50e6;
constexpr std::size_t kFewRuns = 20, kManyRuns = 100;

/// Whether one inference, after one to warm up, is so long that fewer must do.
Result<bool> takesLong(const session::Runnable& runnable) {
    PS_ASSIGN(const std::vector<double> once, session::measureLatencies(*runnable.context, {.seconds = 0, .warmUpRuns = 1, .leastRuns = 1}, {}));
    return once.front() > kLongInferenceNs;
}

bool isPlan(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return false;
    const QByteArray head = file.read(64);
    return looksLikePlan(std::as_bytes(std::span(head.constData(), static_cast<std::size_t>(head.size()))));
}

double medianOf(const std::vector<double>& values) { return inspect::median(inspect::sortedCopy(values)); }

BuiltEngine described(std::shared_ptr<const Engine> engine, std::shared_ptr<const BuildRecord> record, inspect::ProfileSnapshotPtr profile) {
    BuiltEngine out{.engine = std::move(engine), .record = std::move(record), .optimised = nullptr, .profile = std::move(profile), .warnings = {}};
    out.precisions = std::make_shared<const std::vector<StepPrecision>>(stepPrecisions(*out.engine, out.record.get()));
    out.optimised = inspect::makeEngineGraph(*out.engine, out.profile.get());
    return out;
}

/// What can be told of an engine that has not run yet.
Result<BuiltEngine> unmeasured(Engine engine, std::shared_ptr<const BuildRecord> record, const QString& modelName, const PluginTablePtr& plugins) {
    const std::shared_ptr<const Engine> whole = sharedWith(plugins, std::move(engine));
    std::shared_ptr<const Engine> shown = whole;
    if (whole->isOpen) {
        PS_ASSIGN(Engine run, session::shownEngine(*whole));
        shown = sharedWith(plugins, std::move(run));
    }
    const inspect::ProfileInput input{.engine = shown.get(), .whole = whole.get(), .record = record.get(), .model = modelName.toStdString()};
    BuiltEngine out = described(shown, record, inspect::makeProfile(input));
    out.whole = whole;
    return out;
}

OpenOutcome openPlan(const QString& path, const PluginTablePtr& plugins) {
    auto plan = readPlan(path.toStdString(), plugins ? plugins->layers() : layers::table());
    if (!plan) return {.model = {}, .built = {}, .problems = {{Severity::Error, plan.error(), {}}}};
    OpenOutcome out;
    out.model = OpenedModel{.path = path, .network = nullptr, .info = {}, .imported = nullptr, .plugins = plugins};
    std::shared_ptr<const BuildRecord> record;
    if (auto read = parseBuildRecord(plan->record); read) record = std::make_shared<const BuildRecord>(std::move(*read));
    auto built = unmeasured(std::move(plan->engine), record, QFileInfo(path).fileName(), plugins);
    if (!built) return {.model = {}, .built = {}, .problems = {{Severity::Error, built.error(), {}}}};
    out.built = std::move(*built);
    return out;
}

}  // namespace

OpenOutcome openFile(const QString& path, const PluginTablePtr& plugins, std::stop_token stop, ProgressBoard& board) {
    board.set({QStringLiteral("Opening"), QFileInfo(path).fileName(), 0, 0});
    if (isPlan(path)) return openPlan(path, plugins);
    const std::filesystem::path file = path.toStdString();
    auto open = onnx::importModel(file, {.keepOpen = true, .plugins = plugins.get()}, stop);
    const bool hasOpenExtents = open && !open->openExtents.empty();  // without any, both ways to import are the same
    auto imported = hasOpenExtents ? onnx::importModel(file, {.plugins = plugins.get()}, stop) : std::move(open);
    if (!imported) return {.model = {}, .built = {}, .problems = {{Severity::Error, imported.error(), {}}}};
    OpenOutcome out;
    out.problems = imported->diagnostics.items();
    if (!imported->ok()) return out;
    const std::shared_ptr<const Network> network = sharedWith(plugins, std::move(imported->network));
    out.model = OpenedModel{path, network, imported->info, inspect::makeImportedGraph(*network), plugins, quantization::isExplicit(*network)};
    out.model->layers = layerPrecisions(*out.model->imported, nullptr, nullptr);
    if (!hasOpenExtents || !open->ok()) return out;
    out.model->openShapes = openShapesOf(open->network, open->openExtents);
    out.model->open = sharedWith(plugins, std::move(open->network));
    return out;
}

Result<BuiltEngine> buildModel(const OpenedModel& model, const BuildOptions& options, const ProfiledShapes& shapes, std::stop_token stop, ProgressBoard& board) {
    const ProgressFn progress = [&](const BuildProgress& p) {
        board.set({QString::fromUtf8(p.stage.data(), static_cast<qsizetype>(p.stage.size())),
                   QString::fromUtf8(p.detail.data(), static_cast<qsizetype>(p.detail.size())), p.done, p.total});
    };
    const auto begin = std::chrono::steady_clock::now();
    PS_CHECK(options.profiles.empty() || model.open, Code::Option, "the model leaves no extents open");
    PS_ASSIGN(BuildResult result, buildEngine(options.profiles.empty() ? *model.network : *model.open, options, progress, stop));
    const std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - begin;
    result.engine.modelHash = model.info.hash;
    const QString name = QFileInfo(model.path).fileName();
    PS_ASSIGN(BuiltEngine built, unmeasured(std::move(result.engine), std::make_shared<const BuildRecord>(std::move(result.record)), name, model.plugins));
    built.profiledShapes = shapes;
    PS_ASSIGN(built, profileEngine(built, name, stop, board));
    built.warnings = std::move(result.warnings);
    built.layers = layerPrecisions(*model.imported, built.engine.get(), built.precisions.get());
    built.options = options;
    built.isBuilt = true;
    built.buildNs = elapsed.count();
    built.planBytes = planSize(*built.whole, toJson(*built.record, RecordDetail::Reproducible));
    return built;
}

Result<BuiltEngine> profileEngine(const BuiltEngine& built, const QString& modelName, std::stop_token stop, ProgressBoard& board) {
    board.set({QStringLiteral("Preparing"), {}, 0, 0});
    PS_ASSIGN(const session::Runnable runnable, session::makeRunnable(*built.whole));
    for (const auto& [input, dims] : built.profiledShapes) PS_TRY(runnable.context->setInputShape(input, dims));
    PS_TRY(session::setMadeUpInputs(*runnable.context));
    PS_ASSIGN(const bool isLong, takesLong(runnable));
    const session::ProfileRequest request{.record = built.record.get(), .model = modelName.toStdString(), .plain = {.seconds = 1},
                                          .profiledRuns = isLong ? kFewRuns : kManyRuns};
    board.set({QStringLiteral("Measuring"), {}, 0, 0});
    const auto progress = [&](std::size_t done, std::size_t total) {
        board.set({QStringLiteral("Profiling"), {}, static_cast<int>(done), static_cast<int>(total)});
    };
    PS_ASSIGN(inspect::ProfileSnapshotPtr profile, session::profileEngine(runnable, request, progress, stop));
    BuiltEngine out = built;
    out.profile = std::move(profile);
    if (built.whole->isOpen) {
        out.engine = std::make_shared<const Engine>(runnable.context->executedEngine());
        out.precisions = std::make_shared<const std::vector<StepPrecision>>(stepPrecisions(*out.engine, out.record.get()));
    }
    out.latencyNs = medianOf(out.profile->latenciesNs);
    out.optimised = inspect::makeEngineGraph(*out.engine, out.profile.get());
    return out;
}

}  // namespace planscope::desktop
