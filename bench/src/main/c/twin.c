/*
 * The reference for the ring: the loop a program without a library and without a JVM would write.
 *
 * One thread keeps `depth` operations in flight, submits and waits in one io_uring_enter(), and uses
 * the same ring as the library: the same flags, 256 submission entries, 32,768 completions. Raw system
 * calls only, so that nothing but a C compiler and the kernel's headers is needed.
 *
 *     twin --mode nop|read [--file F] [--depth N] [--direct] [--fixed] [--seconds S] [--warmup S]
 *          [--submit N] [--entries N] [--completions N]
 *
 * With --submit, no more than N operations are handed to the kernel at once: fewer system calls are not
 * always faster on a device, which rests while a large batch is being prepared.
 *
 * Prints one JSON object. Exits with 1 if an operation fails, and with 2 if it cannot begin.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/io_uring.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* Newer than the headers of some distributions; the kernel's numbers never change. */
#define SETUP_CQSIZE (1u << 3)
#define SETUP_CLAMP (1u << 4)
#define SETUP_SUBMIT_ALL (1u << 7)
#define SETUP_COOP_TASKRUN (1u << 8)
#define SETUP_SINGLE_ISSUER (1u << 12)
#define SETUP_DEFER_TASKRUN (1u << 13)
#define SETUP_NO_SQARRAY (1u << 16)

#define BLOCK_BYTES 4096
#define TURNS_BETWEEN_CLOCKS 32

struct ring {
    int fd;
    unsigned flags;
    unsigned *sq_tail, *cq_head, *cq_tail;
    unsigned sq_mask, cq_mask;
    struct io_uring_sqe *sqes;
    struct io_uring_cqe *cqes;
};

struct work {
    bool nop, direct, fixed;
    unsigned depth, submit, entries, completions;
    const char *path;
    double seconds, warmup;
    int file;
    uint64_t blocks, random;
    char *buffers;
};

struct result {
    uint64_t operations, enters, elapsed_ns, cpu_ns;
};

static void fail(int status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "twin: ");
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    va_end(arguments);
    exit(status);
}

static uint64_t clock_ns(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void *map(size_t length, int fd, off_t offset) {
    void *address = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, offset);
    if (address == MAP_FAILED) fail(2, "mmap of the ring failed: %s", strerror(errno));
    return address;
}

/* Asks for the best flags first; an older kernel answers EINVAL, and loses the newest one. */
static void open_ring(struct ring *ring, unsigned entries, unsigned completions) {
    static const unsigned newest_first[] = {
        SETUP_NO_SQARRAY, SETUP_DEFER_TASKRUN, SETUP_SINGLE_ISSUER, SETUP_COOP_TASKRUN, SETUP_SUBMIT_ALL};
    unsigned flags = SETUP_CQSIZE | SETUP_CLAMP;
    for (unsigned i = 0; i < 5; i++) flags |= newest_first[i];
    struct io_uring_params p;
    for (unsigned peeled = 0;; peeled++) {
        memset(&p, 0, sizeof p);
        p.flags = flags;
        p.cq_entries = completions;
        ring->fd = (int)syscall(__NR_io_uring_setup, entries, &p);
        if (ring->fd >= 0) break;
        if (errno != EINVAL || peeled == 5) fail(2, "io_uring_setup failed: %s", strerror(errno));
        flags &= ~newest_first[peeled];
    }
    if (!(p.features & IORING_FEAT_SINGLE_MMAP)) fail(2, "this kernel is older than 5.4");
    size_t sq_bytes = p.sq_off.array + p.sq_entries * sizeof(unsigned);
    if (flags & SETUP_NO_SQARRAY) sq_bytes = 0;
    size_t cq_bytes = p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe);
    char *rings = map(sq_bytes > cq_bytes ? sq_bytes : cq_bytes, ring->fd, IORING_OFF_SQ_RING);
    ring->sqes = map(p.sq_entries * sizeof(struct io_uring_sqe), ring->fd, IORING_OFF_SQES);
    ring->flags = flags;
    ring->sq_tail = (unsigned *)(rings + p.sq_off.tail);
    ring->sq_mask = *(unsigned *)(rings + p.sq_off.ring_mask);
    ring->cq_head = (unsigned *)(rings + p.cq_off.head);
    ring->cq_tail = (unsigned *)(rings + p.cq_off.tail);
    ring->cq_mask = *(unsigned *)(rings + p.cq_off.ring_mask);
    ring->cqes = (struct io_uring_cqe *)(rings + p.cq_off.cqes);
    if (!(flags & SETUP_NO_SQARRAY)) {
        unsigned *array = (unsigned *)(rings + p.sq_off.array);
        for (unsigned i = 0; i < p.sq_entries; i++) array[i] = i;
    }
}

