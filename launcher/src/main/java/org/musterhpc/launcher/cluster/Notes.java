package org.musterhpc.launcher.cluster;

/** Tells a person what is done and why. */
public interface Notes {

    void note(String line);

    /** Tells of what takes its time, for as long as the answer is open. */
    Open during(String what);

    /** Something that goes on until it is closed. */
    @FunctionalInterface
    interface Open extends AutoCloseable {
        @Override
        void close();
    }
}
