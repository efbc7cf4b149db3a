/* SPDX-License-Identifier: Apache-2.0 */
/* Programs started in every way. */
#include "probe.h"

#include <spawn.h>

extern char **environ;

static void in_child(void (*run)(void))
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        run();
        _exit(96);
    }
    waitpid(child, NULL, 0);
}

static char *const arguments[] = {"/bin/true", "one", NULL};
static char *const variables[] = {"FPBOX_KEPT=yes", "SECRET_TOKEN=no", NULL};

static void by_descriptor(void)
{
    int fd = open("/bin/true", O_RDONLY | O_CLOEXEC);
    syscall(SYS_execveat, fd, "", arguments, variables, AT_EMPTY_PATH);
}

static void by_path_descriptor(void)
{
    int fd = open("/bin/true", O_PATH | O_CLOEXEC);
    syscall(SYS_execveat, fd, "", arguments, variables, AT_EMPTY_PATH);
}

static void by_proc(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", open("/bin/true", O_RDONLY));
    execve(path, arguments, variables);
}

static void from_memory(void)
{
    char bytes[65536];
    int from = open("/bin/true", O_RDONLY), to = memfd_create("payload", MFD_CLOEXEC);
    for (ssize_t size; (size = read(from, bytes, sizeof bytes)) > 0;)
        if (write(to, bytes, (size_t)size) != size)
            _exit(95);
    syscall(SYS_execveat, to, "", arguments, variables, AT_EMPTY_PATH);
}

static const char *script_path;

static void script(void)
{
    execve(script_path, (char *const[]){"script", "two", NULL}, variables);
}

static void relative(void)
{
    if (chdir("/bin") < 0)
        _exit(95);
    execve("true", arguments, variables);
}

static void missing(void)
{
    execve("/nonexistent/program", arguments, variables);
    execve("/bin/true", arguments, variables);
}

static void ways(char **rest)
{
    script_path = rest[0];
    in_child(by_descriptor);
    in_child(by_path_descriptor);
    in_child(by_proc);
    in_child(from_memory);
    in_child(script);
    in_child(relative);
    in_child(missing);
}

static char **many;

static void with_many(void)
{
    execve("/bin/true", many, variables);
}

static void with_none(void)
{
    syscall(SYS_execve, "/bin/true", NULL, NULL);
}

static void large(char **rest)
{
    (void)rest;
    many = calloc(100001, sizeof *many);
    for (int i = 0; i < 100000; i++)
        many[i] = "x";
    in_child(with_many);
    char *one = malloc(131072);
    memset(one, 'y', 131071);
    one[131071] = '\0';
    many[0] = one;
    many[1] = NULL;
    in_child(with_many);
    in_child(with_none);
}

/* Each exec is asked for with another value of a variable that the tracer keeps, after forty small ones a large one. */
static void environments(char **rest)
{
    static char value[61000];
    char *one[] = {value, NULL};
    for (int i = 0, count = atoi(rest[0]); i < count; i++) {
        int size = i % 40 ? 1000 : 60000;
        int named = snprintf(value, sizeof value, "FPBOX_KEPT=%d", i);
        memset(value + named, 'z', (size_t)size);
        value[named + size] = '\0';
        execve("/nonexistent/program", arguments, one);
    }
}

static void vforks(void)
{
    pid_t child = vfork();
    if (child == 0) {
        execve("/bin/true", arguments, variables);
        _exit(1);
    }
    waitpid(child, NULL, 0);
}

static void *spawn_some(void *unused)
{
    for (int i = 0; i < 20; i++) {
        pid_t child;
        if (posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ) == 0)
            waitpid(child, NULL, 0);
        vforks();
    }
    return unused;
}

static void spawns(char **rest)
{
    pthread_t threads[8];
    (void)rest;
    for (int i = 0; i < 8; i++)
        pthread_create(&threads[i], NULL, spawn_some, NULL);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 5; i++)
        TRY("system", system("exit 0"));
}

static void *open_for_ever(void *unused)
{
    for (;;)
        close(open("/etc/hostname", O_RDONLY));
    return unused;
}

static void among_threads(char **rest)
{
    pthread_t thread;
    int left = rest[0] ? atoi(rest[0]) : 0;
    char next[16];
    for (int i = 0; i < 6; i++)
        pthread_create(&thread, NULL, open_for_ever, NULL);
    usleep(3000);
    snprintf(next, sizeof next, "%d", left - 1);
    if (left > 0)
        execl("/proc/self/exe", "execs", "among_threads", next, NULL);
    _exit(0);
}

static void whoami(char **rest)
{
    (void)rest;
    printf("uid %d euid %d\n", getuid(), geteuid());
}

static void run_it(char **rest)
{
    execv(rest[0], rest);
    exit(95);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"ways", ways},     {"large", large},   {"spawns", spawns}, {"among_threads", among_threads},
        {"whoami", whoami}, {"run", run_it},    {"environments", environments}, {NULL, NULL},
    };
    (void)argc;
    return choose(scenarios, argv);
}
