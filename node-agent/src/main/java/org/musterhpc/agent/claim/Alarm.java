package org.musterhpc.agent.claim;

/** Where a thread says what it could not go on with: the agent then leaves in order. */
public interface Alarm {

    /**
     * Never throws, and takes next to no memory: it may be lack of memory that it is called for.
     *
     * @param part of the agent, in a word or two
     */
    void failed(String part, Throwable cause);
}
