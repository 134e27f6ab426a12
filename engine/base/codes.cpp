// SPDX-License-Identifier: Apache-2.0
#include "engine/base/codes.h"

namespace planscope {
namespace {

struct CodeRow {
    Code code;
    std::string_view name;
    ErrorKind kind;
    std::string_view meaning;
};

constexpr CodeRow kRows[] = {
#define PS_CODE_ROW(name, number, kind, meaning) {Code::name, #name, ErrorKind::kind, meaning},
    PS_ERROR_CODES(PS_CODE_ROW)
#undef PS_CODE_ROW
};

constexpr CodeRow kUnknown{Code::Bug, "Bug", ErrorKind::Internal, ""};

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

std::string errorCodesPage() {
    std::string out =
        "# Error codes\n\nMade from the table in engine/base/codes.h; a test fails if this page is out of date. Numbers are never "
        "reused.\n\n| number | name | kind | meaning |\n|--:|---|---|---|\n";
    for (const CodeRow& row : kRows) {
        out += "| " + std::to_string(static_cast<int>(row.code)) + " | ";
        for (const std::string_view cell : {row.name, toString(row.kind), row.meaning}) out += std::string(cell) + " | ";
        out.back() = '\n';
    }
    return out;
}

}  // namespace planscope
