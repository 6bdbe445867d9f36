/// Patterns of paths as people write them, taken apart and matched; what is exported of them is
/// [dev.tidemill.transfer.PathPatterns]. Start with
/// [dev.tidemill.transfer.pattern.PathPattern]. Not exported.
package dev.tidemill.transfer.pattern;
