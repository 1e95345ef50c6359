package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.home.ProgramFolder;
import org.musterhpc.testkit.RedisServer;

/** Each file is a campaign; none is sent before all are fine. */
class SeveralFilesIT {
    @TempDir
    Path folder;

    private RedisServer redis;
    private Desk desk;

    @BeforeEach
    void start() throws Exception {
        Path agent = Files.writeString(folder.resolve("muster-agent"), "");
        assertThat(agent.toFile().setExecutable(true)).isTrue();
        System.setProperty(ProgramFolder.PROPERTY, folder.toString());
        redis = RedisServer.start("appendonly yes");
        desk = new Desk(folder.resolve("home")).at(redis.url());
        write("a.yml", "command: echo {{n}}\ntasks: {range: 1-3}\n");
        write("b.yaml", "campaign: other\ncommand: echo {{n}}\ntasks: {range: 1-5}\n");
        write("notes.txt", "no campaign");
        Files.createDirectory(folder.resolve("all/within.yml"));
    }

    @AfterEach
    void stop() {
        redis.close();
        System.clearProperty(ProgramFolder.PROPERTY);
    }

    @Test
    void folderOfCampaignsIsSent() {
        assertThat(desk.types("submit", all(), "--stage-only", "--json")).isZero();
        assertThat(desk.out().lines()).hasSize(2);
        assertThat(desk.out().lines().toList().get(0)).contains("\"campaign\":\"a\"", "\"pending\":3", "\"new\":true");
        assertThat(desk.out().lines().toList().get(1)).contains("\"campaign\":\"other\"", "\"pending\":5");
        assertThat(desk.types("submit", all(), "--stage-only")).isZero();
        assertThat(desk.out()).contains("a: 3 tasks were there already", "other: 5 tasks were there already");
    }

    @Test
    void noneIsSentWhereOneIsNotFine() throws IOException {
        write("c.yml", "command: echo {{m}}\ntasks: {range: 1-3}\n");
        write("d.yml", "command: echo {{line}}\ntasks: {lines: none.txt}\n");
        for (String command : List.of("submit", "verify")) {
            assertThat(desk.types(command, all())).isEqualTo(2);
            assertThat(desk.err())
                    .contains("c.yml:1: command: {{m}}: its tasks have no 'm'")
                    .contains("d.yml:2: there is no file ")
                    .contains("2 of 4 files are not fine; ");
        }
        assertThat(desk.types("status", "a")).isNotZero();
        try (Stream<Path> left = Files.walk(folder.resolve("home"))) {
            assertThat(left.filter(file -> file.toString().endsWith(".jsonl"))).isEmpty();
        }
    }

    @Test
    void filesOfOneCampaignAreRefused() throws IOException {
        write("c.yml", "campaign: a\ncommand: echo {{n}}\ntasks: {range: 1-4}\n");
        assertThat(desk.types("submit", file("a.yml"), file("c.yml"), "--stage-only"))
                .isEqualTo(2);
        assertThat(desk.err()).contains(file("c.yml") + " is campaign a, as " + file("a.yml") + " is");
        assertThat(desk.types("verify", all(), "--name", "x")).isEqualTo(2);
        assertThat(desk.err()).contains("--name is for a single file, and there are 3");
        assertThat(desk.types("status", "a")).isNotZero();
    }

    @Test
    void eachIsTried() {
        assertThat(desk.types("submit", "--dry-run", all())).isZero();
        assertThat(desk.out()).contains("a: would send 3 tasks", "other: would send 5 tasks");
        assertThat(desk.types("status", "a")).isNotZero();
    }

    @Test
    void folderWithoutACampaignIsTold() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(desk.types("verify", empty.toString())).isEqualTo(2);
        assertThat(desk.err()).contains("there is no campaign file (*.yml) in the folder " + empty);
    }

    private String all() {
        return folder.resolve("all").toString();
    }

    private String file(String name) {
        return folder.resolve("all").resolve(name).toString();
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve("all"));
        Files.writeString(folder.resolve("all").resolve(name), text);
    }
}
