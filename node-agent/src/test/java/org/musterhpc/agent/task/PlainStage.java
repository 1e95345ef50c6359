package org.musterhpc.agent.task;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;

/** A stage of which tests want no more than what it waits for. */
public final class PlainStage {
    private PlainStage() {}

    public static Stage of(String name, Path folder, Stage.@Nullable After after) {
        return new Stage(
                name,
                new TaskCommand.Shell("true"),
                new Stage.ShellSetting(folder.toString(), Map.of(), "", Stage.Logs.SLOT),
                new Stage.Limits(Duration.ofMinutes(1), 1, null),
                List.of(),
                List.of(),
                RetrySettings.DEFAULT,
                after,
                List.of(),
                0);
    }
}
