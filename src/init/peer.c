/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "peer.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util.h"

#define ANY_COOKIE UINT32_MAX
#define ANSWER_BYTES 1024

static uint32_t peer_in(const struct nlmsghdr *answer, size_t size)
{
    const struct unix_diag_msg *found = NLMSG_DATA(answer);
    if (!NLMSG_OK(answer, size) || answer->nlmsg_type != SOCK_DIAG_BY_FAMILY ||
        answer->nlmsg_len < NLMSG_LENGTH(sizeof *found))
        return 0;
    unsigned left = answer->nlmsg_len - (unsigned)NLMSG_LENGTH(sizeof *found);
    for (const struct rtattr *at = (const struct rtattr *)(found + 1); RTA_OK(at, left); at = RTA_NEXT(at, left))
        if (at->rta_type == UNIX_DIAG_PEER && RTA_PAYLOAD(at) >= sizeof(uint32_t))
            return *(const uint32_t *)RTA_DATA(at);
    return 0;
}

uint32_t peer_of(uint32_t inode)
{
    struct {
        struct nlmsghdr header;
        struct unix_diag_req wanted;
    } question = {
        .header = {.nlmsg_len = sizeof question, .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST},
        .wanted = {.sdiag_family = AF_UNIX, .udiag_ino = inode, .udiag_show = UDIAG_SHOW_PEER,
                   .udiag_cookie = {ANY_COOKIE, ANY_COOKIE}},
    };
    _Alignas(struct nlmsghdr) char answer[ANSWER_BYTES];
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    bool asked = fd >= 0 && RETRY(send(fd, &question, sizeof question, 0)) == sizeof question;
    ssize_t size = asked ? RETRY(recv(fd, answer, sizeof answer, MSG_DONTWAIT)) : -1;
    if (fd >= 0)
        close(fd);
    return size > 0 ? peer_in((const struct nlmsghdr *)answer, (size_t)size) : 0;
}
