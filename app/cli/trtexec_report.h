// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/session.h"
#include "app/cli/trtexec_measure.h"
#include "app/cli/trtexec_options.h"
#include "engine/inspect/profile_snapshot.h"

#include <string>
#include <string_view>

namespace planscope::cli {

/// Writes trtexec's console: lines with "[MM/DD/YYYY-HH:MM:SS] [I] " in front, errors and warnings to standard error.
class TrtexecLog {
public:
    void info(std::string_view text) const { line('I', text); }
    void warn(std::string_view text) const { line('W', text); }
    void error(std::string_view text) const { line('E', text); }

private:
    void line(char severity, std::string_view text) const;
};

/// The blocks of trtexec's console, in its words and order.
void reportOptions(const TrtexecLog& log, const TrtexecOptions& options);
void reportDevice(const TrtexecLog& log, const DeviceInfo& info);
void reportModel(const TrtexecLog& log, const std::string& file, const onnx::ModelInfo& info);
void reportPerformance(const TrtexecLog& log, const TrtexecOptions& options, const QueryTrace& trace);
void reportProfile(const TrtexecLog& log, const inspect::ProfileSnapshot& profile);

/// trtexec's exportTimes.
std::string timesJson(const QueryTrace& trace);

}  // namespace planscope::cli
