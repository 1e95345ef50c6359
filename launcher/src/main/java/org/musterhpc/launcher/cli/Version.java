package org.musterhpc.launcher.cli;

/** The version that the jar's manifest names, and the Java that runs it. */
final class Version {
    private Version() {}

    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return (version == null ? "development" : version) + " (Java " + System.getProperty("java.version") + ")";
    }
}
