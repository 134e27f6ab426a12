// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace planscope {

/// Who can act on an error, which is also how loud the program is about it.
enum class ErrorKind : std::uint8_t {
    User,         ///< the model, a file or an option is wrong
    Unsupported,  ///< valid input that Planscope cannot handle
    Environment,  ///< a file, a device or memory is missing or failed
    Internal,     ///< our own bug; the message asks for a report
};

/// The stable error codes: name, number, kind, meaning. Numbers are never reused; docs/error_codes.md is made from this table.
#define PS_ERROR_CODES(row)                                                                                            \
    row(Arity, 101, User, "a layer has too few or too many inputs")                                                    \
    row(Attribute, 102, User, "an attribute is outside its range or of the wrong type")                                \
    row(Shape, 103, User, "dimensions do not fit together")                                                            \
    row(DataType, 104, User, "element types do not fit together")                                                      \
    row(Value, 105, User, "a constant or an index holds a value that is not allowed")                                  \
    row(Graph, 106, User, "a cycle, an undefined or doubly defined tensor, a missing output")                          \
    row(Option, 107, User, "an option or argument is not understood")                                                  \
    row(Format, 108, User, "the bytes of a file are not what its kind demands")                                        \
    row(ExternalData, 109, User, "external weights are missing, too short or outside the model's folder")              \
    row(Version, 110, User, "a file is of another version or for another target")                                      \
    row(Checksum, 111, User, "a section of a file is damaged")                                                         \
    row(Limit, 112, User, "a documented limit is exceeded")                                                            \
    row(Mismatch, 113, User, "outputs differ from the reference by more than the tolerance")                           \
    row(UnsupportedOperator, 201, Unsupported, "an operator or layer kind has no implementation")                      \
    row(UnsupportedOpset, 202, Unsupported, "an operator set is too old or too new")                                   \
    row(UnsupportedType, 203, Unsupported, "an element type is not handled here")                                      \
    row(UnsupportedFeature, 204, Unsupported, "a valid use of an operator is not handled")                             \
    row(NoTactic, 205, Unsupported, "no tactic of the device accepts a layer")                                         \
    row(File, 301, Environment, "a file cannot be opened, read or written")                                            \
    row(Memory, 302, Environment, "not enough memory on the host or the device")                                       \
    row(Device, 303, Environment, "a device is absent or failed")                                                      \
    row(Cancelled, 304, Environment, "the user stopped the work")                                                      \
    row(Bug, 401, Internal, "a defect of Planscope")

enum class Code : std::uint16_t {
#define PS_CODE_ENUMERATOR(name, number, kind, meaning) name = number,
    PS_ERROR_CODES(PS_CODE_ENUMERATOR)
#undef PS_CODE_ENUMERATOR
};

std::string_view toString(ErrorKind kind);
std::string_view toString(Code code);
ErrorKind kindOf(Code code);

/// docs/error_codes.md.
std::string errorCodesPage();

}  // namespace planscope
