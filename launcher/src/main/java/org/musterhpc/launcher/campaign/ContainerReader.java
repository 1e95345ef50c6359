package org.musterhpc.launcher.campaign;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.model.Container;
import org.musterhpc.queue.model.Container.Engine;
import org.musterhpc.queue.model.Container.Mount;
import org.musterhpc.queue.model.Container.User;

/** Reads what commands run in: {@code container: {engine: auto, image: lab/join:3, mounts: [/data]}}, or {@code none}. */
final class ContainerReader {
    static final String KEY = "container";

    private static final List<String> KEYS = List.of("engine", "image", "mounts", "args", "user");
    private static final List<String> MOUNT_KEYS = List.of("source", "target", "read_only");
    private static final String MOUNT_ADVICE = "write FOLDER, FOLDER:TARGET, FOLDER:TARGET:ro, or, where a name has a"
            + " colon, {source: FOLDER, target: TARGET, read_only: true}";

    /** Without these no container could be found again, ended or waited for. */
    private static final Set<String> OURS = Set.of("--name", "--rm", "--detach", "-d", "--restart", "--cidfile");

    private static final Pattern FILE = Pattern.compile("(\\.{0,2}/.*)|([^:]*\\.(sif|sqsh|img))");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final Variables variables;

    ContainerReader(Variables variables) {
        this.variables = variables;
    }

    /** @param below what holds where nothing is said */
    @Nullable
    Container read(@Nullable YamlValue value, @Nullable Container below) {
        if (value == null) {
            return below;
        }
        if (!value.isMap()) {
            if (value.isList() || !value.text().equals("none")) {
                throw value.problem(
                        "must be a map of keys and values", "write {image: NAME}; or none, for no container");
            }
            return null;
        }
        YamlMap map = value.map("in container").only(KEYS);
        YamlValue image = map.get("image");
        if (image == null) {
            throw value.problem("names no image", "add image: NAME, such as docker://ubuntu:24.04 or ./join.sif");
        }
        YamlValue engine = map.get("engine");
        YamlValue user = map.get("user");
        Container container = new Container(
                engine == null ? Engine.AUTO : one(engine, Engine.values()),
                image(image),
                mounts(map.some("mounts")),
                args(map.some("args")),
                user == null ? User.ME : one(user, User.values()));
        if (container.apptainersOnly() && container.engine() != Engine.AUTO && container.engine() != Engine.APPTAINER) {
            throw image.problem(
                    "only apptainer runs '" + container.image() + "', and engine is "
                            + container.engine().word(),
                    "write engine: apptainer, or the name of an image in a registry");
        }
        return container;
    }

    private static <E extends Enum<E>> E one(YamlValue value, E[] all) {
        List<String> words = new ArrayList<>();
        for (E each : all) {
            String word = each.name().toLowerCase(Locale.ROOT);
            if (word.equals(value.text())) {
                return each;
            }
            words.add(word);
        }
        throw value.problem("is '" + value.text() + "'", YamlMap.meant(value.text(), words));
    }

    private String image(YamlValue value) {
        String image = plain(value, variables.path(value));
        boolean file = FILE.matcher(image).matches();
        if (image.isEmpty() || image.startsWith("-") || image.startsWith("~") || (!file && image.indexOf(' ') >= 0)) {
            throw value.problem(
                    "'" + image + "' is no image", "write NAME:TAG, docker://NAME:TAG, or the path of a .sif file");
        }
        return file ? value.at().folder().resolve(image).normalize().toString() : image;
    }

    private List<Mount> mounts(@Nullable YamlValue value) {
        List<Mount> mounts = new ArrayList<>();
        Set<String> targets = new HashSet<>();
        if (value != null) {
            for (YamlValue item : value.listOrOne()) {
                Mount mount = item.isMap() ? ofMap(item) : ofText(item);
                if (!targets.add(mount.target())) {
                    throw item.problem("'" + mount.target() + "' is mounted twice", "leave one of the two out");
                }
                mounts.add(mount);
            }
        }
        return mounts;
    }

    private Mount ofMap(YamlValue value) {
        YamlMap map = value.map("in mounts").only(MOUNT_KEYS);
        YamlValue source = map.get("source");
        YamlValue target = map.get("target");
        YamlValue readOnly = map.get("read_only");
        if (source == null) {
            throw value.problem("names no source", MOUNT_ADVICE);
        }
        return mount(
                source,
                variables.path(source),
                target == null ? null : variables.path(target),
                readOnly != null && readOnly.truth());
    }

    private Mount ofText(YamlValue value) {
        List<String> parts = new ArrayList<>(List.of(variables.path(value).split(":", -1)));
        String last = parts.get(parts.size() - 1);
        boolean mode = parts.size() > 1 && (last.equals("ro") || last.equals("rw"));
        if (mode) {
            parts.remove(parts.size() - 1);
        }
        if (parts.size() > 2) {
            throw value.problem("'" + value.text() + "' has more than a folder and a target", MOUNT_ADVICE);
        }
        return mount(value, parts.get(0), parts.size() == 2 ? parts.get(1) : null, mode && last.equals("ro"));
    }

    private static Mount mount(YamlValue at, String folder, @Nullable String target, boolean readOnly) {
        String plain = plain(at, folder);
        if (plain.isEmpty() || plain.startsWith("~")) {
            throw at.problem("'" + plain + "' would not be understood on every machine", "write the folder without ~");
        }
        String source = at.at().folder().resolve(plain).normalize().toString();
        String within = target == null ? source : plain(at, target);
        if (!within.startsWith("/") || within.equals("/")) {
            throw at.problem(
                    "'" + within + "' cannot be where it is mounted", "write an absolute path below /, or none");
        }
        return new Mount(source, within, readOnly);
    }

    private static String plain(YamlValue at, String text) {
        if (CONTROL.matcher(text).find()) {
            throw at.problem("holds a control character", "take it out");
        }
        return text;
    }

    private static List<String> args(@Nullable YamlValue value) {
        List<String> args = new ArrayList<>();
        if (value != null) {
            for (YamlValue item : value.list()) {
                String arg = item.text();
                if (OURS.contains(arg.replaceFirst("=.*", ""))) {
                    throw item.problem("'" + arg + "' is set by Muster", "take it out");
                }
                if (arg.indexOf('\0') >= 0) {
                    throw item.problem("holds a NUL character", "take it out: no argument can have one");
                }
                args.add(arg);
            }
        }
        return args;
    }
}
