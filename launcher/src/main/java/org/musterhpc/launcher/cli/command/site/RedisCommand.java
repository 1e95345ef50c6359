package org.musterhpc.launcher.cli.command.site;

import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.server.LocalRedis;
import org.musterhpc.launcher.server.ServerStatus;
import picocli.CommandLine.Parameters;

/** {@code muster redis start|stop|status}: the server that Muster brings along. */
public final class RedisCommand extends SessionCommand {
    enum Deed {
        START,
        STOP,
        STATUS
    }

    @Parameters(arity = "1", paramLabel = "start|stop|status")
    @SuppressWarnings("NullAway.Init") // picocli refuses the command without it
    Deed deed;

    @Override
    protected int run(Session session) {
        LocalRedis redis = session.app().connection().own();
        switch (deed) {
            case START -> {
                redis.ensureRunning();
                show(session, redis.status());
            }
            case STOP -> {
                boolean stopped = redis.stop();
                if (session.json()) {
                    show(session, redis.status());
                } else {
                    session.out().line(stopped ? "stopped; its data is safe on disk" : "it was not running");
                }
            }
            case STATUS -> {
                ServerStatus status = redis.status();
                show(session, status);
                return status.isRunning() ? 0 : Problem.FAILED;
            }
        }
        return 0;
    }

    private static void show(Session session, ServerStatus status) {
        if (session.json()) {
            session.out().json(ServerText.json(status));
        } else {
            session.out().lines(ServerText.lines(session.out().look(), status));
        }
    }
}
