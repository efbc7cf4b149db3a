/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "cpuinfo.h"

#include <string.h>

#include "util.h"

static const char *after(const char *text, const char *prefix, size_t size)
{
    return strncmp(text, prefix, size) == 0 ? text + size : NULL;
}

/* The first processor's maker, which is that of all. */
static struct bytes maker_of(const char *text)
{
    static const char key[] = "vendor_id\t: ";
    const char *at = strstr(text, key);
    if (!at)
        return (struct bytes){text, 0};
    at += sizeof key - 1;
    return (struct bytes){at, strcspn(at, "\n")};
}

/* The value for a line in a configuration's "MAKER KEY=VALUE", or NULL. */
static const char *value_for(const char *line, size_t key, struct bytes maker, const struct config *config)
{
    for (size_t i = 0; maker.size && i < config->processor.count; i++) {
        const char *at = after(config->processor.items[i], maker.at, maker.size);
        if (at && *at == ' ' && (at = after(at + 1, line, key)) && *at == '=')
            return at + 1;
    }
    return NULL;
}

static bool is_hidden(const char *word, size_t size, const struct config *config)
{
    for (size_t i = 0; i < config->hidden_flags.count; i++)
        if (strlen(config->hidden_flags.items[i]) == size && memcmp(config->hidden_flags.items[i], word, size) == 0)
            return true;
    return false;
}

static void write_flags(FILE *to, const char *words, const char *end, const struct config *config)
{
    while (words < end) {
        size_t size = strcspn(words, " \n");
        if (size && !is_hidden(words, size, config))
            fprintf(to, " %.*s", (int)size, words);
        words += size + 1;
    }
}

/* A line's value where the machine has as many processors as it is to look, each a core of its own. NULL: another
 * line. */
static const uint64_t *number_for(const char *line, size_t key, const uint64_t *processor, const struct config *config)
{
    static const char *const own[] = {"processor", "core id", "apicid", "initial apicid"};
    static const char *const all[] = {"siblings", "cpu cores"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strlen(own[i]) == key && memcmp(line, own[i], key) == 0)
            return processor;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strlen(all[i]) == key && memcmp(line, all[i], key) == 0)
            return &config->processors;
    return NULL;
}

/* Write what the kernel says, up to `end`, with other values; of one processor if it is given. */
static size_t write_lines(FILE *to, const char *text, const char *stop, struct bytes maker, const uint64_t *processor,
                          const struct config *config)
{
    size_t replaced = 0;
    for (const char *end; text < stop; text = *end ? end + 1 : end) {
        end = strchrnul(text, '\n');
        const char *colon = memchr(text, ':', (size_t)(end - text));
        size_t key = strcspn(text, "\t:\n");
        const char *value = colon ? value_for(text, key, maker, config) : NULL;
        const uint64_t *number = colon && processor ? number_for(text, key, processor, config) : NULL;
        if (number)
            fprintf(to, "%.*s: %llu", (int)(colon - text), text, (unsigned long long)*number);
        else if (value)
            fprintf(to, "%.*s: %s", (int)(colon - text), text, value);
        else if (colon && key == 5 && memcmp(text, "flags", 5) == 0)
            fprintf(to, "%.*s:", (int)(colon - text), text), write_flags(to, colon + 1, end, config);
        else
            fprintf(to, "%.*s", (int)(end - text), text);
        replaced += number || value;
        if (*end)
            fputc('\n', to);
    }
    return replaced;
}

/* The processors are alike: where there are to be more or fewer, the first one's lines are written for each. */
size_t cpuinfo_write(FILE *to, const char *text, const struct config *config)
{
    struct bytes maker = maker_of(text);
    const char *blank = strstr(text, "\n\n"), *end = text + strlen(text);
    if (!config->processors)
        return write_lines(to, text, end, maker, NULL, config);
    size_t replaced = 0;
    for (uint64_t i = 0; i < config->processors; i++) {
        replaced += write_lines(to, text, blank ? blank + 1 : end, maker, &i, config);
        fputc('\n', to);
    }
    return replaced;
}
