package org.musterhpc.launcher.source;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;

/** A CSV file (RFC 4180, UTF-8) with a header; values are texts, exactly as they stand. */
public final class CsvSource implements Source {
    private static final String OTHER_SEPARATORS = ";\t|";

    private final DataFile file;
    private final CsvForm form;
    private @Nullable CsvHeader header;

    public CsvSource(Spot at, String file, CsvForm form) {
        this.file = DataFile.of(at, file);
        this.form = form;
    }

    @Override
    public Spot at() {
        return file.at();
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(header().columns());
        names.remove(ParamName.ID);
        return names;
    }

    @Override
    public void rows(Consumer<Row> sink) {
        rows(file, form, file::open, sink);
    }

    static void rows(DataFile file, CsvForm form, CsvRecords.Opening opening, Consumer<Row> sink) {
        CsvRecords.read(file, form, opening, records -> {
            CsvRecord first = CsvRecords.next(records);
            if (first == null) {
                return;
            }
            CsvHeader columns = CsvHeader.of(file, first);
            for (CsvRecord next = CsvRecords.next(records); next != null; next = CsvRecords.next(records)) {
                sink.accept(row(file, form, columns, next));
            }
        });
    }

    private static Row row(DataFile file, CsvForm form, CsvHeader names, CsvRecord record) {
        List<String> columns = names.columns();
        Spot line = file.line(record.getStartingLineNumber());
        if (record.getFieldCount() != names.width()) {
            throw line.usage(
                    "the row has " + fields(record.getFieldCount()) + ", the header has " + names.width(),
                    "give it " + names.width() + ", and put a value that holds a " + shown(form.separator())
                            + " in quotes");
        }
        for (int i = columns.size(); i < names.width(); i++) {
            if (!record.getField(i).isBlank()) {
                throw line.usage(
                        "the row has a value in column " + (i + 1) + ", which has no name",
                        "name the column in the header, or take the value out");
            }
        }
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        String key = null;
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equals(ParamName.ID)) {
                key = record.getField(i);
            } else {
                params.put(columns.get(i), record.getField(i));
            }
        }
        return new Row(params, key, line);
    }

    private CsvHeader header() {
        CsvHeader known = header;
        if (known == null) {
            known = CsvHeader.of(file, form);
            header = known;
        }
        return known;
    }

    private static String fields(int count) {
        return count == 1 ? "1 field" : count + " fields";
    }

    @Override
    public Problem empty() {
        return file.line(0).usage("has no rows below its header", "write a row a task into it");
    }

    @Override
    public String lacks(String name) {
        List<String> columns = header().columns();
        String only = columns.get(0);
        for (int i = 0; columns.size() == 1 && i < OTHER_SEPARATORS.length(); i++) {
            char other = OTHER_SEPARATORS.charAt(i);
            if (only.indexOf(other) >= 0) {
                return file.line(header().line()) + " has a single column, '" + only
                        + "': if its fields are separated otherwise, say so with tasks: {csv: …, separator: '"
                        + (other == '\t' ? "tab" : String.valueOf(other)) + "'}";
            }
        }
        return file.line(header().line()) + " has no column '" + name + "', only " + String.join(", ", columns);
    }

    private static String shown(char separator) {
        return switch (separator) {
            case ',' -> "comma";
            case '\t' -> "tab";
            default -> "'" + separator + "'";
        };
    }
}
