package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.musterhpc.systemtests.endtoend.Leaks;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** A run in arrays, with a Redis whose password is in the user's environment: where it can be seen, and who may read what. */
class ClusterSafetyIT {
    /** The user's own shell has it, what that becomes, and what Java is while it starts another program. */
    private static final String LAUNCHER =
            ".*(bin/muster |/muster-launcher|MusterMain |umask 000; exec |jspawnhelper |readlink ).*|";

    /** The scheduler makes them, by its own rules; the folder around them is closed. */
    private static final String OUTPUT_OF_SCRIPTS = ".*/logs/[^/]*\\.out";

    @EveryDialect
    void nothingIsOpenToOthersAndThePasswordStaysWithTheLauncher(String dialect) throws IOException {
        String password = "word-" + UUID.randomUUID();
        try (FakeSite site = new FakeSite(dialect, "elements: 2")) {
            site.password(password);
            site.muster.umask("000");
            String file = site.campaign(
                    "closed",
                    6,
                    "env; tr '\\\\0' '\\\\n' < /proc/$PPID/environ; exit $(({{n}} % 2))",
                    "walltime: 1m",
                    "logs: task");
            try (Leaks leaks = new Leaks(password)) {
                Ended run = site.muster.run("run", file, "--verbose");
                assertThat(run.exit()).as(site.said()).isEqualTo(1);
                for (String command : List.of("status", "results", "events", "agents", "logs")) {
                    site.muster.run(command, "closed", "--json", "--verbose");
                }
                site.muster.run("doctor", "--cluster", "fake", "--json", "--verbose");
                assertThat(leaks.found())
                        .filteredOn(found -> !found.matches("environment: " + LAUNCHER))
                        .isEmpty();
                assertThat(leaks.found()).isNotEmpty();
                assertThat(leaks.files(site.muster.folder)).isEmpty();
                assertThat(leaks.files(site.fake.folder()))
                        .allMatch(each -> each.getFileName().toString().startsWith("connection-"));
                assertThat(leaks.files(site.home()))
                        .allMatch(each -> each.getFileName().toString().startsWith("connection-"));
            }
            assertThat(Leaks.open(site.fake.remote(), OUTPUT_OF_SCRIPTS)).isEmpty();
            assertThat(Leaks.open(site.home(), "")).isEmpty();
        }
    }
}
