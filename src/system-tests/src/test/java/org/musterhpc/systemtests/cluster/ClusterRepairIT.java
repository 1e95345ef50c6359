package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** Outputs lie on a cluster, in a folder that the launcher knows by no name of its own, and are looked for over SSH. */
class ClusterRepairIT extends OnSlurmSite {

    @ParameterizedTest
    @ValueSource(strings = {"openssh", "jsch"})
    void whatIsGoneThereIsMadeAgain(String transport) throws Exception {
        Scene scene = new Scene(site, "mend-" + transport, Settings.TWO_NODES.over(transport));
        scene.file(
                Started.COMMAND + " >> " + scene.ran + "; touch out/{{key}}",
                30,
                "workdir: /no/such/folder\noutputs: [\"out/{{key}}\"]");
        Ended run = scene.run();
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        Path out = site.remote().resolve("campaigns").resolve(scene.name).resolve("work/out");
        assertThat(out).isDirectoryContaining("glob:**/000030");

        Files.delete(out.resolve("000007"));
        Files.delete(out.resolve("000023"));
        Ended dry = scene.muster.run("repair", scene.name, "--dry-run", "--json");
        assertThat(dry.exit()).as(dry.err()).isZero();
        assertThat(dry.out()).contains("\"looked\":30,\"missing\":2", "\"ids\":[\"main/000007\",\"main/000023\"]");
        assertThat(scene.started()).hasSize(30);

        Ended repair = scene.muster.run("repair", scene.name);
        assertThat(repair.exit()).as(repair.out() + repair.err()).isZero();
        assertThat(out.resolve("000007")).exists();
        assertThat(out.resolve("000023")).exists();
        assertThat(scene.started()).hasSize(32);
        assertThat(scene.muster.run("repair", scene.name).out()).contains("nothing is missing");
        assertThat(scene.muster.run("rollcall", scene.name, "--deep").exit()).isZero();
    }
}
