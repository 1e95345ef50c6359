package org.musterhpc.agent.pool;

import java.util.HashMap;
import java.util.Map;

/** Campaigns on which this agent does not work for a while, and why. */
final class Refusals {
    private final Map<String, Refused> refused = new HashMap<>();

    private record Refused(String why, long until) {}

    void add(String campaign, String why, long until) {
        refused.put(campaign, new Refused(why, until));
    }

    void over(String campaign) {
        refused.remove(campaign);
    }

    boolean holds(String campaign, long now) {
        Refused no = refused.get(campaign);
        return no != null && now < no.until();
    }

    /** One of them, for a person; empty where none holds any more. */
    String first(long now) {
        refused.values().removeIf(one -> now >= one.until());
        return refused.entrySet().stream()
                .map(one -> one.getKey() + ": " + one.getValue().why())
                .findFirst()
                .orElse("");
    }
}
