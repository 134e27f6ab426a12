# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What Planscope needs from the distribution (Debian 12), each with its reason. Read by cmake/setup.sh.

# shellcheck disable=SC2034  # read by name in cmake/setup.sh
PLANSCOPE_PACKAGES_BUILD=(
    "ccache|makes rebuilding fast"
    "cmake|configures the build"
    "flatbuffers-compiler|generates the code for plan files"
    "fonts-dejavu-core|letters for the window and the reports"
    "g++|C++20 compiler"
    "libcli11-dev|command line of planexec and planscope"
    "libdnnl-dev|oneDNN: convolutions and matrix products on the CPU"
    "libexpected-dev|errors as values (tl::expected)"
    "libflatbuffers-dev|metadata of plan files"
    "libfmt-dev|text formatting"
    "libonnx-dev|ONNX files: schema and checks"
    "libpng-dev|PNG pictures as calibration and test data"
    "libprotobuf-dev|ONNX files: encoding"
    "libqcustomplot-dev|plots of the profiler"
    "libqt6svg6|draws the icons"
    "libturbojpeg0-dev|JPEG pictures as calibration and test data"
    "libzip-dev|.npz files as calibration and test data"
    "mold|fast linker"
    "ninja-build|runs the build"
    "nlohmann-json3-dev|JSON reports and traces"
    "pkgconf|finds libpng, libturbojpeg and libzip"
    "protobuf-compiler|required by ONNX's CMake files"
    "qt6-base-dev|window, models and tests (Qt 6)"
    "qt6-svg-dev|icons, and graphs exported as SVG"
)

# shellcheck disable=SC2034
PLANSCOPE_PACKAGES_TEST=(
    "libonnx-testdata|ONNX's own test cases, run by the conformance tests"
    "python3-numpy|recomputes the stored answers of the sample models"
    "python3-onnx|checks that the sample models are what their script makes"
)

# Only for fuzzing, docs/fuzzing.md; installed by hand.
# shellcheck disable=SC2034
PLANSCOPE_PACKAGES_FUZZ=(
    "clang-19|compiler with libFuzzer"
    "libclang-rt-19-dev|libFuzzer and the sanitizers of clang 19"
)
