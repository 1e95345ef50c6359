package org.musterhpc.agent.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A program that hosts a spawner with one task, to be killed or to end by itself. */
final class TaskHost {
    private TaskHost() {}

    /**
     * Arguments: native or portable; the output file; a script for bash; then it waits for a byte on stdin and closes;
     * if the byte is k, it kills the task, says so, and waits for another.
     */
    public static void main(String[] args) throws Exception {
        try (Spawner spawner = args[0].equals("native")
                ? new NativeSpawner("host" + args[1])
                : new PortableSpawner("host" + args[1])) {
            Path output = Path.of(args[1]);
            Running running = spawner.spawn(new Launch(
                    List.of("bash", "-c", args[2]),
                    Map.of("PATH", System.getenv("PATH")),
                    output.getParent(),
                    output,
                    "t1"));
            if (System.in.read() == 'k') {
                running.killTree(Duration.ofMillis(200));
                System.out.println("killed");
                int ended = System.in.read();
                System.out.println("asked to end " + ended);
            }
        }
    }
}
