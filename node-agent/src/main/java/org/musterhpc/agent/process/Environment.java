package org.musterhpc.agent.process;

/** The variables by which a task's processes are recognised. */
final class Environment {
    static final String TOKEN = "MUSTER_TOKEN";
    static final String AGENT = "MUSTER_AGENT";

    private Environment() {}

    static boolean isOurs(String name) {
        return name.equals(TOKEN) || name.equals(AGENT);
    }
}
