package org.musterhpc.launcher.text;

import java.util.LinkedHashMap;
import java.util.Map;

/** The version that the jar's manifest names, and what it runs on. */
public final class ProgramVersion {
    private ProgramVersion() {}

    /** {@code 1.2.3}, or {@code development} where there is no jar. */
    public static String number() {
        String version = ProgramVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** With the Java. */
    public static String text() {
        return number() + " (Java " + java() + ")";
    }

    /** Of Muster, Java and the system, by their names. */
    public static Map<String, String> all() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("Muster", number());
        versions.put("Java", java());
        versions.put("System", System.getProperty("os.name", "") + " " + System.getProperty("os.version", ""));
        return versions;
    }

    private static String java() {
        return System.getProperty("java.version", "");
    }
}
