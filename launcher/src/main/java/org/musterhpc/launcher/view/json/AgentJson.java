package org.musterhpc.launcher.view.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;

/** A line of {@code agents --json}. */
public final class AgentJson {
    private AgentJson() {}

    public static ObjectNode of(View.AgentView agent) {
        WorkQueue.AgentInfo info = agent.info();
        ObjectNode line = Json.object();
        line.put("agent", info.name()).put("cluster", info.cluster()).put("host", info.host());
        line.put("pid", info.pid());
        line.put("allocation", info.allocation().isEmpty() ? null : info.allocation());
        line.put("slots", info.slots()).put("running", agent.running());
        if (!info.offers().isEmpty()) {
            ObjectNode offers = line.putObject("offers");
            new TreeMap<>(info.offers()).forEach(offers::put);
        }
        Json.time(line, "seen", agent.seen());
        line.put("alive", agent.alive());
        return line;
    }
}
