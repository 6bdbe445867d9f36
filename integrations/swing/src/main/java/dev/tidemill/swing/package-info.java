/// Tasks in windows: [dev.tidemill.swing.SwingContext] launches asynchronous functions on the
/// event thread.
///
/// Having this on the path is enough for functions that are added to tasks on the event thread to
/// come back there.
package dev.tidemill.swing;
