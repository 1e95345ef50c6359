package org.musterhpc.launcher.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Bounds;
import org.musterhpc.queue.model.Halt;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetryRule;
import org.musterhpc.queue.model.RetryRule.Growth;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.Stage.Logs;
import org.musterhpc.queue.model.Stage.Mode;
import org.musterhpc.queue.model.TaskCommand;

class CampaignFileTest {
    private static final String TAIL = "tasks: {range: 1-3}\n";

    @TempDir
    Path folder;

    @Test
    void everyKeyArrives() throws IOException {
        CampaignSpec spec = read("""
                campaign: luna
                cluster: cosma
                env: {A: NO, B: 1}
                setup: module load isis
                stages:
                  match:
                    command: [./match, "{{n}}", 1:30:00]
                    tasks: {range: 1-3}
                    walltime: 1:30:00
                    resources: {cpus: 2, memory: 2G}
                    outputs: ["out/{{id}}.txt"]
                    ladder: [{t: 0.01}, {t: 1.10}]
                    retry:
                      max_attempts: 5
                      max_losses: 7
                      backoff: 10s
                      on:
                        walltime: {walltime: x2, max_walltime: 4h}
                        oom: {memory: 4G}
                        exit: {ladder: next}
                        signal: never
                    env: {B: two}
                    workdir: sub
                    logs: task
                    priority: -3
                """);
        Stage stage = spec.stages().get(0).stage();
        assertThat(spec.name()).isEqualTo("luna");
        assertThat(spec.cluster()).isEqualTo("cosma");
        assertThat(stage.command()).isEqualTo(new TaskCommand.Argv(List.of("./match", "{{n}}", "1:30:00")));
        assertThat(stage.limits()).isEqualTo(new Stage.Limits(Duration.ofMinutes(90), 2, 2L << 30));
        assertThat(stage.shell())
                .isEqualTo(new Stage.ShellSetting(
                        folder + "/sub", Map.of("A", "NO", "B", "two"), "module load isis", Logs.TASK));
        assertThat(stage.ladder()).extracting(Object::toString).containsExactly("{\"t\":0.01}", "{\"t\":\"1.10\"}");
        assertThat(stage.outputs()).containsExactly("out/{{id}}.txt");
        assertThat(stage.priority()).isEqualTo(-3);
        assertThat(stage.retry())
                .isEqualTo(new RetrySettings(
                        5,
                        7,
                        Duration.ofSeconds(10),
                        Map.of(
                                Outcome.WALLTIME,
                                new RetryRule.Grow(new Growth(2, 0, 14_400_000L), null),
                                Outcome.OOM,
                                new RetryRule.Grow(null, new Growth(0, 4L << 30, null)),
                                Outcome.EXIT,
                                new RetryRule.Ladder(),
                                Outcome.SIGNAL,
                                new RetryRule.Never())));
    }

    @Test
    void defaultsAreThoseOfTheDocument() throws IOException {
        CampaignSpec spec = read("command: ./x {{n}}\n" + TAIL);
        Stage stage = spec.stages().get(0).stage();
        assertThat(spec.name()).isEqualTo("apollo");
        assertThat(spec.cluster()).isNull();
        assertThat(stage.name()).isEqualTo("main");
        assertThat(stage.limits()).isEqualTo(new Stage.Limits(Duration.ofHours(1), 1, null));
        assertThat(stage.shell()).isEqualTo(new Stage.ShellSetting(folder.toString(), Map.of(), "", Logs.SLOT));
        assertThat(stage.retry()).isEqualTo(RetrySettings.DEFAULT);
        assertThat(spec.named("other").name()).isEqualTo("other");
    }

    @Test
    void setupMayFailWhereItIsSaidAndOutputsAreWaitedFor() throws IOException {
        CampaignSpec spec = read("""
                setup: module load x
                setup_may_fail: true
                stages:
                  a: {command: ./x, tasks: {range: 1-2}, outputs: o, outputs_wait: 30s}
                  b: {command: ./x, setup_may_fail: false, after: a, retry: {on: {setup: never}}}
                """);
        Stage a = spec.stages().get(0).stage();
        Stage b = spec.stages().get(1).stage();
        assertThat(a.shell().setupMayFail()).isTrue();
        assertThat(a.outputsWait()).isEqualTo(Duration.ofSeconds(30));
        assertThat(a.followers()).hasSize(1);
        assertThat(b.shell().setupMayFail()).isFalse();
        assertThat(b.outputsWait()).isZero();
        assertThat(b.retry().on()).containsOnlyKeys(Outcome.SETUP);
    }

