package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.cluster.HostsSite;

/** A pool on two machines, reached over SSH alone, that has agents on each as there is work. */
class ScaledHostsIT {
    private static final int TASKS = 24;

    @Test
    void machinesGetAgentsWhileThereIsWorkWhoeverGoesDown() throws IOException {
        try (HostsSite site = HostsSite.of(2);
                Muster muster = new Muster()) {
            muster.write(
                    "muster.yml",
                    "redis: {listen: " + site.here() + "}\n"
                            + "heartbeat: {lease: 6s, interval: 1s}\nagent: {slots: 1, linger: 500ms}\n"
                            + "clusters:\n  lab: {type: hosts, hosts: [" + site.addresses()
                            + "], pool: {min: 1, max: 2, idle: 3s}, " + site.reached("openssh") + "}\n");
            muster.write(
                    "c.yml",
                    "cluster: lab\nwalltime: 10m\ntasks: {range: 1-" + TASKS
                            + "}\ncommand: >-\n  echo {{n}} >> ran.txt;" + " until [ -e go ]; do sleep 0.1; done\n");
            muster.good("pool", "start", "lab");
            try {
                await().until(() -> alive(muster).equals(List.of(1, 1)));
                muster.good("submit", "c.yml");
                await().until(() -> alive(muster).equals(List.of(2, 2)));

                site.site("host-kill", "h2");
                await().until(() -> alive(muster).equals(List.of(2, 0)));
                site.site("host-start", "h2");
                await().until(() -> alive(muster).equals(List.of(2, 2)));
                assertThat(muster.good("explain", "--scaling", "lab").out())
                        .contains("min 1, max 2 on each machine", "2 on each of 2 machines");

                muster.write("go", "");
                muster.good("wait", "c");
                assertThat(muster.run("results", "c", "--json").jsonLines()).hasSize(TASKS);
                muster.good("rollcall", "c", "--deep");
                assertThat(Files.readAllLines(muster.folder.resolve("ran.txt")).stream()
                                .distinct())
                        .hasSize(TASKS);
                await().until(() -> alive(muster).equals(List.of(1, 1)));
            } finally {
                muster.run("pool", "stop", "lab", "--now");
            }
        }
    }

    /** How many agents are alive on each machine. */
    private static List<Integer> alive(Muster muster) {
        JsonNode hosts = muster.run("pool", "status", "lab", "--json").json().path("hosts");
        return List.of(
                hosts.path(0).path("agents").asInt(),
                hosts.path(1).path("agents").asInt());
    }
}
