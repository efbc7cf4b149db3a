/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util.h"

#define CONFIG_LIMIT (16u << 20)
#define CLOCK_LIMIT_S (UINT64_C(36500) * 86400)
#define MEMORY_LIMIT_KB (UINT64_C(1) << 40)

static char *slurp(const char *path)
{
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, &about) < 0)
        die_errno("cannot read the configuration %s", path);
    if (!S_ISREG(about.st_mode) || about.st_size > (off_t)CONFIG_LIMIT)
        die("the configuration %s is no regular file of at most %u bytes", path, CONFIG_LIMIT);
    char *text = malloc((size_t)about.st_size + 1);
    ssize_t size = text ? read_file(fd, text, (size_t)about.st_size) : -1;
    if (size < 0)
        die_errno("cannot read the configuration %s", path);
    close(fd);
    text[size] = '\0';
    if (strlen(text) != (size_t)size)
        die("the configuration %s holds a NUL", path);
    return text;
}

static void append(struct list *list, char *item)
{
    if ((list->count & (list->count + 1)) == 0) {
        size_t room = 2 * (list->count + 1);
        list->items = realloc(list->items, (room + 1) * sizeof *list->items);
        if (!list->items)
            die("not enough memory for the configuration");
    }
    list->items[list->count++] = item;
    list->items[list->count] = NULL;
}

/* Undo the escapes \n and \\ in place. */
static void unescape(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (*from == '\\' && from[1] == 'n') {
            *to++ = '\n';
            from++;
        } else if (*from == '\\' && from[1] == '\\') {
            *to++ = '\\';
            from++;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
}

static uint64_t number(const char *key, const char *text, int base, uint64_t limit)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, base);
    if (errno || end == text || *end || *text == '-' || value > limit)
        die("configuration: %s %s is not a number it can be", key, text);
    return value;
}

static int64_t shift(const char *key, const char *text)
{
    bool back = *text == '-';
    int64_t size = (int64_t)number(key, text + back, 10, CLOCK_LIMIT_S);
    return back ? -size : size;
}

static void read_groups(struct config *config, char *text)
{
    config->group_count = 0;
    for (char *one = strtok(text, ","); one; one = strtok(NULL, ",")) {
        if (config->group_count == sizeof config->groups / sizeof *config->groups)
            die("configuration: too many groups");
        config->groups[config->group_count++] = (gid_t)number("groups", one, 10, UINT32_MAX - 1);
    }
}

static void read_level(struct config *config, const char *text)
{
    if (strcmp(text, "deep") != 0 && strcmp(text, "standard") != 0)
        die("configuration: level %s is neither standard nor deep", text);
    config->deep = strcmp(text, "deep") == 0;
}

static void read_skip(struct config *config, const char *text)
{
    static const char *const words[] = {[SKIP_NONE] = "none", [SKIP_SCRIPTS] = "scripts", [SKIP_ALL] = "all"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i]) == 0) {
            config->skip = (enum skip)i;
            return;
        }
    die("configuration: skip_sleep %s is none of none, scripts and all", text);
}

static struct list *list_of(struct config *config, const char *key)
{
    const struct {
        const char *key;
        struct list *list;
    } lists[] = {
        {"arg", &config->arguments}, {"env", &config->environment},     {"keep_env", &config->keep},
        {"hide", &config->hide},     {"close", &config->closed},        {"answer", &config->answers},
        {"cpu", &config->processor}, {"cpu_hide", &config->hidden_flags},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (strcmp(key, lists[i].key) == 0)
            return lists[i].list;
    return NULL;
}

static void read_line(struct config *config, const char *key, char *value)
{
    struct list *list = list_of(config, key);
    if (list)
        append(list, value);
    else if (strcmp(key, "cwd") == 0)
        config->cwd = value;
    else if (strcmp(key, "uid") == 0)
        config->uid = (uid_t)number(key, value, 10, UINT32_MAX - 1);
    else if (strcmp(key, "gid") == 0)
        config->gid = (gid_t)number(key, value, 10, UINT32_MAX - 1);
    else if (strcmp(key, "groups") == 0)
        read_groups(config, value);
    else if (strcmp(key, "umask") == 0)
        config->umask = (mode_t)number(key, value, 8, 0777);
    else if (strcmp(key, "level") == 0)
        read_level(config, value);
    else if (strcmp(key, "skip_sleep") == 0)
        read_skip(config, value);
    else if (strcmp(key, "clock_s") == 0)
        config->clock_s = shift(key, value);
    else if (strcmp(key, "processors") == 0)
        config->processors = number(key, value, 10, MAX_PROCESSORS);
    else if (strcmp(key, "memory_kb") == 0)
        config->memory_kb = number(key, value, 10, MEMORY_LIMIT_KB);
    else if (strcmp(key, "uptime_s") == 0)
        config->uptime_s = number(key, value, 10, CLOCK_LIMIT_S);
    else if (strcmp(key, "linger_ms") == 0)
        config->linger_ms = number(key, value, 10, UINT32_MAX);
    else if (strcmp(key, "time_limit_ms") == 0)
        config->time_limit_ms = number(key, value, 10, UINT32_MAX);
    else
        die("configuration: unknown key %s", key);
}

void config_read(struct config *config, const char *path)
{
    *config = (struct config){.uid = 1000, .gid = 1000, .umask = 022, .deep = true, .linger_ms = 5000, .cwd = "/"};
    append(&config->environment, NULL);
    config->environment.count = 0;
    char *rest = slurp(path);
    while (rest && *rest) {
        char *line = strsep(&rest, "\n");
        char *value = strchr(line, ' ');
        if (!*line)
            continue;
        if (value)
            *value++ = '\0';
        else
            value = line + strlen(line);
        unescape(value);
        read_line(config, line, value);
    }
    if (!config->arguments.count)
        die("configuration: no command: `arg` is missing");
}

const char *config_variable(const struct config *config, const char *name)
{
    size_t size = strlen(name);
    for (size_t i = 0; i < config->environment.count; i++)
        if (strncmp(config->environment.items[i], name, size) == 0 && config->environment.items[i][size] == '=')
            return config->environment.items[i] + size + 1;
    return NULL;
}
