package dev.tidemill.bench;

/// What a case counts.
enum Unit {
    OPERATION("operations"),
    FILE("files"),
    MEBIBYTE("MiB");

    private final String plural;

    Unit(String plural) {
        this.plural = plural;
    }

    String plural() {
        return plural;
    }

    @Override
    public String toString() {
        return this == MEBIBYTE ? plural : plural.substring(0, plural.length() - 1);
    }
}
