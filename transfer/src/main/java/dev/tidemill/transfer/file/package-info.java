/// One file and its copy: the shortest way for its bytes, the name nobody knows until it is whole,
/// what is there already, and what killed programs left. Start with
/// [dev.tidemill.transfer.file.FileCopy] and [dev.tidemill.transfer.file.PartFile]. Not exported.
package dev.tidemill.transfer.file;
