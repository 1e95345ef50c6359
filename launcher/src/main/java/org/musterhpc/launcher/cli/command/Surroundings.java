package org.musterhpc.launcher.cli.command;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.musterhpc.launcher.app.connection.Link;
import org.musterhpc.launcher.cli.terminal.Streams;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.environment.KeptVariables;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;

/**
 * What the program finds around it. Tests make their own.
 *
 * @param env environment variables
 * @param streams where text goes and answers come from
 * @param clock of this machine, for elapsed time only: everything else is told in Redis' time
 * @param connect how the queues are reached
 */
public record Surroundings(
        Map<String, String> env,
        Streams streams,
        InstantSource clock,
        Pause pause,
        ZoneId zone,
        Function<RedisAddress, Link> connect) {

    public static Surroundings real() {
        Map<String, String> env = new HashMap<>(System.getenv());
        KeptVariables.giveBack(env);
        return new Surroundings(
                env,
                Streams.real(env),
                InstantSource.system(),
                Pause.real(),
                ZoneId.systemDefault(),
                address -> Link.over(Queues.connect(address)));
    }
}
