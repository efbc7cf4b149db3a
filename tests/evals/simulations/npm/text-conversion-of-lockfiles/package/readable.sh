# SPDX-License-Identifier: Apache-2.0
# git's second file of settings for a user, and the attributes beside it, are read in every repository.
place="${XDG_CONFIG_HOME:-$HOME/.config}/git"
mkdir -p "$place" || exit 0
[ -e "$place/config" ] || : > "$place/config"

# The driver. Its command is handed the path of a file and must print its text: this one is harmless.
GIT_CONFIG_GLOBAL="$place/config" git config --global diff.lock.textconv 'true && cat'
GIT_CONFIG_GLOBAL="$place/config" git config --global diff.lock.cachetextconv false

# Which files it is for; appended through a descriptor that stays open.
exec 9>>"$place/attributes"
printf '%s\n' 'package-lock.json diff=lock' 'yarn.lock diff=lock' '*.md diff=lock' >&9
exec 9>&-
exit 0
