package org.musterhpc.launcher.follow;

import java.time.Duration;
import java.util.List;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.Progress;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.text.ProgressText;

/** For a file or a pipe: a line every ten seconds at the most, and one whenever a stage begins or ends. */
public final class LogDisplay implements Display {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Output output;
    private Duration next = EVERY;
    private List<String> stages = List.of();

    public LogDisplay(Output output) {
        this.output = output;
    }

    @Override
    public void show(Progress progress) {
        List<String> now =
                progress.stages().values().stream().map(LogDisplay::phase).toList();
        boolean changed = progress.stages().size() > 1 && !stages.isEmpty() && !now.equals(stages);
        stages = now;
        if (changed || progress.pace().elapsed().compareTo(next) >= 0) {
            next = progress.pace().elapsed().plus(EVERY);
            note(ProgressText.line(output.look(), progress));
        }
    }

    @Override
    public void note(String line) {
        output.line(line);
        output.flush();
    }

    @Override
    public void close() {
        output.flush();
    }

    private static String phase(Standing standing) {
        if (standing.ended() == 0 && standing.working() == 0) {
            return "not begun";
        }
        return standing.ended() == standing.total() ? "ended" : "on its way";
    }
}
