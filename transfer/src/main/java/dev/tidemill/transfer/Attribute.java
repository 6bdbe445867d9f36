package dev.tidemill.transfer;

/// What a copy may have of its source, beside the bytes. What the user may not give to a file is
/// left out for everybody but the superuser in the case of [#OWNER], as by `cp -a`, and is
/// reported in every other.
public enum Attribute {
    /// Permissions; the set-user-id and set-group-id bits only together with the [#OWNER].
    MODE,

    /// User and group.
    OWNER,

    /// Times of the last write and the last read, to the nanosecond, of directories too.
    TIMES,

    /// Extended attributes (xattr(7)), those of the name space `user` and whatever else the caller
    /// may read and write.
    EXTENDED,

    /// Access control lists (acl(5)).
    ACCESS_LISTS,

    /// Several names of one file in a tree are several names of one copy.
    HARD_LINKS,

    /// Holes (sparse files) stay holes.
    HOLES
}
