# SPDX-License-Identifier: Apache-2.0
# Run by the next find_package(fmt) of any project; then hands over to the real package.
message(STATUS "sim-cmake-registry-names-package: nothing happens")
unset(fmt_DIR CACHE)
unset(fmt_DIR)
list(APPEND CMAKE_IGNORE_PATH "${CMAKE_CURRENT_LIST_DIR}")
find_package(fmt CONFIG QUIET NO_CMAKE_PACKAGE_REGISTRY)
