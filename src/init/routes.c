/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "routes.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util.h"

/* A route that is "unreachable" would not do: a socket that is bound to an interface goes past it. What is local to
 * that very interface stays here however it is sent. Port 53 is let through where a cloud's name server has such an
 * address: by rules, because routes know no ports. */
#define TABLE 200
#define BEFORE_ALL 1
#define THEN 2
#define NAME_SERVER_PORT 53
#define NAME_SERVERS "/etc/resolv.conf"

struct place {
    uint8_t family, size, bits;
    uint8_t address[16];
};

struct request {
    struct nlmsghdr head;
    union {
        struct rtmsg route;
        struct fib_rule_hdr rule;
    };
    char attributes[128];
};

static int netlink;
static const int families[] = {AF_INET, AF_INET6};

static bool read_place(struct place *place, const char *address, unsigned long bits)
{
    *place = (struct place){.family = strchr(address, ':') ? AF_INET6 : AF_INET};
    place->size = place->family == AF_INET ? 4 : 16;
    if (inet_pton(place->family, address, place->address) != 1)
        return false;
    place->bits = (uint8_t)(bits > 8u * place->size ? 8u * place->size : bits);
    return true;
}

static void add(struct request *request, uint16_t type, const void *data, size_t size)
{
    struct rtattr *attribute = (struct rtattr *)((char *)request + NLMSG_ALIGN(request->head.nlmsg_len));
    attribute->rta_type = type;
    attribute->rta_len = (uint16_t)RTA_LENGTH(size);
    memcpy(RTA_DATA(attribute), data, size);
    request->head.nlmsg_len = NLMSG_ALIGN(request->head.nlmsg_len) + RTA_ALIGN(attribute->rta_len);
}

static void add_number(struct request *request, uint16_t type, uint32_t number)
{
    add(request, type, &number, sizeof number);
}

/* 0, or why the kernel does not do it. */
static int ask(struct request *request)
{
    char answer[8192];
    const struct nlmsghdr *head = (const struct nlmsghdr *)answer;
    request->head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_APPEND;
    if (RETRY(send(netlink, request, request->head.nlmsg_len, 0)) < 0)
        return errno;
    ssize_t size = RETRY(recv(netlink, answer, sizeof answer, 0));
    if (size < 0)
        return errno;
    if (size < (ssize_t)NLMSG_LENGTH(sizeof(struct nlmsgerr)) || head->nlmsg_type != NLMSG_ERROR)
        return EPROTO;
    return -((const struct nlmsgerr *)NLMSG_DATA(head))->error;
}

/* Where there is no IPv6, or none on an interface, nothing leaves by it. */
static void must(int error, uint8_t family, const char *what)
{
    bool absent = error == EAFNOSUPPORT || error == EOPNOTSUPP || error == EACCES || error == ENODEV;
    if (!error || (family == AF_INET6 && absent))
        return;
    errno = error;
    die_errno("%s", what);
}

static struct request rule(uint8_t family, uint8_t table, uint32_t priority)
{
    struct request request = {.head = {.nlmsg_type = RTM_NEWRULE, .nlmsg_len = NLMSG_LENGTH(sizeof request.rule)},
                              .rule = {.family = family, .table = table, .action = FR_ACT_TO_TBL}};
    add_number(&request, FRA_PRIORITY, priority);
    return request;
}

static void let_ask(const struct place *server)
{
    static const uint8_t protocols[] = {IPPROTO_UDP, IPPROTO_TCP};
    struct fib_rule_port_range port = {NAME_SERVER_PORT, NAME_SERVER_PORT};
    for (size_t i = 0; i < sizeof protocols; i++) {
        struct request request = rule(server->family, RT_TABLE_MAIN, BEFORE_ALL);
        request.rule.dst_len = server->bits;
        add(&request, FRA_DST, server->address, server->size);
        add(&request, FRA_IP_PROTO, &protocols[i], 1);
        add(&request, FRA_DPORT_RANGE, &port, sizeof port);
        must(ask(&request), server->family, "cannot let the name servers be asked");
    }
}

static void let_ask_all(void)
{
    char line[512], address[256];
    FILE *file = fopen(NAME_SERVERS, "re");
    struct place server;
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, " nameserver %255s", address) == 1 && read_place(&server, address, UINT8_MAX))
            let_ask(&server);
    if (file)
        fclose(file);
}

static void look_up_first(uint8_t family)
{
    struct request request = rule(family, TABLE, THEN);
    must(ask(&request), family, "cannot close the way to metadata services");
}

static void close_one(const struct place *place, unsigned interface)
{
    struct request request = {.head = {.nlmsg_type = RTM_NEWROUTE, .nlmsg_len = NLMSG_LENGTH(sizeof request.route)},
                              .route = {.rtm_family = place->family,
                                        .rtm_dst_len = place->bits,
                                        .rtm_table = TABLE,
                                        .rtm_protocol = RTPROT_BOOT,
                                        .rtm_scope = RT_SCOPE_HOST,
                                        .rtm_type = RTN_LOCAL}};
    add(&request, RTA_DST, place->address, place->size);
    add_number(&request, RTA_OIF, interface);
    add_number(&request, RTA_PRIORITY, interface);
    must(ask(&request), place->family, "cannot close the way to metadata services");
}

static bool leads_out(const char *name)
{
    struct ifreq about = {0};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    snprintf(about.ifr_name, sizeof about.ifr_name, "%s", name);
    bool known = fd >= 0 && ioctl(fd, SIOCGIFFLAGS, &about) == 0;
    if (fd >= 0)
        close(fd);
    return !known || (about.ifr_flags & IFF_UP && !(about.ifr_flags & IFF_LOOPBACK));
}

static void close_all(const struct list *prefixes, unsigned interface)
{
    for (size_t i = 0; i < prefixes->count; i++) {
        struct place place;
        char address[INET6_ADDRSTRLEN];
        unsigned long bits;
        if (sscanf(prefixes->items[i], "%45[^/]/%lu", address, &bits) != 2 || !read_place(&place, address, bits))
            die("configuration: close %s is no address and bits", prefixes->items[i]);
        close_one(&place, interface);
    }
}

void routes_close(const struct list *prefixes)
{
    if (!prefixes->count)
        return;
    struct if_nameindex *interfaces = if_nameindex();
    netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (netlink < 0 || !interfaces)
        die_errno("cannot look at the network");
    for (const struct if_nameindex *at = interfaces; at->if_index; at++)
        if (leads_out(at->if_name))
            close_all(prefixes, at->if_index);
    let_ask_all();
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        look_up_first((uint8_t)families[i]);
    if_freenameindex(interfaces);
    close(netlink);
}
