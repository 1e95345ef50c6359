package org.musterhpc.agent.process.tree;

/** Signals by {@link ProcessHandle}, which knows only TERM and KILL. */
public final class PortableSignals implements Signals {
    @Override
    public void term(ProcEntry process) {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroy);
    }

    @Override
    public void stop(ProcEntry process) {
        // The loop that kills looks again until nobody is left; it only takes more turns without this.
    }

    @Override
    public void kill(ProcEntry process) {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
}
