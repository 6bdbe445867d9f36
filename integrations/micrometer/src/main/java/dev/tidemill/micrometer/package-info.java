/// Micrometer's context follows the work: [dev.tidemill.micrometer.ContextFlow] switches it on.
package dev.tidemill.micrometer;
