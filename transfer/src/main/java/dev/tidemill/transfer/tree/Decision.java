package dev.tidemill.transfer.tree;

/// What is done about one entry: what [Replacing] and [Claim] come to.
public enum Decision {
    /// Nothing has the name.
    COPY,
    REPLACE,
    KEEP,
    /// It has the content of the source, and gets the rest too.
    KEEP_CONTENT
}
