package org.musterhpc.launcher.cluster.batch.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.cluster.batch.scheduler.SharedAnswers.Question;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.JavaProgram;
import org.musterhpc.testkit.Meanwhile;

class SharedAnswersIT {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Question STATES = Question.STATES;
    private static final List<String> COMMAND = List.of("squeue", "--me");

    @TempDir
    private Path folder;

    private int asked;

    private CommandResult answer(int exit) {
        asked++;
        return new CommandResult(exit, "answer " + asked, "");
    }

    private String get(Instant now, Duration age, int exit) {
        return new SharedAnswers(folder)
                .get(STATES, COMMAND, now, age, () -> answer(exit))
                .answer()
                .out();
    }

    @Test
    void anAnswerServesAllWhoAskWithinItsAge() {
        assertThat(get(NOW, Duration.ofMinutes(1), 0)).isEqualTo("answer 1");
        assertThat(get(NOW.plusSeconds(59), Duration.ofMinutes(1), 0)).isEqualTo("answer 1");
        assertThat(get(NOW.plusSeconds(59), Duration.ofSeconds(5), 0)).isEqualTo("answer 2");
        assertThat(get(NOW.plusSeconds(60), Duration.ZERO, 0)).isEqualTo("answer 3");
        assertThat(get(NOW, Duration.ofMinutes(1), 0))
                .as("a clock that was set back")
                .isEqualTo("answer 4");
    }

    @Test
    void silenceIsNotRememberedForLong() {
        get(NOW, Duration.ofDays(1), CommandResult.NONE);
        assertThat(get(NOW.plusSeconds(9), Duration.ofDays(1), 0)).isEqualTo("answer 1");
        assertThat(get(NOW.plusSeconds(11), Duration.ofDays(1), 0)).isEqualTo("answer 2");
    }

    /** Whoever has mended what was wrong says his command again, and it is not refused by what was said before. */
    @Test
    void anotherProgramAsksAgainWhereThereWasNoAnswer() {
        get(NOW, Duration.ofDays(1), CommandResult.NONE);
        Set<Path> another = new HashSet<>();
        assertThat(new SharedAnswers(folder, another)
                        .get(STATES, COMMAND, NOW.plusSeconds(1), Duration.ofDays(1), () -> answer(CommandResult.NONE))
                        .answer()
                        .out())
                .isEqualTo("answer 2");
        assertThat(new SharedAnswers(folder, another)
                        .get(STATES, COMMAND, NOW.plusSeconds(2), Duration.ofDays(1), () -> answer(0))
                        .answer()
                        .out())
                .as("the same program a second later")
                .isEqualTo("answer 2");
        assertThat(new SharedAnswers(folder, new HashSet<>())
                        .get(STATES, COMMAND, NOW.plusSeconds(3), Duration.ofDays(1), () -> answer(0))
                        .answer()
                        .fine())
                .isTrue();
    }

    /** However many different arrays were asked about. */
    @Test
    void oneAnswerToEachQuestionIsKept() throws IOException {
        Path own = folder.resolve("cluster").resolve("redis");
        SharedAnswers answers = new SharedAnswers(own);
        for (int i = 0; i < 30; i++) {
            List<String> command = List.of("qstat", i + "[]");
            answers.get(Question.STATES, command, NOW, Duration.ofMinutes(1), () -> answer(0));
            answers.get(Question.STATES, command, NOW, Duration.ofMinutes(1), () -> answer(0));
        }
        assertThat(asked).isEqualTo(30);
        answers.get(Question.LIMITS, COMMAND, NOW, Duration.ofDays(1), () -> answer(0));
        assertThat(own.toFile().list()).containsExactlyInAnyOrder("lock", "limits.json", "states.json");
        answers.forget(Question.STATES);
        SharedAnswers.forgetLimits(own.getParent());
        assertThat(own.toFile().list()).containsExactly("lock");
    }

    /** Who has changed something has the answer forgotten, whoever reads it just then. */
    @Test
    void anAnswerMayBeForgottenWhileItIsRead() throws Exception {
        Meanwhile.again(
                () -> {
                    new SharedAnswers(folder).forget(STATES);
                    LockSupport.parkNanos(1);
                },
                3000,
                () -> assertThat(get(NOW, Duration.ofMinutes(1), 0)).isEqualTo("answer " + asked));
    }

    @Test
    void ofSeveralProgramsAtOnceOneAsks() throws IOException, InterruptedException {
        List<Process> programs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            programs.add(new ProcessBuilder(JavaProgram.command(List.of(), Asker.class, folder.toString()))
                    .inheritIO()
                    .start());
        }
        for (Process program : programs) {
            assertThat(Ceiling.ends(program)).isTrue();
            assertThat(program.exitValue()).isZero();
        }
        assertThat(folder.resolve("asked")).hasContent("asked");
    }

    /** A program that asks a slow scheduler. */
    static final class Asker {
        private Asker() {}

        public static void main(String[] args) {
            Path folder = Path.of(args[0]);
            new SharedAnswers(folder).get(STATES, COMMAND, NOW, Duration.ofMinutes(1), () -> {
                try {
                    Files.writeString(
                            folder.resolve("asked"), "asked\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    new ProcessBuilder("sleep", "1").start().waitFor();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return new CommandResult(0, "", "");
            });
        }
    }
}
