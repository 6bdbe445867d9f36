/// Directories: what is in them, what is below them, what happens in them.
///
/// Start with [dev.tidemill.file.AsyncFiles], whose methods give what is here:
/// [dev.tidemill.directory.PathStream] for names, [dev.tidemill.directory.DirectoryWatch] for
/// changes. Both may be used by any number of threads; a loop over one belongs to one thread.
package dev.tidemill.directory;
