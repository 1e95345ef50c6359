package org.musterhpc.launcher.cluster;

import java.nio.file.Path;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.time.Pause;

/** This machine: agents are processes of their own, which outlive the launcher if it is killed. */
public final class LocalCluster implements Cluster {
    private final String name;
    private final MusterHome home;
    private final Path program;
    private final Pause pause;

    /** @param program {@code muster-agent}; see {@link AgentProgram#find} */
    public LocalCluster(String name, MusterHome home, Path program, Pause pause) {
        this.name = name;
        this.home = home;
        this.program = program;
        this.pause = pause;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Crew start(AgentOrder order, int agents) {
        throw new UnsupportedOperationException("not yet: " + order + agents + home + program + pause);
    }
}
