package org.musterhpc.launcher.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.TaskCommand;

/** {@code handler} and {@code recycle} in a campaign's file. */
class HandlerKeysTest {
    private static final String TASKS = "tasks: {range: 1-3}\n";

    @TempDir
    Path folder;

    private TaskCommand read(String text) throws IOException {
        Path file = folder.resolve("c.yml");
        Files.writeString(file, text + TASKS);
        CampaignSpec spec = CampaignFile.read(file);
        return spec.stages().get(0).stage().command();
    }

    @Test
    void handlersArrive() throws IOException {
        assertThat(read("handler: python3 regrid.py\n"))
                .isEqualTo(new TaskCommand.Handler(new TaskCommand.Shell("python3 regrid.py"), 0, null));
        assertThat(read("handler: [./h, a b]\nrecycle: {tasks: 1000, memory: 2G}\n"))
                .isEqualTo(new TaskCommand.Handler(new TaskCommand.Argv(List.of("./h", "a b")), 1000, 2L << 30));
        assertThat(read("vars: {level: 3}\nhandler: ./h {{level}}\nrecycle: {memory: 2G}\n"))
                .isEqualTo(new TaskCommand.Handler(new TaskCommand.Shell("./h 3"), 0, 2L << 30));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            handler: ./h {{n}} | 1: handler: {{n}}: a handler takes many tasks, so its line can name nothing of one | params
            handler: [./h, "{{id}}"] | 1: handler: {{id}}: a handler takes many tasks | params
            handler: " " | 1: handler: is empty |
            handler: [] | 1: handler: names no program |
            handlr: ./h | 1: unknown key 'handlr' | did you mean 'handler'?
            handler: ./h;recycle: {task: 1} | 2: unknown key 'task' in recycle | did you mean 'tasks'?
            handler: ./h;recycle: {tasks: 0} | 2: recycle.tasks: '0' is not a whole number from 1 |
            handler: ./h;recycle: {memory: 2000} | 2: recycle.memory: '2000' may mean bytes or megabytes |
            handler: ./h;recycle: {memory: 0G} | 2: recycle.memory: '0G' is no memory at all |
            recycle: {tasks: 1};command: ./x | 1: recycle: stage 'main' has no handler |
            walltime: 1m | 1: stage 'main' has no command | handler
            """)
    void whatCannotBeMeantIsNamed(String lines, String what, @Nullable String advice) {
        Problem problem = catchThrowableOfType(Problem.class, () -> read(lines.replace(';', '\n') + "\n"));
        assertThat(problem).hasMessageStartingWith(folder + "/c.yml:" + what);
        assertThat(problem.advice()).contains(advice == null ? "" : advice);
    }
}
