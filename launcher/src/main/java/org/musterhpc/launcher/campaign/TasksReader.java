package org.musterhpc.launcher.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.source.CommandSource;
import org.musterhpc.launcher.source.CsvForm;
import org.musterhpc.launcher.source.CsvSource;
import org.musterhpc.launcher.source.GlobSource;
import org.musterhpc.launcher.source.JsonlSource;
import org.musterhpc.launcher.source.LinesSource;
import org.musterhpc.launcher.source.ListSource;
import org.musterhpc.launcher.source.MatrixSource;
import org.musterhpc.launcher.source.ParamName;
import org.musterhpc.launcher.source.RangeSource;
import org.musterhpc.launcher.source.Source;
import org.musterhpc.launcher.source.YamlSource;
import org.musterhpc.launcher.yaml.YamlJson;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;

/** Reads {@code tasks:}. A new kind of source has its name in {@link #KINDS} and its line in {@link #source}. */
final class TasksReader {
    static final List<String> KINDS =
            List.of("range", "list", "lines", "csv", "glob", "jsonl", "yaml", "matrix", "command");
    static final String AS = "as";
    static final String SEPARATOR = "separator";
    static final String COMMENTS = "comments";
    /** What may stand beside the source. */
    static final List<String> BESIDE = List.of(AS, SEPARATOR, COMMENTS);

    static final List<String> COMMAND_KEYS = List.of("run", "format");
    /** What a command may print; the first where it is not said. */
    static final List<String> FORMATS = List.of("lines", "csv", "jsonl");

    private static final String ADVICE = "write one of: " + String.join(", ", KINDS);

    private final Variables variables;

    TasksReader(Variables variables) {
        this.variables = variables;
    }

    Source read(YamlValue tasks) {
        if (tasks.isNothing() || !tasks.isMap()) {
            throw tasks.problem(
                    "names no source", "write for instance tasks: {range: 1-10}, {list: [a, b]} or {csv: FILE}");
        }
        List<String> known = new ArrayList<>(KINDS);
        known.addAll(BESIDE);
        YamlMap map = tasks.map("in tasks").only(known);
        List<String> kinds = KINDS.stream().filter(map::has).toList();
        if (kinds.size() != 1) {
            throw tasks.problem(
                    kinds.isEmpty()
                            ? "names no source"
                            : "names " + kinds.size() + " sources: " + String.join(", ", kinds),
                    kinds.isEmpty() ? ADVICE : "keep one of them; a second stage can have the other");
        }
        YamlValue value = map.values().get(kinds.get(0));
        if (value == null) {
            throw new IllegalStateException(kinds.get(0) + " was there a moment ago");
        }
        return source(kinds.get(0), value, map);
    }

    private Source source(String kind, YamlValue value, YamlMap map) {
        YamlValue as = map.get(AS);
        String format = kind.equals("command") ? format(value) : kind;
        only(map.get(SEPARATOR), format, List.of("csv"));
        only(map.get(COMMENTS), format, List.of("csv", "lines"));
        return switch (kind) {
            case "range" ->
                value.parsed(text -> RangeSource.of(value.at(), variables.path(value), name(as, RangeSource.NAME)));
            case "list" -> list(value, name(as, ListSource.NAME));
            case "lines" -> new LinesSource(value.at(), filled(value), name(as, LinesSource.NAME), lineComments(map));
            case "glob" ->
                value.parsed(text ->
                        new GlobSource(value.at(), filled(value, variables.pattern(value)), name(as, GlobSource.NAME)));
            case "command" -> command(value, format, map);
            case "csv" -> unnamed(as, new CsvSource(value.at(), filled(value), form(map)));
            case "jsonl" -> unnamed(as, new JsonlSource(value.at(), filled(value)));
            case "yaml" ->
                value.parsed(text -> unnamed(as, new YamlSource(value.at(), filled(value, variables.pattern(value)))));
            case "matrix" -> unnamed(as, matrix(value));
            default -> throw new IllegalStateException("no source " + kind);
        };
    }

