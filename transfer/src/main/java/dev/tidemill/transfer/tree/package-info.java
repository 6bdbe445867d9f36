/// Whole trees, entry by entry on several threads:
/// [dev.tidemill.transfer.tree.SystemTree] with system calls on directories, which keep everything
/// of an entry, and [dev.tidemill.transfer.tree.TreeWalk] with what the JDK has. Not exported.
package dev.tidemill.transfer.tree;
