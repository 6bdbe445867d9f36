/// Programs as users write them, one file an example. The build compiles and runs them, and the
/// guide in `docs/guide` shows parts of them.
package dev.tidemill.examples;
