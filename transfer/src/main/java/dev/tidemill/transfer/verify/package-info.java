/// Files against their copies or against a manifest, and manifests of what is there: entries are
/// found by one thread and looked at by others. Start with
/// [dev.tidemill.transfer.verify.Course], which is what can be verified, and
/// [dev.tidemill.transfer.verify.Work]. Not exported.
package dev.tidemill.transfer.verify;
