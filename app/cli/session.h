// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/command.h"
#include "app/cli/options.h"
#include "app/session/runnable.h"
#include "engine/builder/builder.h"

#include <filesystem>
#include <optional>

namespace planscope::cli {

/// An engine and where it came from: built from an ONNX model or read from a plan.
struct OpenedEngine {
    Engine engine;
    std::optional<BuildRecord> record;      ///< of a build; of a plan by openWithRecord
    std::string recordText;                 ///< of a plan, as JSON; may be empty
    std::optional<onnx::ModelInfo> model;   ///< ONNX only
    double importNs = 0;                    ///< reading the file
    double buildNs = 0;                     ///< 0 for plans
};

/// Whether the file begins like a plan. @errors Code::File
Result<bool> isPlanFile(const std::filesystem::path& file);

/// Imports a model and prints its warnings. @errors also all problems of the model in one
Result<onnx::ImportResult> openModel(const std::filesystem::path& file, const onnx::ImportOptions& options, Terminal& terminal);
/// The same with the flags' options. Axes that every profile keeps at one number are that number from the start, so that the
/// model's own branches on them are decided.
Result<onnx::ImportResult> openModelInRanges(const std::filesystem::path& file, const BuildFlags& flags, Terminal& terminal);

/// Builds what was imported, with progress.
Result<OpenedEngine> buildModel(const onnx::ImportResult& imported, const BuildFlags& flags, Terminal& terminal);

/// The same with profiles of the caller's.
Result<OpenedEngine> buildWith(const onnx::ImportResult& imported, const BuildFlags& flags, std::vector<OptimizationProfile> profiles,
                               Terminal& terminal);

/// Model or plan, whatever `file` is. A plan brings its own threads; --threads may only repeat them.
Result<OpenedEngine> openEngine(const std::filesystem::path& file, const BuildFlags& flags, Terminal& terminal);

/// The same with the record that a plan brings, which those who only run it need not read.
Result<OpenedEngine> openWithRecord(const std::filesystem::path& file, const BuildFlags& flags, Terminal& terminal);

/// Makes an engine ready to run: --useProfile, and --shapes where shapes are open.
Result<session::Runnable> makeReady(Engine engine, const BuildFlags& flags);

/// Writes an engine with its record; the record is made reproducible.
Status savePlan(const std::filesystem::path& file, const OpenedEngine& opened);

/// Writes a text or binary file atomically, with the file as subject of errors.
Status writeTextFile(const std::filesystem::path& file, std::string_view text);

}  // namespace planscope::cli
