/// Names of files as the bytes they are. Not exported.
package dev.tidemill.transfer.names;
