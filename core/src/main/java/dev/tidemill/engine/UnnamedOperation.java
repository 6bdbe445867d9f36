package dev.tidemill.engine;

/// Something to do with an open file that has no name.
public sealed interface UnnamedOperation<T> extends Operation.OnFile<T> {

    /// Gives the file a name, which must be free, on the same file system.
    record Link(FileHandle file, NativePath name) implements UnnamedOperation<Void> {
        @Override
        public String subject() {
            return name.toString();
        }

        @Override
        public String kind() {
            return "link";
        }

        @Override
        public String action() {
            return "link to an anonymous file of " + file;
        }
    }
}
