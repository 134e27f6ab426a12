# SPDX-License-Identifier: Apache-2.0
# add_layer_library(<target> KINDS <word>... SOURCES <file>... LINKS <target>...)
#
# One word per layer kind: file = namespace = word. Compiles <word>.cpp, writes layer_table.cpp with &layers::<word>::def
# for every word into the build folder, and stops the configure step where the list is not sorted or one of <word>.h,
# <word>.cpp, tests/engine/layers/<word>_test.cpp is missing. The words are left in the global property
# PLANSCOPE_LAYER_KINDS for the tests' table.
function(add_layer_library target)
    cmake_parse_arguments(ARG "" "" "KINDS;SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
    set(sorted ${ARG_KINDS})
    list(SORT sorted)
    list(REMOVE_DUPLICATES sorted)
    if(NOT "${sorted}" STREQUAL "${ARG_KINDS}")
        message(FATAL_ERROR "the layer kinds of ${target} are not sorted, or one is named twice")
    endif()
    set(table_includes "")
    set(table_rows "")
    set(table_ids "")
    set(sources ${ARG_SOURCES})
    foreach(word IN LISTS ARG_KINDS)
        foreach(file ${CMAKE_CURRENT_SOURCE_DIR}/${word}.h ${CMAKE_CURRENT_SOURCE_DIR}/${word}.cpp
                     ${PROJECT_SOURCE_DIR}/tests/engine/layers/${word}_test.cpp)
            if(NOT EXISTS ${file})
                message(FATAL_ERROR "layer kind '${word}' needs ${file}")
            endif()
        endforeach()
        list(APPEND sources ${word}.cpp)
        string(APPEND table_includes "#include \"engine/layers/${word}.h\"\n")
        string(APPEND table_rows "    &${word}::def,\n")
        string(APPEND table_ids "    ${word}::kind.id,\n")
    endforeach()
    configure_file(${PROJECT_SOURCE_DIR}/cmake/layer_table.cpp.in ${CMAKE_CURRENT_BINARY_DIR}/layer_table.cpp @ONLY)
    planscope_library(${target}
        SOURCES ${sources} ${CMAKE_CURRENT_BINARY_DIR}/layer_table.cpp
        LINKS ${ARG_LINKS}
        PRIVATE_LINKS ${ARG_PRIVATE_LINKS})
    set_property(GLOBAL PROPERTY PLANSCOPE_LAYER_KINDS ${ARG_KINDS})
endfunction()

# add_layer_suites(<target> SOURCES <file>... LINKS <target>...): the library of all layer cases. For every layer kind
# tests/engine/layers/<word>_test.cpp defines layer_tests::<word>::suite(); allSuites() lists them.
function(add_layer_suites target)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    get_property(kinds GLOBAL PROPERTY PLANSCOPE_LAYER_KINDS)
    set(suite_declarations "")
    set(suite_rows "")
    set(sources ${ARG_SOURCES})
    foreach(word IN LISTS kinds)
        list(APPEND sources ${word}_test.cpp)
        string(APPEND suite_declarations "namespace ${word} { LayerSuite suite(); }\n")
        string(APPEND suite_rows "        ${word}::suite(),\n")
    endforeach()
    configure_file(${PROJECT_SOURCE_DIR}/cmake/layer_suites.cpp.in ${CMAKE_CURRENT_BINARY_DIR}/layer_suites.cpp @ONLY)
    planscope_library(${target} SOURCES ${sources} ${CMAKE_CURRENT_BINARY_DIR}/layer_suites.cpp LINKS ${ARG_LINKS})
endfunction()
