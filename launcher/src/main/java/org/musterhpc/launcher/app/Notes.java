package org.musterhpc.launcher.app;

/** Hears, in a line each, what a use case does and why. */
@FunctionalInterface
public interface Notes {
    void note(String line);
}
