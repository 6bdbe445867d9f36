package dev.tidemill.linux;

/// Constants about waiting for readiness: `poll.h`, `sys/epoll.h`, `sys/eventfd.h`.
public final class Poll {
    public static final short POLLIN = 0x01;
    public static final short POLLPRI = 0x02;
    public static final short POLLOUT = 0x04;
    public static final short POLLERR = 0x08;
    public static final short POLLHUP = 0x10;
    public static final short POLLNVAL = 0x20;
    public static final short POLLRDHUP = 0x2000;

    public static final int EPOLLIN = 0x01;
    public static final int EPOLLPRI = 0x02;
    public static final int EPOLLOUT = 0x04;
    public static final int EPOLLERR = 0x08;
    public static final int EPOLLHUP = 0x10;
    public static final int EPOLLRDHUP = 0x2000;
    public static final int EPOLLEXCLUSIVE = 1 << 28;
    public static final int EPOLLONESHOT = 1 << 30;
    public static final int EPOLLET = 1 << 31;

    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLL_CTL_DEL = 2;
    public static final int EPOLL_CTL_MOD = 3;
    public static final int EPOLL_CLOEXEC = Fcntl.O_CLOEXEC;

    public static final int EFD_SEMAPHORE = 1;
    public static final int EFD_CLOEXEC = Fcntl.O_CLOEXEC;
    public static final int EFD_NONBLOCK = Fcntl.O_NONBLOCK;

    private Poll() {}
}
