/// Bytes one after the other, asynchronously: where they come from and where they go.
package dev.tidemill.stream;
