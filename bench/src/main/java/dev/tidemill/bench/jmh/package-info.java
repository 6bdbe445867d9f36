/// JMH benchmarks of small steps, for finding where nanoseconds go. What is said to users about
/// speed comes from the comparisons instead.
package dev.tidemill.bench.jmh;