    @Test
    void longLadderAllowsAsManyAttempts() throws IOException {
        CampaignSpec spec = read("command: ./x {{n}} {{t}}\nladder: [{t: 1}, {t: 2}, {t: 3}, {t: 4}]\n" + TAIL);
        assertThat(spec.stages().get(0).stage().retry().maxAttempts()).isEqualTo(4);
    }

    @Test
    void badPlaceOfAPlaceholderIsNamedByItsLine() throws IOException {
        Problem problem = problem("command: |\n  set -e\n  ./x {{n}}\n  echo {{1 bad}}\n" + TAIL);
        assertThat(problem)
                .hasMessageStartingWith(folder + "/apollo.yml:4: command: '1 bad' is not a parameter's name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            retry: {on: {exit: {ladder: next}}} | retry.on.exit.ladder: the stage has no ladder
            retry: {on: {oom: {memory: x2}}} | retry.on.oom.memory: 'x2' of what? the stage does not say how much memory a task has
            retry: {on: {oom: {memory: x1}}, backoff: soon} | retry.backoff: 'soon' is not a duration
            retry: {on: {walltime: {walltime: x0.5}}} | retry.on.walltime.walltime: 'x0.5' would not grow
            retry: {on: {walltime: {walltime: x0x1p3}}} | retry.on.walltime.walltime: 'x0x1p3' would not grow
            retry: {on: {exit: again}} | retry.on.exit: 'again' is not a rule
            retry: {max_attempts: 0} | retry.max_attempts: '0' is not a whole number from 1 to 1000000
            retry: {on: {exti: same}} | unknown key 'exti' in retry.on
            resources: {cpus: many} | resources.cpus: 'many' is not a whole number from 1 to 100000
            resources: {memory: lots} | resources.memory: 'lots' is not an amount of memory
            env: {A-B: 1} | env: 'A-B' cannot be a variable's name
            logs: files | logs: 'files' is not a kind of log
            priority: high | priority: 'high' is not a whole number from -1000 to 1000
            ladder: [{index: 1}] | ladder: 'index' is set by Muster
            walltime: | walltime: has no value
            handler: ./y | handler: stage 'main' has a command and a handler
            recycle: {tasks: 1} | recycle: stage 'main' has no handler that could be replaced
            workdir: ~/x | workdir: '~/x' would not be understood on every machine
            outputs: ["{{m}}"] | outputs: {{m}}: its tasks have no 'm'
            ladder: [{t: 1}, {u: 1}] | command: {{t}}: step 2 of the ladder has no 't'
            after: match | after: there is no stage 'match'
            """)
    void badValueIsNamed(String line, String what) throws IOException {
        String command = line.contains("{u: 1}") ? "command: ./x {{n}} {{t}}\n" : "command: ./x {{n}}\n";
        Problem problem = problem(command + TAIL + line + "\n");
        assertThat(problem.getMessage()).matches("\\Q" + folder + "/apollo.yml:\\E[13]: \\Q" + what + "\\E.*");
        assertThat(problem.advice()).isNotBlank();
    }

    @Test
    void sourcesAreChecked() throws IOException {
        assertThat(problem("command: ./x\ntasks: {range: 1-3, list: [a]}\n"))
                .hasMessageContaining(":2: tasks: names 2 sources: range, list");
        assertThat(problem("command: ./x\ntasks: {rnge: 1-3}\n").advice()).isEqualTo("did you mean 'range'?");
        assertThat(problem("command: ./x\ntasks: {range: 1-3, as: index}\n"))
                .hasMessageContaining("tasks.as: 'index' is set by Muster");
        assertThat(problem("command: ./x\n")).hasMessageContaining("stage 'main' has no tasks");
    }

    @Test
    void stagesThatWaitForEachOtherAreRefused() throws IOException {
        assertThat(problem("stages:\n  a: {command: x, after: b}\n  b: {command: x, after: a}\n"))
                .hasMessageContaining(":2: stages wait for each other: a after b after a");
        Problem own = problem("""
                stages:
                  a: {command: x, tasks: {range: 1-2}}
                  b:
                    command: x
                    after: a
                    tasks: {range: 1-2}
                """);
        assertThat(own).hasMessageContaining(":5: stage 'b' has tasks of its own");
        assertThat(own.advice()).isEqualTo("remove its tasks, or write after: {stage: a, all: true}");
    }

    @Test
    void stageMayFollowSeveralOrGroups() throws IOException {
        CampaignSpec spec = read("""
                stages:
                  join: {command: ./x, after: [a, b]}
                  a: {command: ./x, tasks: {range: 1-2}}
                  b: {command: ./x, after: {stage: a, when: ended}}
                  sum: {command: ./x, after: {stage: a, group: n, when: done}}
                """);
        assertThat(spec.stages()).extracting(StageSpec::name).containsExactly("a", "b", "join", "sum");
        assertThat(stage(spec, "join").after()).isEqualTo(new After(List.of("a", "b"), Mode.EACH, null, false));
        assertThat(stage(spec, "b").after()).isEqualTo(new After(List.of("a"), Mode.EACH, null, true));
        assertThat(stage(spec, "sum").after()).isEqualTo(new After(List.of("a"), Mode.GROUP, "n", false));
        assertThat(stage(spec, "a").followers())
                .containsExactlyInAnyOrder(
                        new Follower("join", Mode.EACH, null, false),
                        new Follower("b", Mode.EACH, null, true),
                        new Follower("sum", Mode.GROUP, "n", false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [a, z] | :3: after: there is no stage 'z'
            [a, a] | :3: stage 'c'.after: is 'a' twice
            [] | :3: stage 'c'.after: names no stage
            {all: true} | :3: stage 'c'.after: names no stage
            {stage: [a, b], all: true} | :3: stage 'c'.after.stage: names several stages
            {stage: [a, b], group: n} | :3: stage 'c'.after.stage: names several stages
            {stage: a, all: true, group: n} | :3: stage 'c'.after.group: stands beside all
            {stage: a, children: true, when: ended} | :3: stage 'c'.after.children: stands beside all, group or when
            {stage: a, children: true, group: n} | :3: stage 'c'.after.children: stands beside all, group or when
            {stage: [a, b], children: true} | :3: stage 'c'.after.stage: names several stages
            {stage: x, children: true} | :3: after: there is no stage 'x'
            {stage: c, children: true} | :3: stages wait for each other: c after c
            {stage: a, when: later} | :3: stage 'c'.after.when: is 'later'
            {stage: a, whn: ended} | :3: unknown key 'whn' in after
            """)
    void whatCannotBeFollowedIsRefused(String after, String what) throws IOException {
        assertThat(problem("stages:\n  a: {command: ./x, tasks: {range: 1-2}}\n  c: {command: ./x, after: " + after
                        + "}\n  b: {command: ./x, tasks: {range: 1-2}}\n"))
                .hasMessageContaining(what);
    }

    @Test
    void childrenAndWhatFollowsThemHaveNoTasksOfTheirOwn() throws IOException {
        CampaignSpec spec = read("""
                stages:
                  split: {command: ./x, tasks: {range: 1-2}}
                  part: {command: "./x {{sample}}", after: {stage: split, children: true}}
                  fix: {command: "./x {{sample}}", after: part}
                  both: {command: ./x, after: [part, fix]}
                  join: {command: "./x {{sample}}", after: {stage: fix, group: sample}}
                  end: {command: ./x, after: {stage: join, all: true}}
                """);
        assertThat(stage(spec, "part").after()).isEqualTo(new After(List.of("split"), Mode.CHILDREN, null, false));
        assertThat(stage(spec, "split").followers()).containsExactly(new Follower("part", Mode.CHILDREN, null, false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            part: {command: ./x, tasks: {range: 1-2}, after: {stage: split, children: true}} | :3: stage 'part' has tasks of its own, and yet they are to be children of 'split'
            part: {command: ./x, after: {stage: split, children: true}};;  j: {command: ./x, after: [part, split]} | :4: stage 'j' follows part and split, which have different tasks: results bring those of one along
            p: {command: ./x, after: {stage: split, children: true}};;  j: {command: "./x {{m}}", after: {stage: p, group: n}} | :4: command: {{m}}: of tasks that results bring along, a group has no parameter but its own
            """)
    void whatResultsBringAlongHasRules(String stages, String what) throws IOException {
        assertThat(problem("stages:\n  split: {command: ./x, tasks: {range: 1-2}}\n  " + stages.replace(";;", "\n")
                        + "\n"))
                .hasMessageContaining(what);
    }

    @Test
    void resourcesAreTheAgentsOrTheCampaigns() throws IOException {
        CampaignSpec spec = read("""
                limits: {database: 10, licence: 3}
                stages:
                  a: {command: ./x, tasks: {range: 1-2}, resources: {cpus: 4, memory: 8G, gpus: 1, scanner: 2, licence: 1}}
                  b: {command: ./x, tasks: {range: 1-2}, resources: {database: 2}, max_running: 10, rate: 60/min}
                """);
        assertThat(stage(spec, "a").limits())
                .isEqualTo(new Stage.Limits(Duration.ofHours(1), 4, 8L << 30, 1, Map.of("scanner", 2)));
        assertThat(stage(spec, "a").bounds()).isEqualTo(new Bounds(0, null, Map.of("licence", new Bounds.Share(1, 3))));
        assertThat(stage(spec, "b").limits()).isEqualTo(new Stage.Limits(Duration.ofHours(1), 1, null));
        assertThat(stage(spec, "b").bounds())
                .isEqualTo(new Bounds(
                        10, new Bounds.Rate(60, Duration.ofMinutes(1)), Map.of("database", new Bounds.Share(2, 10))));
    }

    @ParameterizedTest
    @CsvSource({
        "60/min, 60, 60000",
        "10/s, 10, 1000",
        "5/hour, 5, 3600000",
        "1 / 90s, 1, 90000",
        "7/1m, 7, 60000",
        "2/d, 2, 86400000"
    })
    void ratesAreTasksInATime(String text, int tasks, long millis) throws IOException {
        assertThat(stage(read("command: ./x\ntasks: {range: 1-2}\nrate: " + text + "\n"), "main")
                        .bounds()
                        .rate())
                .isEqualTo(new Bounds.Rate(tasks, Duration.ofMillis(millis)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            resources: {cpu: 4} | :3: unknown key 'cpu' in resources
            resources: {mem: 4G} | :3: unknown key 'mem' in resources
            resources: {gpus: -1} | :3: resources.gpus: '-1' is not a whole number
            resources: {licence: 0} | :3: resources.licence: '0' is not a whole number
            resources: {1st: 1} | :3: resources: '1st' cannot be a name
            max_running: 0 | :3: max_running: '0' is not a whole number
            rate: 60 | :3: rate: '60' is no rate
            rate: 0.5/s | :3: rate: '0.5/s' is no rate
            rate: 5/fortnight | :3: rate: '5/fortnight' is no rate
            rate: 2000000/s | :3: rate: '2000000/s' is no rate
            limits: {database: 3} | :3: limits: no stage takes of 'database'
            limits: {cpus: 3} | :3: limits: 'cpus' cannot be a limit of the campaign
            limits: {d: 3};;resources: {d: 4} | :4: resources.d: a task takes 4 of d, and the campaign has 3
            """)
    void resourcesThatCannotBeMeantAreRefused(String lines, String what) throws IOException {
        assertThat(problem("command: ./x\ntasks: {range: 1-2}\n" + lines.replace(";;", "\n") + "\n"))
                .hasMessageContaining(what);
    }

    @Test
    void haltIsTheFilesOrTheStages() throws IOException {
        CampaignSpec spec = read("""
                halt: {failures: 5%}
                stages:
                  a: {command: ./x, tasks: {range: 1-2}}
                  b: {command: ./x, tasks: {range: 1-2}, halt: never}
                  c: {command: ./x, tasks: {range: 1-2}, halt: {failures: 20, alike: never}}
                """);
        assertThat(stage(spec, "a").halt()).isEqualTo(new Halt(25, 0, 5));
        assertThat(stage(spec, "b").halt()).isEqualTo(Halt.NEVER);
        assertThat(stage(spec, "c").halt()).isEqualTo(new Halt(0, 20, 0));
        assertThat(stage(read("command: ./x\ntasks: {range: 1-2}\n"), "main").halt())
                .isEqualTo(Halt.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sometimes | :1: halt: is 'sometimes'
            {failures: 0} | :1: halt.failures
            {failures: 101%} | :1: halt.failures: is '101%'
            {failures: x%} | :1: halt.failures: is 'x%'
            {alike: 1} | :1: halt.alike
            {failure: 3} | :1: unknown key 'failure' in halt
            """)
    void haltThatCannotBeMeantIsRefused(String halt, String what) throws IOException {
        assertThat(problem("halt: " + halt + "\ncommand: ./x\ntasks: {range: 1-2}\n"))
                .hasMessageContaining(what);
    }

    static Stage stage(CampaignSpec spec, String name) {
        return spec.stages().stream()
                .map(StageSpec::stage)
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyKeyIsDocumented() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "campaign-file.md"));
        Stream.of(
                        CampaignFile.KEYS,
                        StageReader.KEYS,
                        ResourceReader.KEYS,
                        AfterReader.KEYS,
                        TasksReader.KINDS,
                        TasksReader.COMMAND_KEYS,
                        TasksReader.FORMATS,
                        StageCheck.KEYS,
                        List.of(TasksReader.AS),
                        RetryReader.KEYS,
                        RetryReader.RULE_KEYS,
                        RetryReader.OUTCOMES.keySet())
                .flatMap(java.util.Collection::stream)
                .forEach(key -> assertThat(text).containsPattern("[`{ ]" + key + "[`:]"));
    }

    private CampaignSpec read(String text) throws IOException {
        return CampaignFile.read(Files.writeString(folder.resolve("apollo.yml"), text));
    }

    private Problem problem(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("apollo.yml"), text);
        Problem problem = catchThrowableOfType(Problem.class, () -> CampaignFile.read(file));
        assertThat(problem).isNotNull();
        assertThat(problem.exit()).isEqualTo(Problem.USAGE);
        return problem;
    }
}
