/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "later.h"

#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "memory.h"
#include "util.h"

#define MOST 256
#define EPOLL "anon_inode:[eventpoll]"
#define YOUNG_NS (5 * NS_PER_MS)
#define OLD_NS (100 * NS_PER_MS)
#define VERY_OLD_NS (3 * NS_PER_S)
#define SHARE 5 /* at most one part in so many of the tracer's time goes into looking again */

struct kept {
    struct seccomp_notif held;
    struct moment made;
    uint64_t first_ns, due_ns;
    int epoll; /* a descriptor of our own for it */
    bool ready;
};

static struct kept kept[MOST];
static int count, next;
static uint64_t resume_ns;

/* What an epoll tells of is seen at once; what threads tell one another has to be looked for, soon after the call most
 * of all. */
static uint64_t pause_ns(const struct kept *one, uint64_t now)
{
    uint64_t age_ns = now - one->first_ns;
    if (one->epoll < 0 && age_ns < YOUNG_NS)
        return NS_PER_MS / 4;
    if (one->epoll < 0 && age_ns < OLD_NS)
        return 2 * NS_PER_MS;
    return (age_ns < VERY_OLD_NS ? 10 : 50) * NS_PER_MS;
}

static int own_descriptor(pid_t pid, int epoll)
{
    char link[sizeof EPOLL];
    if (memory_link(pid, epoll, link, sizeof link) != sizeof EPOLL - 1 || memcmp(link, EPOLL, sizeof EPOLL - 1) != 0)
        return -1;
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    int own = pidfd < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, pidfd, epoll, 0);
    if (pidfd >= 0)
        close(pidfd);
    return own;
}

bool later_keep(const struct seccomp_notif *held, struct moment made, pid_t pid, int epoll)
{
    struct kept one = {*held, made, monotonic_ns(), 0, -1, false};
    if (count < MOST && epoll >= 0)
        one.epoll = own_descriptor(pid, epoll);
    if (count == MOST || (epoll >= 0 && one.epoll < 0))
        return false;
    one.due_ns = one.first_ns + pause_ns(&one, one.first_ns);
    kept[count++] = one;
    return true;
}

static uint64_t first_due(void)
{
    uint64_t first = UINT64_MAX;
    for (int i = 0; i < count; i++)
        first = kept[i].due_ns < first ? kept[i].due_ns : first;
    return first;
}

bool later_wait(int listener)
{
    struct pollfd polled[MOST + 1] = {{.fd = listener, .events = POLLIN}};
    if (!count)
        return true;
    uint64_t due = first_due(), now = monotonic_ns();
    due = due < resume_ns ? resume_ns : due;
    uint64_t left = due > now ? due - now : 0;
    struct timespec limit = {(time_t)(left / NS_PER_S), (long)(left % NS_PER_S)};
    for (int i = 0; i < count; i++)
        polled[i + 1] = (struct pollfd){.fd = kept[i].epoll, .events = POLLIN};
    if (ppoll(polled, (nfds_t)count + 1, &limit, NULL) <= 0)
        return false;
    for (int i = 0; i < count; i++)
        kept[i].ready = polled[i + 1].revents;
    return polled[0].revents;
}

static void drop(int at)
{
    if (kept[at].epoll >= 0)
        close(kept[at].epoll);
    kept[at] = kept[--count];
}

/* In turn, and not all at once where that takes long: others are not to be held up by them. */
void later_do(later_look *look)
{
    uint64_t began = monotonic_ns(), now = began;
    if (!count || began < resume_ns)
        return;
    for (int left = count; left && now - began < NS_PER_MS; left--, now = monotonic_ns()) {
        next = next < count ? next : 0;
        struct kept *one = &kept[next];
        bool due = one->due_ns <= now || one->ready;
        one->due_ns = due ? now + pause_ns(one, now) : one->due_ns;
        if (due && !look(&one->held, one->made, one->epoll))
            drop(next);
        else
            next++;
    }
    resume_ns = began + SHARE * (now - began);
}
