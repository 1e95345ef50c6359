package org.musterhpc.agent.process.tree;

/** Sends signals; a process that has gone meanwhile is no error. */
public interface Signals {

    /** Asks it to end, and lets it run to do so if it is stopped. */
    void term(ProcEntry process);

    /** Keeps it from running, and so from forking; does nothing where that cannot be done. */
    void stop(ProcEntry process);

    void kill(ProcEntry process);
}
