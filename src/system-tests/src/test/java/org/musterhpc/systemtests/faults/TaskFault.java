package org.musterhpc.systemtests.faults;

import java.util.Optional;

/** What befalls a single task. */
enum TaskFault implements Fault {
    KILLED(
            "kill -9 of a task",
            "KILL",
            Promise.of("the task, where its policy says so for SIGNAL or OOM", "at once, after its back-off")
                    .but("a repetition under the default policy: a signal is the task's own failure")),

    STOPPED(
            "SIGSTOP of a task",
            "STOP",
            Promise.of("the task, as WALLTIME", "at its walltime: its whole tree is killed")
                    .but("that it is noticed before its walltime"));

    private final String title;
    private final String signal;

    @SuppressWarnings("ImmutableEnumChecker") // strings alone
    private final Promise promise;

    TaskFault(String title, String signal, Promise promise) {
        this.title = title;
        this.signal = signal;
        this.promise = promise;
    }

    @Override
    public boolean strike(Arena arena) {
        Optional<Long> task = arena.someTask();
        task.ifPresent(pid -> Procs.signal(signal, pid));
        return task.isPresent();
    }

    @Override
    public boolean momentary() {
        return true;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Promise promise() {
        return promise;
    }
}
