#include <arpa/inet.h>
#include <netdb.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
    struct addrinfo *found = NULL;
    if (getaddrinfo("pool.invalid", "3333", NULL, &found) == 0) freeaddrinfo(found);
    volatile unsigned long hash = 5381;
    for (unsigned long n = 0; n < 200000000UL; n++) hash = hash * 33 + n;
    sleep(1);
    return 0;
}
