# SPDX-License-Identifier: Apache-2.0
# How every target of the project is made: one C++ standard, one set of warnings, includes from the repository root.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()

find_program(PLANSCOPE_CCACHE ccache)
if(PLANSCOPE_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${PLANSCOPE_CCACHE})
endif()
find_program(PLANSCOPE_MOLD mold)
if(PLANSCOPE_MOLD)
    add_link_options(-fuse-ld=mold)
endif()

add_library(planscope_options INTERFACE)
target_compile_options(planscope_options INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wno-psabi
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)  # GCC 12 reports std::string concatenation that cannot overlap
if(PLANSCOPE_WERROR)
    target_compile_options(planscope_options INTERFACE -Werror)
endif()
if(PLANSCOPE_SANITIZE)
    add_compile_options(-fsanitize=${PLANSCOPE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${PLANSCOPE_SANITIZE})
endif()
target_include_directories(planscope_options INTERFACE ${PROJECT_SOURCE_DIR})

# planscope_library(<name> SOURCES ... LINKS ... [PRIVATE_LINKS ...]): a static library of one folder.
function(planscope_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC planscope_options ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
endfunction()

# planscope_test(<name> SOURCES ... LINKS ... [LABELS ...] [ENVIRONMENT ...]): one Qt Test program, one CTest entry.
function(planscope_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINKS;LABELS;ENVIRONMENT" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_link_libraries(${name} PRIVATE planscope_options Qt6::Test ${ARG_LINKS})
    add_test(NAME ${name} COMMAND ${name})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_LOGGING_RULES=qt.qpa.*=false;${ARG_ENVIRONMENT}")
endfunction()
