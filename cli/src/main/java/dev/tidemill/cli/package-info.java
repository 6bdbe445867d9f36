/// The command `tidemill`: what people type, and what they are shown.
package dev.tidemill.cli;
