/// One entry of a file system, as the system's own calls know it: what it is, its attributes, and
/// the names that a copy has before it has its own. Nothing in here moves the bytes of a file.
///
/// [dev.tidemill.transfer.entry.Status] is for paths and any system,
/// [dev.tidemill.transfer.entry.Facts] for descriptors and many entries. Not exported.
package dev.tidemill.transfer.entry;
