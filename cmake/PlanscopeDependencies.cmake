# SPDX-License-Identifier: Apache-2.0
# Every package that the project uses, all from the distribution. Why each: docs/architecture.md.

find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Protobuf REQUIRED)  # before ONNX, whose targets name protobuf::libprotobuf
find_package(ONNX REQUIRED)
find_package(FlatBuffers REQUIRED)
find_program(FLATC flatc REQUIRED)
if(NOT PLANSCOPE_FUZZ)
    find_package(OpenMP REQUIRED COMPONENTS CXX)
    find_library(DNNL_LIBRARY dnnl REQUIRED)  # find_package(dnnl) would ask for OpenCL headers
    find_package(PkgConfig REQUIRED)
    foreach(library IN ITEMS libzip libpng libturbojpeg)
        pkg_check_modules(${library} REQUIRED IMPORTED_TARGET GLOBAL ${library})
    endforeach()
endif()
if(PLANSCOPE_APP)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets Svg PrintSupport Concurrent)
    find_package(QCustomPlotQt6 REQUIRED)
endif()
if(PLANSCOPE_TESTS)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Test)
endif()
