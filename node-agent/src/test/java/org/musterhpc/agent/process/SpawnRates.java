package org.musterhpc.agent.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Prints how many {@code /bin/true} a second each spawner makes, beside {@code xargs -P}. Not a test. */
final class SpawnRates {
    private static final int TASKS = 1000;
    private static final int ROUNDS = 5;
    private static final int[] THREADS = {1, 2, 8};

    private SpawnRates() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("rates");
        long start = System.nanoTime();
        try (Spawner spawner = new NativeSpawner("rates-native")) {
            System.out.printf("native spawner opened in %.0f ms%n", (System.nanoTime() - start) / 1e6);
            print("native", threads -> spawnAll(spawner, folder, threads));
            print(
                    "xargs -P",
                    threads -> spawner.spawn(launch(
                                    folder, "sh", "-c", "seq " + TASKS + " | xargs -n 1 -P " + threads + " /bin/true"))
                            .exit()
                            .join());
        }
        try (Spawner spawner = new PortableSpawner("rates-portable")) {
            print("portable", threads -> spawnAll(spawner, folder, threads));
        }
    }

    private static void spawnAll(Spawner spawner, Path folder, int threads) {
        AtomicInteger left = new AtomicInteger(TASKS);
        List<CompletableFuture<Void>> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            workers.add(done);
            new Thread(() -> {
                        try {
                            while (left.getAndDecrement() > 0) {
                                spawner.spawn(launch(folder, "/bin/true"))
                                        .exit()
                                        .join();
                            }
                            done.complete(null);
                        } catch (StartFailed failed) {
                            done.completeExceptionally(failed);
                        }
                    })
                    .start();
        }
        workers.forEach(CompletableFuture::join);
    }

    private static Launch launch(Path folder, String... argv) {
        return new Launch(List.of(argv), Map.of("PATH", "/usr/bin:/bin"), folder, folder.resolve("out"), "rate");
    }

    private static void print(String name, Round round) throws Exception {
        for (int threads : THREADS) {
            double[] rates = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                long start = System.nanoTime();
                round.run(threads);
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                rates[i] = TASKS * 1e9 / took.toNanos();
            }
            Arrays.sort(rates);
            System.out.printf(
                    "%-9s %d at once: %5.0f/s (best %.0f)%n", name, threads, rates[ROUNDS / 2], rates[ROUNDS - 1]);
        }
    }

    private interface Round {
        void run(int threads) throws Exception;
    }
}