    /** What a command prints: {@code command: LINE}, or {@code command: {run: LINE, format: csv}}. */
    private static String format(YamlValue value) {
        YamlValue format =
                value.isMap() ? value.map("in command").only(COMMAND_KEYS).get("format") : null;
        if (format != null && !FORMATS.contains(format.text())) {
            throw format.problem(
                    "'" + format.text() + "' is no format that a command can print",
                    YamlMap.meant(format.text(), FORMATS));
        }
        return format == null ? FORMATS.get(0) : format.text();
    }

    private Source command(YamlValue value, String format, YamlMap map) {
        YamlValue run = value.isMap() ? value.map("in command").get("run") : value;
        if (run == null) {
            throw value.problem("names no command", "write {run: COMMAND, format: " + format + "}");
        }
        String line = filled(run, variables.line(run));
        YamlValue as = map.get(AS);
        return switch (format) {
            case "csv" -> unnamed(as, CommandSource.csv(run.at(), line, form(map)));
            case "jsonl" -> unnamed(as, CommandSource.jsonl(run.at(), line));
            default -> CommandSource.lines(run.at(), line, name(as, CommandSource.NAME), lineComments(map));
        };
    }

    private static String lineComments(YamlMap map) {
        Character sign = comments(map);
        return sign == null ? "" : sign.toString();
    }

    private static void only(@Nullable YamlValue key, String kind, List<String> kinds) {
        if (key != null && !kinds.contains(kind)) {
            throw key.problem("is not for " + kind, "remove it; it is for " + String.join(" and ", kinds));
        }
    }

    private static CsvForm form(YamlMap map) {
        YamlValue separator = map.get(SEPARATOR);
        YamlValue comments = map.get(COMMENTS);
        Character comment = comments(map);
        if (separator == null && comments == null) {
            return CsvForm.COMMAS;
        }
        Function<String, CsvForm> form = text -> new CsvForm(text.equals("tab") ? '\t' : single(text), comment);
        return separator == null && comments != null
                ? comments.parsed(text -> form.apply(","))
                : Objects.requireNonNull(separator).parsed(form);
    }

    private static @Nullable Character comments(YamlMap map) {
        YamlValue comments = map.get(COMMENTS);
        return comments == null ? null : comments.parsed(TasksReader::single);
    }

    private static char single(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException("'" + text + "' is not a single character; write one, in quotes");
        }
        return text.charAt(0);
    }

    private static Source unnamed(@Nullable YamlValue as, Source source) {
        if (as != null) {
            throw as.problem(
                    "this source has names of its own", "remove it; it is for range, list, lines, glob and command");
        }
        return source;
    }

    private static String name(@Nullable YamlValue as, String otherwise) {
        if (as == null) {
            return otherwise;
        }
        String name = as.text();
        if (!ParamName.usable(name)) {
            throw as.problem(
                    "'" + name + "' cannot be a parameter's name", "use letters, digits and _ . -, no digit first");
        }
        if (ParamName.OWN.contains(name)) {
            throw as.problem("'" + name + "' is set by Muster for every task", "give it another name");
        }
        return name;
    }

    private String filled(YamlValue value) {
        return filled(value, variables.path(value));
    }

    private static String filled(YamlValue value, String text) {
        if (text.isBlank()) {
            throw value.problem("is empty", "write where the tasks are");
        }
        return text;
    }

    private static Source list(YamlValue value, String as) {
        List<ListSource.Item> items = new ArrayList<>();
        value.list().forEach(item -> items.add(new ListSource.Item(YamlJson.of(item), item.at())));
        return new ListSource(value.at(), items, as);
    }

    private static Source matrix(YamlValue value) {
        Map<String, List<JsonNode>> axes = new LinkedHashMap<>();
        value.map("in matrix").values().forEach((name, values) -> {
            List<JsonNode> choices = new ArrayList<>();
            values.list().forEach(choice -> choices.add(YamlJson.of(choice)));
            if (choices.isEmpty()) {
                throw values.problem("has no values", "write at least one, or remove the key");
            }
            axes.put(name, choices);
        });
        if (axes.isEmpty()) {
            throw value.problem("has no keys", "write for instance {level: [1, 2], mode: [fast, exact]}");
        }
        return new MatrixSource(value.at(), axes);
    }
}
