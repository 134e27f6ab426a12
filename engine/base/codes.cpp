// SPDX-License-Identifier: Apache-2.0
#include "engine/base/codes.h"

namespace planscope {
namespace {

struct CodeRow {
    Code code;
    std::string_view name;
    ErrorKind kind;
};

constexpr CodeRow kRows[] = {
#define PS_CODE_ROW(name, number, kind) {Code::name, #name, ErrorKind::kind},
    PS_ERROR_CODES(PS_CODE_ROW)
#undef PS_CODE_ROW
};

constexpr CodeRow kUnknown{Code::Bug, "Bug", ErrorKind::Internal};

const CodeRow& rowOf(Code code) {
    for (const CodeRow& row : kRows)
        if (row.code == code) return row;
    return kUnknown;
}

}  // namespace

std::string_view toString(ErrorKind kind) {
    constexpr std::string_view kNames[] = {"user", "unsupported", "environment", "internal"};
    return kNames[static_cast<int>(kind)];
}

std::string_view toString(Code code) { return rowOf(code).name; }
ErrorKind kindOf(Code code) { return rowOf(code).kind; }

}  // namespace planscope