static void register_memory_and_file(struct ring *ring, struct work *work) {
    struct iovec all = {work->buffers, (size_t)work->depth * BLOCK_BYTES};
    if (syscall(__NR_io_uring_register, ring->fd, IORING_REGISTER_BUFFERS, &all, 1) < 0)
        fail(2, "registering %zu bytes failed: %s", all.iov_len, strerror(errno));
    if (syscall(__NR_io_uring_register, ring->fd, IORING_REGISTER_FILES, &work->file, 1) < 0)
        fail(2, "registering the file failed: %s", strerror(errno));
}

static uint64_t random_block(struct work *work) { /* xorshift64, as the Java sides */
    uint64_t x = work->random;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    work->random = x;
    return (x >> 1) % work->blocks;
}

static void encode(struct io_uring_sqe *sqe, struct work *work, uint64_t slot) {
    memset(sqe, 0, sizeof *sqe);
    sqe->user_data = slot;
    if (work->nop) {
        sqe->opcode = IORING_OP_NOP;
        sqe->fd = -1;
        return;
    }
    sqe->opcode = work->fixed ? IORING_OP_READ_FIXED : IORING_OP_READ;
    sqe->flags = work->fixed ? IOSQE_FIXED_FILE : 0;
    sqe->fd = work->fixed ? 0 : work->file;
    sqe->addr = (uint64_t)(uintptr_t)(work->buffers + slot * BLOCK_BYTES);
    sqe->len = BLOCK_BYTES;
    sqe->off = random_block(work) * BLOCK_BYTES;
}

/* Submits what is encoded and waits for `wanted` completions. */
static unsigned enter(struct ring *ring, unsigned tail, unsigned to_submit, unsigned wanted, struct result *result) {
    __atomic_store_n(ring->sq_tail, tail, __ATOMIC_RELEASE);
    long submitted = syscall(__NR_io_uring_enter, ring->fd, to_submit, wanted, IORING_ENTER_GETEVENTS, NULL, 0);
    result->enters++;
    if (submitted >= 0) return (unsigned)submitted;
    if (errno != EINTR && errno != EAGAIN && errno != EBUSY) fail(1, "io_uring_enter failed: %s", strerror(errno));
    return 0;
}

/* Begins with nothing in flight and ends with nothing in flight. */
static struct result run(struct ring *ring, struct work *work, double seconds) {
    struct result result = {0};
    int expected = work->nop ? 0 : BLOCK_BYTES;
    uint64_t begin = clock_ns(CLOCK_MONOTONIC), cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    uint64_t end = begin + (uint64_t)(seconds * 1e9);
    unsigned tail = *ring->sq_tail, head = *ring->cq_head, in_flight = 0, to_submit = 0, turns = 0;
    bool over = false;
    for (unsigned slot = 0; slot < work->depth; slot++, to_submit++, in_flight++)
        encode(&ring->sqes[tail++ & ring->sq_mask], work, slot);
    while (in_flight > 0) {
        to_submit -= enter(ring, tail, to_submit, 1, &result);
        if (++turns % TURNS_BETWEEN_CLOCKS == 0) over = clock_ns(CLOCK_MONOTONIC) >= end;
        unsigned ready = __atomic_load_n(ring->cq_tail, __ATOMIC_ACQUIRE);
        for (; head != ready; head++) {
            struct io_uring_cqe *cqe = &ring->cqes[head & ring->cq_mask];
            if (cqe->res != expected) fail(1, "an operation gave %d instead of %d", cqe->res, expected);
            result.operations++;
            if (over) {
                in_flight--;
            } else {
                encode(&ring->sqes[tail++ & ring->sq_mask], work, cqe->user_data);
                if (++to_submit == work->submit) to_submit -= enter(ring, tail, to_submit, 0, &result);
            }
        }
        __atomic_store_n(ring->cq_head, head, __ATOMIC_RELEASE);
    }
    result.elapsed_ns = clock_ns(CLOCK_MONOTONIC) - begin;
    result.cpu_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    return result;
}

