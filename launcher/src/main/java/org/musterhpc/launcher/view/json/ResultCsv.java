package org.musterhpc.launcher.view.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.AttemptRun;
import org.musterhpc.queue.model.Ending;

/**
 * {@code results --format csv} (RFC 4180): fixed columns, then a column a parameter, a column a key of the results that is
 * a plain value, and behind {@code ran.} what the last attempt ran. The columns are gathered first, by {@link #see}, so that nothing but them sits in memory.
 */
public final class ResultCsv {
    private static final List<String> FIXED = List.of(
            "id",
            "stage",
            "state",
            "outcome",
            "exit",
            "signal",
            "attempt",
            "host",
            "allocation",
            "started",
            "ended",
            "wall_s",
            "cpu_s",
            "max_rss_bytes");

    /** What the last attempt ran, as JSON has it; the parameters of its step of the ladder come before these. */
    private static final List<String> RAN = List.of("walltime", "memory", "command");

    /** Also as East Asian keyboards write them. */
    private static final Pattern FORMULA = Pattern.compile("[=+\\-@\\t\\r\\n\uff1d\uff0b\uff0d\uff20]");

    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    private final AttemptRun runs;
    private final boolean raw;
    private final Set<String> params = new LinkedHashSet<>();
    private final Set<String> keys = new LinkedHashSet<>();
    private final Set<String> ladder = new LinkedHashSet<>();
    private boolean plainResult;

    /**
     * @param raw as it is, for programs that are no spreadsheets
     * @param runs what attempts ran
     */
    public ResultCsv(boolean raw, AttemptRun runs) {
        this.runs = runs;
        this.raw = raw;
    }

    /** Learns which columns this task needs. */
    public void see(Ending ending) {
        ending.message().params().fieldNames().forEachRemaining(params::add);
        TaskJson.result(ending, runs).path("ladder").fieldNames().forEachRemaining(ladder::add);
        JsonNode result = ending.last().result();
        if (result instanceof ObjectNode object) {
            object.properties().stream()
                    .filter(entry -> entry.getValue().isValueNode())
                    .forEach(entry -> keys.add(entry.getKey()));
        } else if (result != null && result.isValueNode()) {
            plainResult = true;
        }
    }

    /** The first line: a parameter or key whose name is taken has {@code param.} or {@code result.} before it. */
    public String head() {
        List<String> heads = new ArrayList<>(FIXED);
        params.forEach(param -> heads.add(heads.contains(param) ? "param." + param : param));
        if (plainResult) {
            heads.add(heads.contains("result") ? "result." : "result");
        }
        keys.forEach(key -> heads.add(heads.contains(key) ? "result." + key : key));
        ladder.forEach(name -> heads.add("ran." + name));
        RAN.forEach(name -> heads.add("ran." + name));
        return line(heads);
    }

    /**
     * A task's line; null, arrays and objects are empty cells.
     *
     * @return null where it has values that none of the columns is for: it ended since these were gathered
     */
    public @Nullable String row(Ending ending) {
        ObjectNode record = TaskJson.result(ending, runs);
        if (!fits(ending, record)) {
            return null;
        }
        List<String> cells = new ArrayList<>();
        FIXED.forEach(name -> cells.add(cell(record.get(name))));
        params.forEach(name -> cells.add(cell(ending.message().params().get(name))));
        JsonNode result = ending.last().result();
        if (plainResult) {
            cells.add(cell(result));
        }
        keys.forEach(name -> cells.add(cell(result == null ? null : result.get(name))));
        ladder.forEach(name -> cells.add(cell(record.path("ladder").get(name))));
        RAN.forEach(name -> cells.add(cell(record.get(name))));
        return line(cells);
    }

    private boolean fits(Ending ending, ObjectNode record) {
        JsonNode result = ending.last().result();
        return among(params, ending.message().params())
                && among(ladder, record.path("ladder"))
                && (result instanceof ObjectNode object
                        ? object.properties().stream()
                                .allMatch(entry -> !entry.getValue().isValueNode() || keys.contains(entry.getKey()))
                        : plainResult || result == null || !result.isValueNode());
    }

    private static boolean among(Set<String> columns, JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).allMatch(columns::contains);
    }

    private static String cell(@Nullable JsonNode value) {
        return value == null || !value.isValueNode() || value.isNull() ? "" : value.asText();
    }

    private String line(Collection<String> cells) {
        return cells.stream().map(this::harmless).map(ResultCsv::quoted).collect(Collectors.joining(","));
    }

    /** A spreadsheet takes such a text for a formula, which may read other cells or start programs. */
    private String harmless(String cell) {
        boolean runs = !raw
                && FORMULA.matcher(cell).lookingAt()
                && !NUMBER.matcher(cell).matches();
        return runs ? "'" + cell : cell;
    }

    private static String quoted(String cell) {
        return cell.matches("(?s).*[\",\\r\\n].*") ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell;
    }
}
