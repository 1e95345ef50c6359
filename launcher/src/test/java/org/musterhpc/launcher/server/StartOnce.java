package org.musterhpc.launcher.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.JavaProgram;

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
        List<String> words = new ArrayList<>(List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"));
        words.addAll(JavaProgram.command(List.of(), StartOnce.class, home.toString()));
        return new ProcessBuilder(words)
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
