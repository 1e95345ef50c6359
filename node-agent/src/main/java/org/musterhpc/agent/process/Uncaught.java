package org.musterhpc.agent.process;

/** For a thread that has to go on after a failure, which must not go unnoticed for that. */
final class Uncaught {
    private Uncaught() {}

    /** Tells it to whoever would hear of it if this thread had died of it. */
    static void tell(Throwable failure) {
        Thread self = Thread.currentThread();
        Thread.UncaughtExceptionHandler handler = self.getUncaughtExceptionHandler();
        if (handler != null) {
            handler.uncaughtException(self, failure);
        }
    }
}
