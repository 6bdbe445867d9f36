/// Micrometer's context follows the work of tasks.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // it has a name, and no descriptor
module dev.tidemill.micrometer {
    requires transitive context.propagation;
    requires transitive dev.tidemill.core;

    exports dev.tidemill.micrometer;
}
