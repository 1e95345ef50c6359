package org.musterhpc.launcher.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.musterhpc.launcher.home.ProgramFolder;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.testkit.RedisServer;

/** A machine, a server, and campaigns in known states that can be had again and again, for {@link GoldenIT}. */
final class GoldenWorld implements AutoCloseable {
    private static final TextStyle TERMINAL = new TextStyle(80, true, true, true);

    private final Path folder;
    private final Path home;
    private final Path before;
    private final GoldenMasks masks;
    /** Hashes of this size are listed in the order in which they came to be. */
    private final RedisServer redis = RedisServer.start("appendonly yes", "hash-max-ziplist-value 4096");

    private final GoldenAgent agent = new GoldenAgent(redis.url());
    private final List<String> keys;
    private final String program = System.getProperty(ProgramFolder.PROPERTY, "");

    GoldenWorld(Path folder) throws IOException {
        this.folder = folder;
        home = folder.resolve("home");
        before = folder.resolve("before");
        masks = new GoldenMasks(folder);
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.writeString(bin.resolve("muster"), "");
        Path stand =
                Files.writeString(bin.resolve("muster-agent"), "#!/bin/sh\n[ $# -gt 0 ] || exit 2\nexec sleep 20\n");
        if (!stand.toFile().setExecutable(true)) {
            throw new IOException(stand + " cannot be made executable");
        }
        System.setProperty(ProgramFolder.PROPERTY, bin.toString());
        GoldenCampaigns.files().forEach((name, text) -> write(folder.resolve(name), text));
        for (String name : List.of("mixed", "over", "arrays")) {
            types("$ muster submit $DIR/" + name + ".yml --stage-only");
        }
        agent.mixed(home.resolve("campaigns/mixed/logs"));
        agent.over();
        agent.arrays();
        types("$ muster cancel mixed first/000006");
        String array = redis.ask("HGET muster:{arrays}:arrays muster-arrays-1"); // STATE since open {…}
        String old = array.replaceFirst("SUBMITTED \\d+", "SUBMITTED 1767323045000");
        redis.ask("HSET muster:{arrays}:arrays muster-arrays-1 '" + old + "'");
        for (String key : keys()) {
            if (key.endsWith(":bell") || key.endsWith(":pace")) {
                redis.ask("DEL " + key); // they are gone, or of no account, in a while
            }
        }
        Files.deleteIfExists(home.resolve("last-campaign"));
        keys = keys();
        keys.forEach(key -> redis.ask("COPY " + key + " " + key + " DB 1"));
        copy(home, before);
    }

    /** Everything is again as it was at first. */
    void again() throws IOException {
        empty();
        List<String> commands = new ArrayList<>(List.of("SELECT 1"));
        keys.forEach(key -> commands.add("COPY " + key + " " + key + " DB 0"));
        redis.ask(commands.toArray(String[]::new));
        copy(before, home);
    }

    /**
     * Changes the world: {@code as at first}, {@code nothing} (no campaign and an empty MUSTER_HOME), {@code lost KEY…},
     * {@code all done CAMPAIGN} (agents do what can be done of it).
     */
    void happens(String what) throws IOException {
        String[] words = what.split(" ");
        switch (words[0]) {
            case "as" -> again();
            case "nothing" -> empty();
            case "lost" ->
                redis.ask("DEL " + String.join(" ", Arrays.asList(words).subList(1, words.length)));
            case "all" -> agent.finish(words[2]);
            default -> throw new IllegalArgumentException("golden: nobody knows what happens by '@ " + what + "'");
        }
    }

    /** The lines that a command prints, and its exit status. */
    List<String> types(String line) {
        Desk desk = new Desk(home).at(redis.url());
        String words = line.substring(2).replace("$DIR", folder.toString());
        if (words.startsWith("echo ")) {
            int bar = words.indexOf(" | ");
            desk.answering(words.substring("echo ".length(), bar) + "\n");
            words = words.substring(bar + " | ".length());
        }
        if (line.startsWith("%")) {
            desk.seeing(TERMINAL);
        }
        List<String> args = new ArrayList<>(Arrays.asList(words.split(" ")));
        args.remove(0);
        String of = args.size() > 1 ? args.get(1) : "";
        int name = args.indexOf("--name");
        String campaign = name > 0 ? args.get(name + 1) : of.replaceFirst("^.*/(\\w+)\\.yml$", "$1");
        int[] pauses = {0};
        desk.pausing(time -> {
            if (pauses[0]++ > 1000) {
                throw new AssertionError(line + ": this does not end by itself");
            }
            Pause.real().pause(Duration.ofMillis(5));
            if (!args.contains("submit")) {
                agent.finish(campaign);
            }
        });
        boolean own = args.isEmpty() || args.contains("--own") || args.get(0).startsWith("-");
        args.remove("--own");
        int exit = own ? desk.typesExactly(args.toArray(String[]::new)) : desk.types(args.toArray(String[]::new));
        List<String> printed = new ArrayList<>();
        printed.addAll(lines("|", desk.out()));
        printed.addAll(lines("!", desk.err()));
        printed.add("= " + exit);
        return printed;
    }

    private List<String> lines(String mark, String text) {
        String shown =
                masks.apply(text).replace("\u001b", "\\e").replace("\r", "\\r").replace("\t", "\\t");
        List<String> lines = new ArrayList<>();
        for (String line : shown.split("(?<=\n)", -1)) {
            boolean whole = line.endsWith("\n");
            if (!line.isEmpty()) {
                lines.add((mark + " " + (whole ? line.substring(0, line.length() - 1) : line + "\\c")).stripTrailing());
            }
        }
        return lines;
    }

    private List<String> keys() {
        return Arrays.stream(redis.ask("KEYS *").split("\n")).sorted().toList();
    }

    private void empty() throws IOException {
        redis.ask("FLUSHDB");
        delete(home);
    }

    private static void delete(Path tree) throws IOException {
        for (Path file : files(tree, Comparator.reverseOrder())) {
            Files.delete(file);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from, Comparator.naturalOrder())) {
            Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static List<Path> files(Path tree, Comparator<Path> order) throws IOException {
        if (!Files.exists(tree)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(tree)) {
            return walk.sorted(order).toList();
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (program.isEmpty()) {
            System.clearProperty(ProgramFolder.PROPERTY);
        } else {
            System.setProperty(ProgramFolder.PROPERTY, program);
        }
        redis.close();
    }
}
