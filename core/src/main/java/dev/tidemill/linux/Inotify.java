package dev.tidemill.linux;

/// What inotify(7) gives: a `struct inotify_event` for each event, one behind the other.
public final class Inotify {
    // where the fields are, in bytes from the start
    public static final int WD = 0; // int: the watch, -1 with IN_Q_OVERFLOW
    public static final int MASK = 4; // int
    public static final int COOKIE = 8; // int: the same for both halves of a move
    public static final int LEN = 12; // int: bytes of the name, with the zeros that end it
    public static final int NAME = 16;

    // what to watch
    public static final int IN_MODIFY = 0x002;
    public static final int IN_ATTRIB = 0x004;
    public static final int IN_MOVED_FROM = 0x040;
    public static final int IN_MOVED_TO = 0x080;
    public static final int IN_CREATE = 0x100;
    public static final int IN_DELETE = 0x200;
    public static final int IN_DELETE_SELF = 0x400;
    public static final int IN_MOVE_SELF = 0x800;

    // what is told besides
    public static final int IN_UNMOUNT = 0x2000;
    public static final int IN_Q_OVERFLOW = 0x4000;
    public static final int IN_IGNORED = 0x8000;
    public static final int IN_ISDIR = 0x4000_0000;

    // how to watch
    public static final int IN_ONLYDIR = 0x0100_0000;
    public static final int IN_DONT_FOLLOW = 0x0200_0000;
    public static final int IN_EXCL_UNLINK = 0x0400_0000;

    public static final int IN_CLOEXEC = Fcntl.O_CLOEXEC;

    private Inotify() {}
}
