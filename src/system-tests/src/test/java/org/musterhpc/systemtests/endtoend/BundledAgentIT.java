package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.bundle.BundleInstaller;
import org.musterhpc.launcher.bundle.Installed;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.server.LocalRedis;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.local.LocalShell;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.testkit.Ceiling;

/** The agent as clusters get it: from its bundle, on a machine without a Java. */
class BundledAgentIT {
    private static final Duration LIMIT = Ceiling.TIME;

    @Test
    void agentRunsACampaignWhereThereIsNoJava() throws Exception {
        try (Muster muster = new Muster()) {
            Path file = muster.write("apollo.yml", """
                    campaign: apollo
                    command: echo hello
                    tasks: {range: 1-20}
                    """);
            Muster.Ended submit = muster.run("submit", "--stage-only", file.toString());
            assertThat(submit.exit()).as(submit.err()).isZero();
            MusterHome home = new MusterHome(muster.folder.resolve("home"));
            Path connection = muster.folder.resolve("connection.json");
            ConnectionFile.write(
                    connection, new LocalRedis(home, Map.of()).ensureRunning(), CampaignKey.kept(home, "apollo"));

            String said;
            Path lib = muster.root.resolve("node-agent/target/dist/lib");
            BundleInstaller installer = new BundleInstaller(home, lib, new Retries(Pause.real()));
            try (Shell cluster = new Bare(Files.createDirectory(muster.folder.resolve("tools")))) {
                String site = muster.folder.resolve("site").toString();
                assertThat(installer.look(cluster, site).javas()).isEmpty();
                Installed agent = installer.install(cluster, site);
                assertThat(agent.sent()).isTrue();
                Answer answer = cluster.run(Command.of(
                        LIMIT,
                        agent.program(),
                        "--campaign",
                        "apollo",
                        "--connection",
                        connection.toString(),
                        "--cluster",
                        "bare",
                        "--name",
                        "bare-1",
                        "--linger",
                        "2s",
                        "--logs",
                        muster.folder.resolve("logs").toString()));
                said = answer.outText() + answer.errText();
                assertThat(answer.exit()).as(said).isZero();
                assertThat(installer.install(cluster, site).sent()).isFalse();
            }
            Muster.Ended status = muster.run("status", "apollo", "--json");
            assertThat(status.out()).as(said).contains("\"done\":20");
        }
    }

    @Test
    void agentWithoutAnyJavaSaysSo() throws Exception {
        try (Muster muster = new Muster();
                Shell cluster = new Bare(Files.createDirectory(muster.folder.resolve("tools")))) {
            Path script = muster.root.resolve("launcher/src/main/resources/org/musterhpc/launcher/bundle/muster-agent");
            Answer answer = cluster.run(Command.of(LIMIT, "sh", script.toString()));
            assertThat(answer.exit()).isEqualTo(3);
            assertThat(answer.errText())
                    .contains("no Java of version 17 or later")
                    .contains("MUSTER_JAVA");
        }
    }

    /** This machine with nothing but a few tools on the PATH. */
    private record Bare(Path tools, LocalShell shell) implements Shell {
        private static final List<String> TOOLS = List.of(
                "bash",
                "cat",
                "chmod",
                "dirname",
                "echo",
                "env",
                "find",
                "gzip",
                "id",
                "ls",
                "mkdir",
                "mktemp",
                "mv",
                "readlink",
                "rm",
                "sed",
                "sh",
                "sha256sum",
                "tar",
                "touch",
                "uname",
                "wc");

        Bare(Path tools) throws IOException {
            this(tools, new LocalShell());
            for (String tool : TOOLS) {
                Path found =
                        Files.exists(Path.of("/usr/bin", tool)) ? Path.of("/usr/bin", tool) : Path.of("/bin", tool);
                Files.createSymbolicLink(tools.resolve(tool), found);
            }
        }

        @Override
        public Answer run(Command command) throws NoAnswer {
            List<String> argv = new ArrayList<>(List.of("env", "-i", "PATH=" + tools, "HOME=" + tools));
            argv.addAll(command.argv());
            return shell.run(new Command(argv, command.input(), command.limit()));
        }

        @Override
        public String name() {
            return "bare";
        }

        @Override
        public void close() {
            shell.close();
        }
    }
}
