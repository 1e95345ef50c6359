package org.musterhpc.launcher.campaign;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.command.NearestName;
import org.musterhpc.queue.model.Bounds;
import org.musterhpc.queue.model.Bounds.Rate;
import org.musterhpc.queue.model.Bounds.Share;
import org.musterhpc.queue.model.Stage.Limits;
import org.musterhpc.queue.model.Walltime;

/**
 * Reads what a task takes, and how many run at a time: {@code resources}, {@code max_running}, {@code rate}, and the
 * campaign's {@code limits}.
 *
 * @param limits of the campaign: name → how much there is for all tasks together
 */
record ResourceReader(Map<String, Integer> limits) {
    static final String LIMITS = "limits";
    static final String RESOURCES = "resources";
    static final String MAX_RUNNING = "max_running";
    static final String RATE = "rate";
    /** Those that need not be named anywhere else. */
    static final List<String> KEYS = List.of("cpus", "memory", "gpus");

    private static final int MOST_CPUS = 100_000;
    private static final int MOST_GPUS = 1_000;
    private static final int MOST = 1_000_000;

    /** What others call them. */
    private static final Map<String, String> ALIASES = Map.of(
            "mem", "memory", "ram", "memory", "cores", "cpus", "threads", "cpus", "ncpus", "cpus", "ngpus", "gpus");

    private static final Pattern RATE_FORM = Pattern.compile("(\\d{1,7})\\s*/\\s*(.+)");
    private static final Map<String, String> UNITS =
            Map.of("sec", "1s", "second", "1s", "minute", "1min", "hour", "1h", "day", "1d");

    /** The campaign's own, as the top of its file has them. */
    static Map<String, Integer> limits(@Nullable YamlValue value) {
        Map<String, Integer> limits = new TreeMap<>();
        if (value != null) {
            value.map("in limits").values().forEach((name, number) -> {
                if (!Names.valid(name) || KEYS.contains(name)) {
                    throw number.at()
                            .usage(
                                    "limits: '" + name + "' cannot be a limit of the campaign",
                                    KEYS.contains(name)
                                            ? "that is what agents have; give the limit another name, or write"
                                                    + " max_running: N in the stage"
                                            : Names.ADVICE);
                }
                limits.put(name, number.whole(1, MOST));
            });
        }
        return limits;
    }

    /** What a task of a stage takes of its agent. */
    Limits limits(YamlMap stage) {
        YamlValue walltime = stage.get("walltime");
        YamlValue resources = stage.some(RESOURCES);
        int cpus = 1;
        int gpus = 0;
        Long memory = null;
        Map<String, Integer> named = new TreeMap<>();
        if (resources != null) {
            YamlMap own = resources.map("in resources");
            YamlValue wanted = own.get("cpus");
            cpus = wanted == null ? 1 : wanted.whole(1, MOST_CPUS);
            YamlValue bytes = own.get("memory");
            memory = bytes == null ? null : (Long) StageReader.memory(bytes);
            YamlValue cards = own.get("gpus");
            gpus = cards == null ? 0 : cards.whole(0, MOST_GPUS);
            own.values().forEach((name, number) -> {
                if (!KEYS.contains(name) && !limits.containsKey(name)) {
                    named.put(agents(name, number), number.whole(1, MOST));
                }
            });
        }
        return new Limits(
                walltime == null ? StageReader.DEFAULT_WALLTIME : StageReader.walltime(walltime),
                cpus,
                memory,
                gpus,
                named);
    }

    /** The name of what agents have, unless something else may have been meant. */
    private static String agents(String name, YamlValue number) {
        String alias = ALIASES.get(name);
        String nearest = alias != null ? alias : NearestName.of(name, KEYS);
        if (nearest != null) {
            throw number.at().usage("unknown key '" + name + "' in resources", "did you mean '" + nearest + "'?");
        }
        if (!Names.valid(name) || !Character.isLetter(name.charAt(0))) {
            throw number.at()
                    .usage(
                            "resources: '" + name + "' cannot be a name",
                            "use letters, digits and _ . -, a letter first");
        }
        return name;
    }

    /** How many of its tasks run at a time, and how fast they begin. */
    Bounds bounds(YamlMap stage) {
        YamlValue most = stage.get(MAX_RUNNING);
        YamlValue rate = stage.get(RATE);
        YamlValue resources = stage.some(RESOURCES);
        Map<String, Share> shares = new TreeMap<>();
        if (resources != null) {
            resources.map("in resources").values().forEach((name, number) -> {
                Integer all = limits.get(name);
                if (all != null) {
                    shares.put(name, new Share(share(name, number, all), all));
                }
            });
        }
        return new Bounds(
                most == null ? 0 : most.whole(1, MOST),
                rate == null ? null : rate.parsed(ResourceReader::rate),
                shares);
    }

    private static int share(String name, YamlValue number, int all) {
        int need = number.whole(1, MOST);
        if (need > all) {
            throw number.problem(
                    "a task takes " + need + " of " + name + ", and the campaign has " + all,
                    "lower it, or raise limits: {" + name + ": " + need + "}");
        }
        return need;
    }

    /** {@code 60/min}, {@code 10/s}, {@code 1/90s}. */
    private static Rate rate(String text) {
        Matcher form = RATE_FORM.matcher(text.strip());
        try {
            if (form.matches()) {
                String unit = form.group(2).strip();
                String one = UNITS.getOrDefault(unit, unit.matches("[a-z]+") ? "1" + unit : unit);
                Duration per = one.equals("1min") ? Duration.ofMinutes(1) : Walltime.parse(one);
                return new Rate(Integer.parseInt(form.group(1)), per);
            }
        } catch (IllegalArgumentException e) {
            // said below, with what can be written
        }
        throw new IllegalArgumentException("'" + text + "' is no rate; write how many tasks may begin in what time:"
                + " 60/min, 10/s, 1/90s (at most a million a second)");
    }

    /** What one writes that nobody takes is a slip: of another name, somebody would take as much as he likes. */
    static void refuseUnused(@Nullable YamlValue limits, Collection<StageSpec> stages) {
        if (limits == null) {
            return;
        }
        limits.map("in limits").values().forEach((name, number) -> {
            boolean used = stages.stream()
                    .anyMatch(spec -> spec.stage().bounds().shares().containsKey(name));
            if (!used) {
                throw number.at()
                        .usage(
                                "limits: no stage takes of '" + name + "'",
                                "write resources: {" + name + ": 1} in the stages that do, or remove it");
            }
        });
    }
}
