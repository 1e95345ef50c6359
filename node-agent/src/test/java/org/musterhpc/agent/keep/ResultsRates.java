package org.musterhpc.agent.keep;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.ReportCodec;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/** How long an outcome takes to be written down, to be run by hand: in the folder that is named, or a temporary one. */
public final class ResultsRates {
    private static final int TASKS = 100_000;

    private ResultsRates() {}

    public static void main(String[] args) throws IOException {
        Path folder =
                args.length > 0 ? Files.createTempDirectory(Path.of(args[0]), "rates") : Files.createTempDirectory("r");
        Campaign campaign = new Campaign("c", "d", "me", Instant.EPOCH, List.of());
        Diary diary = new Diary(System.err, InstantSource.system());
        for (int round = 0; round < 5; round++) {
            long length = 0;
            long start = System.nanoTime();
            for (int n = 1; n <= TASKS; n++) {
                length += ReportCodec.encode(report(n)).length();
            }
            say("encode, " + length / TASKS + " bytes each", System.nanoTime() - start);
            try (Results results = Results.open(folder, campaign, diary)) {
                Thread syncing = new Thread(results::run, "results");
                syncing.setDaemon(true);
                syncing.start();
                start = System.nanoTime();
                for (int n = 1; n <= TASKS; n++) {
                    results.add(report(n));
                }
                say("encode and add", System.nanoTime() - start);
            }
        }
    }

    private static void say(String what, long nanos) {
        System.out.printf(Locale.ROOT, "%-32s %6.2f µs a task%n", what, nanos / 1e3 / TASKS);
    }

    private static Report report(int n) {
        Message message = new Message(
                "noop/" + n,
                n,
                Message.Tries.NONE,
                Message.Needs.NOTHING,
                JsonNodeFactory.instance.objectNode().put("n", n),
                JsonNodeFactory.instance.objectNode());
        Attempt attempt = new Attempt(
                1,
                n,
                Outcome.OK,
                new Attempt.Detail(0, null, null),
                new Attempt.Place("agent", "host", "local", null),
                Instant.EPOCH,
                Instant.EPOCH,
                new Attempt.Usage(0.001, 0.001, 1024),
                null,
                new Attempt.LogRef("/logs/slot-0.log", 0, 10));
        Lease lease = new Lease("noop", message, n, Instant.EPOCH, Duration.ZERO);
        return new Report.Finish(lease, new Ending("noop", State.DONE, message, attempt));
    }
}
