// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/work.h"

#include "app/session/measure.h"
#include "engine/base/check.h"
#include "engine/builder/record_json.h"
#include "engine/devices/device.h"
#include "engine/inspect/snapshots.h"
#include "engine/layers/layer_table.h"
#include "engine/plan/plan_file.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace planscope::desktop {
namespace {

constexpr std::size_t kLongInferenceNs = 50'000'000;

bool isPlan(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return false;
    const QByteArray head = file.read(64);
    return looksLikePlan(std::as_bytes(std::span(head.constData(), static_cast<std::size_t>(head.size()))));
}

BuiltEngine described(std::shared_ptr<const Engine> engine, std::shared_ptr<const BuildRecord> record, const QString& modelName,
                      const std::string& deviceDescription, const session::Measurement& measured) {
    BuiltEngine out{std::move(engine), std::move(record), nullptr, nullptr, {}};
    out.profile = inspect::makeProfile({.engine = out.engine.get(), .record = out.record.get(), .profiler = measured.profiler.get(),
                                        .latenciesNs = measured.latenciesNs, .model = modelName.toStdString(),
                                        .deviceDescription = deviceDescription});
    out.optimised = inspect::makeEngineGraph(*out.engine, out.profile.get());
    return out;
}

OpenOutcome openPlan(const QString& path) {
    auto plan = readPlan(path.toStdString(), layers::table());
    if (!plan) return {.model = {}, .built = {}, .problems = {{Severity::Error, plan.error(), {}}}};
    OpenOutcome out;
    out.model = OpenedModel{path, nullptr, {}, nullptr};
    std::shared_ptr<const BuildRecord> record;
    if (auto read = parseBuildRecord(plan->record); read) record = std::make_shared<const BuildRecord>(std::move(*read));
    out.built = described(std::make_shared<const Engine>(std::move(plan->engine)), record, QFileInfo(path).fileName(), {}, {});
    return out;
}

}  // namespace

OpenOutcome openFile(const QString& path, std::stop_token stop, ProgressBoard& board) {
    board.set({QStringLiteral("Opening"), QFileInfo(path).fileName(), 0, 0});
    if (isPlan(path)) return openPlan(path);
    auto imported = onnx::importModel(path.toStdString(), {}, stop);
    if (!imported) return {.model = {}, .built = {}, .problems = {{Severity::Error, imported.error(), {}}}};
    OpenOutcome out;
    out.problems = imported->diagnostics.items();
    if (!imported->ok()) return out;
    const auto network = std::make_shared<const Network>(std::move(imported->network));
    out.model = OpenedModel{path, network, imported->info, inspect::makeImportedGraph(*network)};
    return out;
}

Result<BuiltEngine> buildModel(const OpenedModel& model, const BuildOptions& options, std::stop_token stop, ProgressBoard& board) {
    const ProgressFn progress = [&](const BuildProgress& p) {
        board.set({QString::fromUtf8(p.stage.data(), static_cast<qsizetype>(p.stage.size())),
                   QString::fromUtf8(p.detail.data(), static_cast<qsizetype>(p.detail.size())), p.done, p.total});
    };
    PS_ASSIGN(BuildResult result, buildEngine(*model.network, options, progress, stop));
    result.engine.modelHash = model.info.hash;
    const QString name = QFileInfo(model.path).fileName();
    BuiltEngine built = described(std::make_shared<const Engine>(std::move(result.engine)),
                                        std::make_shared<const BuildRecord>(std::move(result.record)), name, {}, {});
    PS_ASSIGN(built, profileEngine(built, name, stop, board));
    built.warnings = std::move(result.warnings);
    return built;
}

Result<BuiltEngine> profileEngine(const BuiltEngine& built, const QString& modelName, std::stop_token stop, ProgressBoard& board) {
    board.set({QStringLiteral("Preparing"), {}, 0, 0});
    PS_ASSIGN(const std::shared_ptr<const Device> device, openDevice(built.engine->deviceId, built.engine->threads));
    PS_ASSIGN(auto loaded, loadEngine(*built.engine, device));
    PS_ASSIGN(const std::unique_ptr<ExecutionContext> context, ExecutionContext::create(loaded));
    PS_TRY(session::fillInputs(*context, 1));
    PS_TRY(context->run());
    session::MeasureOptions options;
    StepProfiler probe(built.engine->steps.size(), 1);
    PS_TRY(context->run(&probe));
    const StepSpan once = probe.inference(0);
    if (static_cast<std::size_t>(once.endNs - once.beginNs) > kLongInferenceNs) options.profiledRuns = 20;
    PS_ASSIGN(const session::Measurement measured,
              session::measure(*context, options, [&](int done, int total) { board.set({QStringLiteral("Profiling"), {}, done, total}); }, stop));
    return described(built.engine, built.record, modelName, device->info().description, measured);
}

}  // namespace planscope::desktop
