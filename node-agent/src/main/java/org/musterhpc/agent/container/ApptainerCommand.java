package org.musterhpc.agent.container;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.queue.model.Container;

/**
 * {@code apptainer exec}: its container is a tree of processes below it.
 *
 * @param program apptainer's file
 */
record ApptainerCommand(String program) implements ClientCommand {
    /** Values come through the client's environment: {@code --env} would take a comma for the next, and show them all. */
    private static final String PREFIX = "APPTAINERENV_";

    @Override
    public List<String> argv(ContainerLaunch wanted) {
        // --no-eval: else a $ in a value is what a shell makes of it.
        List<String> argv = new ArrayList<>(List.of(
                program, "exec", "--cleanenv", "--no-eval", "--no-home", "--pwd", ByteText.of(wanted.workdir())));
        if (wanted.container().user() == Container.User.ROOT) {
            argv.add("--fakeroot");
        }
        if (wanted.devices().nvidia()) {
            argv.add("--nv");
        }
        if (wanted.devices().amd()) {
            argv.add("--rocm");
        }
        argv.addAll(wanted.mounts());
        argv.addAll(wanted.container().args());
        argv.add(wanted.image());
        argv.addAll(wanted.words());
        return argv;
    }

    @Override
    public Map<String, String> environment(ContainerLaunch wanted, Map<String, String> agents) {
        Map<String, String> all = new HashMap<>(agents);
        wanted.environment().forEach((name, value) -> all.put(PREFIX + name, value));
        return all;
    }
}
