/// Compares Tidemill with fio, with the same ring in C, with the JDK and with `cp`.
///
/// Begin with [Cases][dev.tidemill.bench.Cases], which says what is compared with what and what is
/// aimed at, and [Comparison][dev.tidemill.bench.Comparison], which says how. Only ratios are
/// trusted, and only those within one round: all sides of a case take turns, and each measurement
/// is divided by the other sides' measurements of the same round.
package dev.tidemill.bench;
