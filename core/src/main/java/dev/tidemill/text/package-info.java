/// Text that comes and goes in bytes: [dev.tidemill.text.TextReader] and
/// [dev.tidemill.text.TextWriter].
///
/// Both work on any [dev.tidemill.stream.ByteSource] or [dev.tidemill.stream.ByteSink] and have a
/// buffer of their own: what can be answered from it is done at once, and costs no thread a switch.
/// Each is for one user at a time; which thread that is may change from call to call.
package dev.tidemill.text;
