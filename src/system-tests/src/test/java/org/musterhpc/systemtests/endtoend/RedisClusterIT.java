package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.systemtests.endtoend.Muster.Running;
import org.musterhpc.testkit.ClusterSite;

/** Several campaigns at once in a Redis Cluster, with the programs as a user has them. */
class RedisClusterIT {

    @Test
    void campaignsInDifferentSlotsRunSideBySide() {
        try (ClusterSite site = ClusterSite.start("appendonly yes");
                Muster muster = new Muster()) {
            muster.write("muster.yml", "redis: {url: \"" + site.url() + "\"}\nagent: {slots: 2}\n");
            // One on each node.
            List<String> names = List.of("foo", "bar", "green");
            for (String name : names) {
                muster.write(name + ".yml", """
                        stages:
                          first: {command: "true", tasks: {range: 1-25}}
                          second: {command: "true", after: first}
                        """);
            }
            List<Running> runs = names.stream()
                    .map(name -> muster.begin("run", name + ".yml"))
                    .toList();
            for (Running run : runs) {
                Ended ended = run.end();
                assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
            }
            for (String name : names) {
                Ended rollcall = muster.run("rollcall", name, "--deep");
                assertThat(rollcall.exit()).as(rollcall.out()).isZero();
            }
            Ended all = muster.run("status", "--all");
            assertThat(all.out()).contains(names);
            assertThat(site.nodes())
                    .allSatisfy(node -> assertThat(node.ask("DBSIZE")).isNotEqualTo("0"));
        }
    }
}
