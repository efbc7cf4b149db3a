# SPDX-License-Identifier: Apache-2.0
# Text that cannot be written plainly in rules.
empty :=
space := $(empty) $(empty)
tab   := $(empty)	$(empty)
hash  := \#
join-with = $(subst $(space),$1,$(strip $2))
say = $(subst _,$(space),$1)
define line


endef
