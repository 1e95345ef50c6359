package org.musterhpc.queue.redis.campaign;

import java.util.List;
import java.util.function.BiFunction;

/** The queues of a stage: in one of them each of its tasks is. Scripts know a queue by its role, as does docs/protocol.md. */
public enum TaskQueue {
    PROCESSING("proc", Keys::proc),
    HELD("held", Keys::held),
    BLOCKED("blocked", Keys::blocked),
    DELAYED("delayed", Keys::delayed),
    WORKING("working", Keys::working),
    DONE("done", Keys::done),
    DEAD("dead", Keys::dead),
    CANCELLED("cancelled", Keys::cancelled);

    /** In the order in which tasks go from one to the next: whoever takes them from all in turn meets those that move on. */
    public static final List<TaskQueue> NOT_ENDED = List.of(HELD, BLOCKED, PROCESSING, DELAYED, WORKING);

    private final String role;
    private final BiFunction<Keys, String, String> key;

    TaskQueue(String role, BiFunction<Keys, String, String> key) {
        this.role = role;
        this.key = key;
    }

    /** How its key ends, and what scripts are told. */
    public String role() {
        return role;
    }

    public String key(Keys keys, String stage) {
        return key.apply(keys, stage);
    }
}
