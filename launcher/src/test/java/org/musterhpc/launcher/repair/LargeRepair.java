package org.musterhpc.launcher.repair;

import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A program: makes so many outputs in a folder, in folders of ten thousand, records them as found, deletes one of a
 * thousand, and prints how long it takes to find those out, first of the file and then of the campaign.
 */
final class LargeRepair {
    private LargeRepair() {}

    public static void main(String[] args) throws Exception {
        int tasks = Integer.parseInt(args[0]);
        Path folder = Path.of(args[1]);
        for (int n = 1; n <= tasks; n++) {
            Path file = folder.resolve("out/" + n % (tasks / 10_000 + 1) + "/" + n);
            if (n <= tasks / 10_000 + 1) {
                Files.createDirectories(file.getParent());
            }
            Files.createFile(file);
        }
        rows(folder, tasks);
        try (MadeCampaign scan = new MadeCampaign(folder, """
                campaign: scan
                command: x {{n}}
                tasks: {jsonl: rows.jsonl}
                outputs: ["out/{{folder}}/{{n}}"]
                """)) {
            long start = System.nanoTime();
            Survey file = scan.surveyOfTheFile(false);
            long looked = since(start);
            start = System.nanoTime();
            scan.found(file);
            long put = since(start);
            for (int n = 1000; n <= tasks; n += 1000) {
                Files.delete(folder.resolve("out/" + n % (tasks / 10_000 + 1) + "/" + n));
            }
            System.gc();
            long cpu = cpu();
            start = System.nanoTime();
            Survey campaign = scan.survey(scan.all());
            long again = since(start);
            cpu = cpu() - cpu;
            long memory =
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            start = System.nanoTime();
            long sent = scan.send(campaign).reopened();
            System.out.println(tasks + " outputs: " + looked + " ms to look at the file, " + put + " ms to record, "
                    + again + " ms (" + cpu + " ms of processor) to look at the campaign, " + since(start)
                    + " ms to send " + sent + " again; "
                    + (memory >> 20) + " MiB");
        }
    }

    private static void rows(Path folder, int tasks) throws Exception {
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("rows.jsonl"))) {
            for (int n = 1; n <= tasks; n++) {
                out.write("{\"n\":" + n + ",\"folder\":" + n % (tasks / 10_000 + 1) + "}\n");
            }
        }
    }

    private static long cpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toMillis();
    }

    private static long since(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
