package org.musterhpc.agent.process;

/**
 * Starts tasks, each in a session of its own.
 *
 * <p>{@link #close} kills what still runs, without grace. Safe for use by several threads.
 */
public interface Spawner extends AutoCloseable {

    /** Starts a task; a {@link StartFailed} says in words why it could not, and then nothing was started. */
    Running spawn(Launch launch) throws StartFailed;

    @Override
    void close();
}
