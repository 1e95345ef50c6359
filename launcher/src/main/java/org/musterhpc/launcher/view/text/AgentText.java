package org.musterhpc.launcher.view.text;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.Times;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;

/** {@code agents} for people. */
public final class AgentText {
    private AgentText() {}

    public static List<String> of(TextStyle look, List<View.AgentView> agents, Instant now) {
        Table table = new Table(look)
                .flexible("AGENT")
                .left("CLUSTER")
                .left("HOST")
                .right("PID")
                .left("ALLOCATION")
                .right("RUNNING")
                .right("SLOTS")
                .left("SEEN");
        for (View.AgentView agent : agents) {
            WorkQueue.AgentInfo info = agent.info();
            String seen = Times.about(Duration.between(agent.seen(), now)) + " ago";
            table.row(
                    Harmless.line(info.name()),
                    Harmless.line(info.cluster()),
                    Harmless.line(info.host()),
                    Long.toString(info.pid()),
                    info.allocation().isEmpty() ? look.glyphs().dash() : Harmless.line(info.allocation()),
                    running(agent.running(), info.slots()),
                    Integer.toString(info.slots()),
                    agent.alive() ? seen : look.paint().bad(seen + ", lost"));
        }
        return table.lines();
    }

    /** What an agent has claimed ahead of its slots waits there: {@code 8 +3}. */
    private static String running(int held, int slots) {
        return held <= slots ? Integer.toString(held) : slots + " +" + (held - slots);
    }
}
