/// What the timer and a thread that could drive it know of each other. Not exported.
package dev.tidemill.timer;
