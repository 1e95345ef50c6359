package org.musterhpc.agent.container;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.tree.NodeProcess;

/**
 * What a container is called: after the agent that started it, so that another on that node knows whether it is gone.
 *
 * @param user the agent's
 * @param number of the container among the agent's
 */
record ContainerName(long user, NodeProcess agent, long number) {
    private static final Pattern FORM = Pattern.compile("muster-(\\d{1,10})-([0-9a-f-]+)-(\\d{1,18})");

    /**
     * The first of this process.
     *
     * @throws IOException where this is no Linux
     */
    static ContainerName first(Ids ids) throws IOException {
        return new ContainerName(ids.user(), NodeProcess.self(), 0);
    }

    ContainerName numbered(long other) {
        return new ContainerName(user, agent, other);
    }

    /** Null where it is none of ours. */
    static @Nullable ContainerName of(String text) {
        Matcher form = FORM.matcher(text);
        NodeProcess agent = form.matches() ? NodeProcess.of(form.group(2)) : null;
        return agent == null
                ? null
                : new ContainerName(Long.parseLong(form.group(1)), agent, Long.parseLong(form.group(3)));
    }

    /**
     * Whether the agent that has started it is certainly gone, as seen by another on its node.
     *
     * @param me any name of that other
     */
    boolean abandoned(ContainerName me) {
        boolean before = !agent.boot().equals(me.agent.boot()); // an engine's containers are all of its own node
        return user == me.user && (before || agent.gone(me.agent));
    }

    @Override
    public String toString() {
        return "muster-%d-%s-%d".formatted(user, agent, number);
    }
}
