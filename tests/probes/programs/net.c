/* SPDX-License-Identifier: Apache-2.0 */
/* Where programs connect and send. Everything stays on this machine or goes to addresses nobody has. */
#include "probe.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

static const char query[] = "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x05hello\x07invalid\x00\x00\x01\x00\x01";
#define QUERY_BYTES (sizeof query - 1)

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void connects(char **rest)
{
    struct sockaddr_in v4 = loopback(9);
    struct sockaddr_in6 mapped = {.sin6_family = AF_INET6, .sin6_port = htons(9)};
    struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "/run/fpbox-none.sock"};
    struct sockaddr_un near = {.sun_family = AF_UNIX, .sun_path = "none.sock"};
    struct sockaddr_un abstract = {.sun_family = AF_UNIX, .sun_path = "\0fpbox-none"};
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    (void)rest;
    inet_pton(AF_INET6, "::ffff:127.0.0.1", &mapped.sin6_addr);
    TRY("v4", connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&v4, sizeof v4));
    TRY("mapped", connect(socket(AF_INET6, SOCK_STREAM, 0), (void *)&mapped, sizeof mapped));
    TRY("unix", connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&local, sizeof local));
    TRY("unix_near", connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&near, sizeof near));
    TRY("abstract", connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&abstract, 13));
    TRY("netlink", bind(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), (void *)&kernel, sizeof kernel));
}

static void sends(char **rest)
{
    struct sockaddr_in to = loopback(9), third = loopback(10), fast = loopback(11);
    int udp = socket(AF_INET, SOCK_DGRAM, 0), pair[2];
    struct iovec part = {"hello", 5};
    struct msghdr addressed = {.msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &part, .msg_iovlen = 1};
    struct msghdr plain = {.msg_iov = &part, .msg_iovlen = 1};
    struct mmsghdr several[2] = {{.msg_hdr = plain}, {.msg_hdr = addressed}};
    (void)rest;
    several[1].msg_hdr.msg_name = &third;
    TRY("sendto", sendto(udp, "hello", 5, 0, (void *)&to, sizeof to));
    TRY("sendmsg", sendmsg(udp, &addressed, 0));
    syscall(SYS_sendmmsg, udp, several, 2, 0);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    TRY("connected", sendmsg(pair[0], &plain, 0));
    TRY("send", send(pair[0], "hello", 5, 0));
    sendto(socket(AF_INET, SOCK_STREAM, 0), "hello", 5, MSG_FASTOPEN, (void *)&fast, sizeof fast);
    char control[CMSG_SPACE(sizeof(int))] = {0};
    struct msghdr passing = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&passing);
    *header = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))};
    memcpy(CMSG_DATA(header), &udp, sizeof udp);
    TRY("rights", sendmsg(pair[0], &passing, 0));
}

static void asks(char **rest)
{
    struct sockaddr_in server = loopback(53);
    int udp = socket(AF_INET, SOCK_DGRAM, 0), other = socket(AF_INET, SOCK_DGRAM, 0);
    struct iovec part = {(void *)query, QUERY_BYTES};
    struct mmsghdr two[2] = {{.msg_hdr = {.msg_iov = &part, .msg_iovlen = 1}}};
    (void)rest;
    two[1] = two[0];
    TRY("connect", connect(udp, (void *)&server, sizeof server));
    send(udp, query, QUERY_BYTES, MSG_NOSIGNAL);
    send(udp, query, QUERY_BYTES, 0);
    syscall(SYS_sendmmsg, udp, two, 2, MSG_NOSIGNAL);
    TRY("addressed", sendto(other, query, QUERY_BYTES, 0, (void *)&server, sizeof server));
}

static void lengths(char **rest)
{
    struct sockaddr_in to = loopback(9);
    char *hole = page_before_hole();
    int udp = socket(AF_INET, SOCK_DGRAM, 0);
    (void)rest;
    TRY("huge", connect(udp, (void *)&to, 0x7fffffff));
    TRY("none", connect(udp, (void *)&to, 0));
    memcpy(hole - 8, &to, 8);
    TRY("hole", connect(udp, (void *)(hole - 8), sizeof to));
    TRY("null", connect(udp, NULL, sizeof to));
}

static void interfaces(char **rest)
{
    struct ifreq request = {.ifr_name = "lo"};
    int udp = socket(AF_INET, SOCK_DGRAM, 0);
    (void)rest;
    TRY("hwaddr", ioctl(udp, SIOCGIFHWADDR, &request));
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"connects", connects}, {"sends", sends}, {"asks", asks}, {"lengths", lengths}, {"interfaces", interfaces},
        {NULL, NULL},
    };
    (void)argc;
    return choose(scenarios, argv);
}
