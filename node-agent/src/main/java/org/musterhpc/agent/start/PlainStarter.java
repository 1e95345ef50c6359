package org.musterhpc.agent.start;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.musterhpc.agent.task.Order;
import org.musterhpc.agent.task.Starter;

/** Starts commands through {@link ProcessBuilder}: knows no rusage, and takes a status from 129 for a signal. */
public final class PlainStarter implements Starter {
    private static final int SIGNALLED = 128;
    private static final int LAST_SIGNAL = 64;

    @Override
    public Begun start(Order order) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(order.argv())
                .directory(order.workdir().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(order.output().toFile()));
        String mark = UUID.randomUUID().toString();
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(order.environment());
        environment.put(Tree.MARK, mark);
        return new Child(builder.start(), new Tree(mark));
    }

    private record Child(Process process, Tree tree) implements Begun {
        @Override
        public boolean await(Duration most) throws InterruptedException {
            return process.waitFor(most.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void kill(Duration grace) {
            tree.kill(process.toHandle(), grace);
        }

        @Override
        public Ran ran() {
            tree.kill(process.toHandle(), Duration.ZERO);
            int status = process.exitValue();
            boolean signalled = status > SIGNALLED && status <= SIGNALLED + LAST_SIGNAL;
            return new Ran(signalled ? -1 : status, signalled ? status - SIGNALLED : 0, false, 0, 0);
        }
    }
}
