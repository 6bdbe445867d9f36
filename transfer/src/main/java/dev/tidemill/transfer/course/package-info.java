/// How every transfer goes, whatever it moves: its pace, its threads, and how its failures are
/// told. It knows no other room. Not exported.
package dev.tidemill.transfer.course;
