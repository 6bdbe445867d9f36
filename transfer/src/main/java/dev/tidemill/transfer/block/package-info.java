/// Bytes between two open files, block by block: moved, shared, read back, and gone on with where a
/// killed program stopped. Names are not known in here. Start with
/// [dev.tidemill.transfer.block.Pump]. Not exported.
package dev.tidemill.transfer.block;
