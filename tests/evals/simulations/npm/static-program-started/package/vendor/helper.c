// SPDX-License-Identifier: Apache-2.0
// gcc -static -nostdlib -Os -fno-stack-protector -fno-asynchronous-unwind-tables -s -o helper-linux-x64 helper.c
// Says the machine's name to an address that nobody has, and ends.
struct sockaddr { unsigned short family, port; unsigned int address; char zero[8]; };
static long call(long n, long a, long b, long c) {
    long r;
    __asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return r;
}
__attribute__((force_align_arg_pointer)) void _start(void) {
    static char name[390];
    static struct sockaddr there = {2, 0x5c11, 0x070000f0, {0}};
    call(63, (long)name, 0, 0);
    call(102, 0, 0, 0);
    long s = call(41, 2, 1 | 2048, 0);
    call(42, s, (long)&there, sizeof there);
    call(1, s, (long)name, sizeof name);
    call(60, 0, 0, 0);
}
