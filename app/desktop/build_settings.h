// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/builder/builder.h"

#include <QString>
#include <QStringList>

namespace planscope::desktop {

/// "FP32", "FP16", "INT8": what people call a precision that can be asked for.
QString precisionName(DataType type);
/// The same for what the builder writes into its record: "f16" -> "FP16"; words it does not know stay as they are.
QString precisionName(const QString& recorded);

/// What may be used and how, in one line: "FP32 + FP16, level 3, 2 threads".
QString configurationText(const BuildOptions& options);

/// What turns one set of options into the other, one entry per change: "FP16 on", "level 5", "2 layers requested".
QStringList stagedChanges(const BuildOptions& from, const BuildOptions& to);

/// The line for a shell that builds the same with planexec. @param plugins  libraries, may be empty
/// @param rules  file with the options' algorithm rules, may be empty
QString commandLine(const QString& model, const BuildOptions& options, const QStringList& plugins, const QString& rules = {});

}  // namespace planscope::desktop
