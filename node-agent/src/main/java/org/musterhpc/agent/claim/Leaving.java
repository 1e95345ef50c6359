package org.musterhpc.agent.claim;

/** Why an agent leaves. */
public enum Leaving {
    EMPTY("there was nothing to do for long enough", 0),
    COMPLETE("the campaign is complete", 0),
    GONE("the campaign is not there any more", 0),
    ONE_DONE("it has done its one task", 0),
    NO_TIME("the rest of the allocation is too little for any task", 0),
    WARNED("it was warned that the allocation ends", 0),
    DRAINED("it was told to begin nothing more", 0),
    STOPPED("it was told to", 0),
    SICK("this node cannot run tasks", 1),
    NO_FOLDER("the folder that it keeps its logs and its spool in is gone", 1),
    NO_REDIS("Redis did not take its heartbeats, or its reports and claims, for too long", 3),
    BROKEN("a part of it has failed", 5),
    UNFIT("nothing of the campaign fits here", 6);

    private final String reason;
    private final int exitStatus;

    Leaving(String reason, int exitStatus) {
        this.reason = reason;
        this.exitStatus = exitStatus;
    }

    public String reason() {
        return reason;
    }

    public int exitStatus() {
        return exitStatus;
    }

    /** Whether this is what is told where both are true: an order goes before what was known, a failure before all. */
    public boolean goesBefore(Leaving other) {
        return this != other && (this == BROKEN || (this == STOPPED && other != BROKEN));
    }
}
