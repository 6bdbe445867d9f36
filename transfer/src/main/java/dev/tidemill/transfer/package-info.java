/// Moving many bytes, and saying how far it is.
package dev.tidemill.transfer;
