package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.Ceiling;

/**
 * What a user can get wrong about a cluster: one line what, one line what to do, no array left behind; and the same
 * command again, after the cure, completes.
 */
class ClusterBadInputIT extends OnSlurmSite {
    private static final Settings GOOD = Settings.TWO_NODES.cluster("cpus: 1, elements: 1");
    private static final int TASKS = 4;
    private static final Set<String> CURED = Set.of(
            "bad-time-of-partition", "bad-directive", "bad-below-a-file", "bad-key-jsch", "bad-controller", "bad-full");

    /** What the scheduler alone can tell; all else {@code verify --cluster} refuses, too. */
    private static final Set<String> ONLY_BY_SUBMITTING = Set.of("directive", "option");

    private final List<Scene> refused = new ArrayList<>();

    /**
     * @param exit the status that is expected
     * @param says words of the message
     * @param spoil makes the good settings bad
     */
    private record Case(int exit, String says, UnaryOperator<String> spoil) {}

    private Map<String, Case> cases() throws IOException {
        Path file = Files.writeString(site.remote().resolve("a-file"), "");
        Path nobody = Files.writeString(site.remote().resolve("no-hosts"), "");
        Path key = site.remote().resolve("other-key");
        site.ask("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                .ok();
        Path templates = Files.createDirectories(site.remote().resolve("templates"));
        Files.writeString(
                templates.resolve("array.sh"),
                "#!/bin/bash\n#SBATCH --job-name={{name}}\n#SBATCH --array={{array}}\nexport A={{nosuch}}\nexec {{command}}\n");
        String port = "port: " + site.sshPort();
        String identity = site.folder().resolve("ssh/user").toString();
        String hosts = site.folder().resolve("ssh/known_hosts").toString();
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put("partition", new Case(2, "'nosuch'", with("partition: nosuch")));
        cases.put("time-of-partition", new Case(2, "partition short", with("partition: short")));
        cases.put("directive", new Case(2, "Invalid feature", with("directives: ['--constraint=nosuch']")));
        cases.put("option", new Case(2, "no-such-option", with("directives: ['--no-such-option']")));
        cases.put("template", new Case(2, "nosuch", with("templates: " + templates)));
        cases.put(
                "below-a-file", new Case(2, "a-file", text -> text.replace(site.remote() + ", ", file + "/muster, ")));
        for (String transport : List.of("jsch", "openssh")) {
            UnaryOperator<String> over = with("ssh: {" + Settings.ssh(site) + ", transport: " + transport + "}");
            cases.put(
                    "port-" + transport,
                    new Case(3, "refused", text -> over.apply(text).replace(port, "port: 1")));
            cases.put(
                    "key-" + transport,
                    new Case(3, "identity", text -> over.apply(text).replace(identity, key.toString())));
            cases.put(
                    "host-key-" + transport,
                    new Case(3, "fingerprint", text -> over.apply(text).replace(hosts, nobody.toString())));
        }
        return cases;
    }

    private static UnaryOperator<String> with(String line) {
        return text -> text.replace("cpus: 1", "cpus: 1, " + line);
    }

    @TestFactory
    Stream<DynamicTest> eachIsToldInTwoLines() throws IOException {
        Stream<DynamicTest> bad = cases().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> refuse(entry.getKey(), entry.getValue())));
        Stream<DynamicTest> others = Stream.of(
                DynamicTest.dynamicTest("unknown cluster", this::unknownCluster),
                DynamicTest.dynamicTest("no controller", this::noController),
                DynamicTest.dynamicTest("full folder", this::fullFolder),
                DynamicTest.dynamicTest("all of them, cured", this::cured));
        return Stream.concat(bad, others);
    }

    private Scene scene(String name) {
        return new Scene(site, "bad-" + name, GOOD).tasks(TASKS, "true", "10m");
    }

    private void refuse(String name, Case wrong) {
        Scene scene = scene(name);
        scene.muster.write("muster.yml", wrong.spoil().apply(GOOD.text(site)));
        told(scene, scene.run(), List.of(wrong.exit()), wrong.says());
        assertThat(scene.arrays()).isEmpty();
        if (!ONLY_BY_SUBMITTING.contains(name)) {
            told(scene, scene.verify(), List.of(wrong.exit()), wrong.says());
        }
        refused.add(scene);
    }

    private static void told(Scene scene, Ended ended, List<Integer> exits, String says) {
        System.out.printf("%s: exit %d%n%s", scene.name, ended.exit(), ended.err());
        assertThat(ended.err())
                .startsWith("muster: ")
                .contains(says)
                .contains("\n  ")
                .doesNotContain("\tat ")
                .doesNotContain("Exception");
        assertThat(ended.err().lines()).hasSize(2);
        assertThat(ended.out()).isEmpty();
        assertThat(exits).contains(ended.exit());
    }

    private void unknownCluster() {
        Scene scene = scene("name");
        told(scene, scene.muster.run("run", scene.name + ".yml", "--cluster", "nosuch"), List.of(2), "nosuch");
        refused.add(scene);
    }

    private void noController() {
        Scene scene = scene("controller");
        site.ctldStop();
        try {
            told(scene, scene.run(), List.of(3), "cluster here");
        } finally {
            site.ctldStart();
        }
        refused.add(scene);
    }

    /** A file system of its own that has room for nothing; where we may not mount one, this is not looked at. */
    private void fullFolder() throws IOException {
        Path small = Files.createDirectories(site.remote().resolve("small"));
        if (mount("mount", "-t", "tmpfs", "-o", "size=64k", "none", small.toString()) != 0) {
            return;
        }
        try {
            Scene scene = scene("full");
            scene.muster.write("muster.yml", GOOD.text(site).replace(site.remote() + ", ", small + ", "));
            told(scene, scene.run(), List.of(1), "No space left");
            refused.add(scene);
        } finally {
            mount("umount", small.toString());
        }
    }

    private static int mount(String... words) {
        return Ran.run(Path.of("/"), Map.of(), Ceiling.TIME, List.of(words)).exit();
    }

    /** Of each kind one, at once; above all those that the scheduler refused when the campaign was there already. */
    private void cured() {
        Map<Scene, Muster.Running> runs = new LinkedHashMap<>();
        for (Scene scene : refused) {
            if (CURED.contains(scene.name)) {
                scene.muster.write("muster.yml", GOOD.text(site));
                runs.put(scene, scene.begin());
            }
        }
        assertThat(runs).hasSizeGreaterThan(4);
        runs.forEach((scene, run) -> {
            Ended ended = run.end();
            assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
            scene.holds(TASKS);
        });
    }
}
