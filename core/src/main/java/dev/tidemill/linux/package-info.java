/// Linux as C sees it: system calls, structures, constants, error numbers.
///
/// The only package in which native access happens; start at [dev.tidemill.linux.LibC]. Names are
/// those of C, results are those of the kernel: a failure is a negated errno in the return value,
/// never an exception. Nothing here allocates per call, keeps state, or checks what it is given: a
/// wrong address ends the process. What is above this package owns the memory and the descriptors.
///
/// Every class can be loaded anywhere. Where Linux, a 64-bit x86 or ARM processor or the
/// permission for native access is missing, [dev.tidemill.linux.LibC#isAvailable()] is false and
/// the calls throw [IllegalStateException]. Everything is safe for use by many threads; memory is
/// as safe as the callers make it.
package dev.tidemill.linux;
