package org.musterhpc.agent.container;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.queue.model.Container;

/**
 * {@code docker run} and {@code podman run}: a client, whose container is somebody else's process.
 *
 * @param program the client's file
 * @param ids whose the agent is
 * @param owner how all containers of this user on this node are labelled
 */
record ServerCommand(Container.Engine engine, String program, Ids ids, String owner) implements ClientCommand {
    /** The label by which containers are found again. */
    static final String OWNER = "muster.owner";

    /** What the client itself reads: a value for within would change how it works. */
    private static final Pattern CLIENTS = Pattern.compile("PATH|HOME|TMPDIR|USER|LOGNAME|LISTEN_.*|LD_.*|XDG_.*"
            + "|DOCKER_.*|CONTAINER.*|REGISTRY_.*|PODMAN_.*|STORAGE_.*|NOTIFY_SOCKET|SSL_.*|GO[A-Z]+|(?i:.*_proxy)");

    /** By these the agent's watchdog knows what is its own; the spawner sets them. */
    private static final List<String> MARKS = List.of("MUSTER_AGENT", "MUSTER_TOKEN");

    @Override
    public List<String> argv(ContainerLaunch wanted) {
        Container container = wanted.container();
        // Without --rm: afterwards it is asked how it went, and removed then.
        List<String> argv = new ArrayList<>(List.of(program, "run", "--name", wanted.name()));
        argv.addAll(List.of("--label", OWNER + "=" + owner));
        argv.addAll(List.of("--label", "muster.task=" + wanted.inside().task()));
        argv.addAll(List.of("--pull", "never", "--log-driver", "none", "--security-opt", "label=disable"));
        argv.addAll(List.of("--entrypoint=", "--workdir", ByteText.of(wanted.workdir())));
        if (wanted.stdin()) {
            argv.add("--interactive");
        }
        if (container.args().stream().noneMatch(arg -> arg.startsWith("--net"))) {
            argv.addAll(List.of("--network", "host"));
        }
        argv.addAll(user(container.user()));
        argv.addAll(devices(wanted.devices()));
        if (engine == Container.Engine.DOCKER && wanted.memory() != null) {
            argv.addAll(List.of("--memory", wanted.memory().toString()));
        }
        argv.addAll(wanted.mounts());
        new TreeMap<>(wanted.environment()).forEach((name, value) -> {
            if (!MARKS.contains(name)) {
                argv.addAll(List.of("--env", CLIENTS.matcher(name).matches() ? name + "=" + value : name));
            }
        });
        MARKS.forEach(name -> argv.addAll(List.of("--env", name)));
        argv.addAll(container.args());
        argv.add(wanted.image());
        argv.addAll(wanted.words());
        return argv;
    }

    private List<String> user(Container.User user) {
        if (user == Container.User.ROOT) {
            return List.of("--user", "0:0");
        }
        List<String> words = new ArrayList<>();
        boolean mapped = engine == Container.Engine.PODMAN && !ids.root();
        if (mapped) {
            words.addAll(List.of("--userns", "keep-id"));
        }
        words.addAll(List.of("--user", ids.user() + ":" + ids.group()));
        if (!mapped) {
            ids.groups().forEach(group -> words.addAll(List.of("--group-add", group.toString())));
        }
        return words;
    }

    /** All of them: the variable that is passed on chooses, by the numbers that they have on the node. */
    private List<String> devices(Devices devices) {
        List<String> words = new ArrayList<>();
        if (devices.nvidia()) {
            words.addAll(
                    engine == Container.Engine.DOCKER
                            ? List.of("--gpus", "all")
                            : List.of("--device", "nvidia.com/gpu=all"));
        }
        if (devices.amd()) {
            words.addAll(List.of("--device", "/dev/kfd", "--device", "/dev/dri"));
        }
        return words;
    }

    @Override
    public Map<String, String> environment(ContainerLaunch wanted, Map<String, String> agents) {
        Map<String, String> all = new HashMap<>(agents);
        wanted.environment().forEach((name, value) -> {
            if (!CLIENTS.matcher(name).matches()) {
                all.put(name, value);
            }
        });
        return all;
    }
}
