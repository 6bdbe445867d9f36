package dev.tidemill.linux;

import static dev.tidemill.linux.IoUringStructs.IO_URING_CQE;
import static dev.tidemill.linux.Structs.offset;

/// Where the fields of an `io_uring_cqe` are, in bytes from its start.
public final class Cqe {
    public static final long SIZE = IO_URING_CQE.byteSize();

    public static final long USER_DATA = offset(IO_URING_CQE, "user_data"); // long
    public static final long RES = offset(IO_URING_CQE, "res"); // int
    public static final long FLAGS = offset(IO_URING_CQE, "flags"); // int

    private Cqe() {}
}
