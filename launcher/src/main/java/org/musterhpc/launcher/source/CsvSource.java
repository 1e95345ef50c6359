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
    private final DataFile file;
    private @Nullable CsvHeader header;

    public CsvSource(Spot at, String file) {
        this.file = DataFile.of(at, file);
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
        CsvRecords.read(file, records -> {
            if (!records.hasNext()) {
                return;
            }
            List<String> columns = CsvHeader.of(file, records.next()).columns();
            while (records.hasNext()) {
                sink.accept(row(columns, records.next()));
            }
        });
    }

    private Row row(List<String> columns, CsvRecord record) {
        Spot line = file.line(record.getStartingLineNumber());
        if (record.getFieldCount() != columns.size()) {
            throw line.usage(
                    "the row has " + fields(record.getFieldCount()) + ", the header has " + columns.size(),
                    "give it " + columns.size() + ", and put a value that holds a comma in quotes");
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
            known = CsvHeader.of(file);
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
        return file.line(header().line()) + " has no column '" + name + "', only "
                + String.join(", ", header().columns());
    }
}
