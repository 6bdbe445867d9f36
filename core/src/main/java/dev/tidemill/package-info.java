/// The running engine and its settings.
///
/// Most programs never name anything of this package: [dev.tidemill.file.AsyncFile] and its
/// neighbours use the shared engine, which starts itself. [dev.tidemill.Tidemill] tells which
/// engine that is, and starts others with settings of one's own. Everything here may be used by any
/// number of threads.
package dev.tidemill;
