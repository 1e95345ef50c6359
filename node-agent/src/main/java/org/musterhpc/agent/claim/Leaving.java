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
    SICK("this node cannot run tasks", 1);

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
}
