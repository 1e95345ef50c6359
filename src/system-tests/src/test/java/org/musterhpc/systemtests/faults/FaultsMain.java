package org.musterhpc.systemtests.faults;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.musterhpc.testkit.Ceiling;

/** The program behind {@code bin/faults}. */
public final class FaultsMain {
    private FaultsMain() {}

    /** Ends with 0 if everything held, 1 if not, 2 for wrong usage. */
    public static void main(String[] args) throws IOException {
        // As in the build: a slow machine is no fault.
        Awaitility.setDefaultTimeout(Ceiling.TIME);
        Options options;
        try {
            options = Options.of(args);
        } catch (IllegalArgumentException e) {
            System.err.println("faults: " + e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        boolean soak = options.soak() > 0;
        Faults faults = new Faults(
                options.seed(), options.scale(), soak ? Kinds.sparingLauncher() : Kinds.possible(), System.out);
        boolean held = true;
        try {
            if (soak) {
                faults.play(1);
            } else if (options.rounds().isEmpty()) {
                faults.play(Duration.ofMinutes(options.minutes()));
            } else {
                options.rounds().forEach(faults::play);
            }
        } catch (Round.Failed e) {
            System.err.println("faults: " + e.getMessage());
            System.err.println("  again: bin/faults --seed " + options.seed() + " --rounds " + faults.round());
            held = false;
        }
        Report report = faults.report();
        System.out.print(report.table());
        System.out.println(faults.doubled());
        if (options.report() != null) {
            write(report, options.report());
        }
        System.exit(held ? 0 : 1);
    }

    static JsonMapper json() {
        return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    }

    private static void write(Report report, Path file) throws IOException {
        json().writeValue(file.toFile(), report);
    }
}
