package org.musterhpc.launcher.cli.command.site;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.pool.PoolControl;
import org.musterhpc.launcher.app.pool.PoolStanding;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.cli.terminal.Interrupts;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.problem.Problem;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster pool start|stop|restart|upgrade|status}: agents that stay and serve several campaigns. */
public final class PoolCommand extends SessionCommand {
    enum Deed {
        START,
        STOP,
        RESTART,
        UPGRADE,
        STATUS;

        /** As it is typed. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(index = "0", arity = "1", paramLabel = "start|stop|restart|upgrade|status")
    @SuppressWarnings("NullAway.Init") // picocli refuses the command without it
    Deed deed;

    @Parameters(index = "1", arity = "0..1", paramLabel = "POOL", description = "a pool in muster.yml")
    @Nullable
    String pool;

    @Option(names = "--now", description = "stop, restart: give back what runs, rather than wait for its end")
    boolean now;

    @Override
    protected int run(Session session) {
        PoolControl control = session.app().pool();
        String name = control.meant(pool);
        if (now && deed != Deed.STOP && deed != Deed.RESTART) {
            throw Problem.usage("--now is for stop and restart", "leave it out");
        }
        Stop stop = new Stop();
        PoolStanding standing = switch (deed) {
            case START -> control.start(name, null);
            case STOP -> stop(session, control, name, stop);
            case RESTART -> {
                stop(session, control, name, stop);
                yield stop.requested() ? control.status(name) : control.start(name, null);
            }
            case UPGRADE -> {
                Interrupts.handle(
                        session.err(), session, stop, "stops after the agent that is being replaced", "left as it is");
                yield control.upgrade(name, stop::requested);
            }
            case STATUS -> control.status(name);
        };
        PoolText.show(session, standing);
        // In arrays nothing waits for those that are to come.
        boolean told = deed == Deed.STOP
                || (deed == Deed.UPGRADE && standing.machines().isEmpty());
        return (told ? !standing.partly() : standing.whole()) ? 0 : Problem.FAILED;
    }

    private PoolStanding stop(Session session, PoolControl control, String name, Stop stop) {
        Interrupts.handle(
                session.err(), session, stop, "no longer waits; the agents end as they were told", "left as it is");
        if (!now) {
            session.note("waits until what runs has ended; muster pool stop " + name + " --now gives it back");
        }
        return control.stop(name, now, stop::requested);
    }
}
