/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses that the box must never reach, on whatever network it is. */
#ifndef FPBOX_ROUTES_H
#define FPBOX_ROUTES_H

#include "config.h"

/* Make each "ADDRESS/BITS" of the list one of the container's own, so that nothing that is sent there leaves; port 53
 * of its name servers apart. Needs CAP_NET_ADMIN; does not come back when something is in the way. */
void routes_close(const struct list *prefixes);

#endif
