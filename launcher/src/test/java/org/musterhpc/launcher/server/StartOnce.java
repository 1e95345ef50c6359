package org.musterhpc.launcher.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.testkit.Ceiling;

/** A launcher of its own: makes sure of the server, says where it is and which process, and ends. */
final class StartOnce {
    private StartOnce() {}

    public static void main(String[] args) {
        long begin = System.nanoTime();
        LocalRedis redis =
                new LocalRedis(new MusterHome(Path.of(args[0])), System.getenv(), null, Ceiling.TIME, Ceiling.TIME);
        String url = redis.ensureRunning().toString();
        System.err.println((System.nanoTime() - begin) / 1_000_000 + " ms");
        System.out.println(url + " " + redis.status().running().pid());
    }

    static Process inOwnJvm(Path home, String umask) throws Exception {
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        "umask " + umask + "; exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartOnce.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static String answer(Process launcher) throws Exception {
        String said = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (launcher.waitFor() != 0) {
            throw new AssertionError("the launcher ended with " + launcher.exitValue());
        }
        return said;
    }
}
