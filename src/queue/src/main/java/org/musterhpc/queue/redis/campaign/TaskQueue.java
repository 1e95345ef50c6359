package org.musterhpc.queue.redis.campaign;

import java.util.List;

/** The queues of a stage: in one of them each of its tasks is. Scripts know a queue by its role, as does docs/protocol.md. */
public enum TaskQueue {
    PROCESSING("proc"),
    HELD("held"),
    BLOCKED("blocked"),
    DELAYED("delayed"),
    WORKING("working"),
    DONE("done"),
    DEAD("dead"),
    CANCELLED("cancelled");

    /** In the order in which tasks go from one to the next: whoever takes them from all in turn meets those that move on. */
    public static final List<TaskQueue> NOT_ENDED = List.of(HELD, BLOCKED, PROCESSING, DELAYED, WORKING);

    private final String role;

    TaskQueue(String role) {
        this.role = role;
    }

    /** How its key ends, and what scripts are told. */
    public String role() {
        return role;
    }

    public String key(Keys keys, String stage) {
        return switch (this) {
            case PROCESSING -> keys.proc(stage);
            case HELD -> keys.held(stage);
            case BLOCKED -> keys.blocked(stage);
            case DELAYED -> keys.delayed(stage);
            case WORKING -> keys.working(stage);
            case DONE -> keys.done(stage);
            case DEAD -> keys.dead(stage);
            case CANCELLED -> keys.cancelled(stage);
        };
    }
}
