package org.musterhpc.agent.process;

import org.musterhpc.agent.process.posix.LibC;
import org.musterhpc.agent.process.tree.ProcEntry;
import org.musterhpc.agent.process.tree.Signals;

/** Signals by {@code kill(2)}. */
final class NativeSignals implements Signals {
    @Override
    public void term(ProcEntry process) {
        LibC.kill(process.pid(), LibC.SIGTERM);
        LibC.kill(process.pid(), LibC.SIGCONT);
    }

    @Override
    public void stop(ProcEntry process) {
        LibC.kill(process.pid(), LibC.SIGSTOP);
    }

    @Override
    public void kill(ProcEntry process) {
        LibC.kill(process.pid(), LibC.SIGKILL);
    }
}