static struct work parse(int count, char **values) {
    static const struct option options[] = {{"mode", 1, 0, 'm'},    {"file", 1, 0, 'f'},    {"depth", 1, 0, 'd'},
                                            {"direct", 0, 0, 'D'},  {"fixed", 0, 0, 'F'},   {"seconds", 1, 0, 's'},
                                            {"warmup", 1, 0, 'w'},  {"entries", 1, 0, 'e'}, {"completions", 1, 0, 'c'},
                                            {"submit", 1, 0, 'S'},  {0, 0, 0, 0}};
    struct work work = {.depth = 32, .entries = 256, .completions = 32768, .seconds = 1, .warmup = 0.2, .file = -1};
    work.random = 0x9E3779B97F4A7C15u;
    const char *mode = "";
    for (int option; (option = getopt_long(count, values, "", options, NULL)) != -1;) switch (option) {
        case 'm': mode = optarg; break;
        case 'f': work.path = optarg; break;
        case 'd': work.depth = (unsigned)atoi(optarg); break;
        case 'D': work.direct = true; break;
        case 'F': work.fixed = true; break;
        case 's': work.seconds = atof(optarg); break;
        case 'w': work.warmup = atof(optarg); break;
        case 'S': work.submit = (unsigned)atoi(optarg); break;
        case 'e': work.entries = (unsigned)atoi(optarg); break;
        case 'c': work.completions = (unsigned)atoi(optarg); break;
        default: exit(2);
    }
    work.nop = strcmp(mode, "nop") == 0;
    if (!work.nop && strcmp(mode, "read") != 0) fail(2, "--mode is '%s'; must be nop or read", mode);
    if (!work.nop && !work.path) fail(2, "--mode read needs --file");
    if (work.depth < 1 || work.depth > work.entries)
        fail(2, "--depth is %u; must be from 1 to the entries, %u", work.depth, work.entries);
    return work;
}

static void open_file(struct work *work) {
    work->file = open(work->path, O_RDONLY | O_CLOEXEC | (work->direct ? O_DIRECT : 0));
    struct stat status;
    if (work->file < 0 || fstat(work->file, &status) < 0) fail(2, "%s: %s", work->path, strerror(errno));
    work->blocks = (uint64_t)status.st_size / BLOCK_BYTES;
    if (work->blocks == 0) fail(2, "%s is shorter than a block", work->path);
    work->buffers = aligned_alloc(BLOCK_BYTES, (size_t)work->depth * BLOCK_BYTES);
    if (!work->buffers) fail(2, "out of memory");
    memset(work->buffers, 1, (size_t)work->depth * BLOCK_BYTES);
}

int main(int count, char **values) {
    struct work work = parse(count, values);
    struct ring ring;
    open_ring(&ring, work.entries, work.completions);
    if (!work.nop) open_file(&work);
    if (work.fixed) register_memory_and_file(&ring, &work);
    if (work.warmup > 0) run(&ring, &work, work.warmup);
    struct result result = run(&ring, &work, work.seconds);
    printf("{\"operations\": %llu, \"elapsedNanos\": %llu, \"cpuNanos\": %llu, \"enters\": %llu, \"setupFlags\": %u}\n",
           (unsigned long long)result.operations, (unsigned long long)result.elapsed_ns,
           (unsigned long long)result.cpu_ns, (unsigned long long)result.enters, ring.flags);
    return 0;
}
