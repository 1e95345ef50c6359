package org.musterhpc.launcher.source;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Spot;

/**
 * The names of a CSV file's columns, and the line that they stand on.
 *
 * @param width fields of each row: spreadsheets leave columns behind the last one that has a name
 */
record CsvHeader(List<String> columns, int width, long line) {
    private static final String ADVICE = "give each column a name of its own";

    CsvHeader {
        columns = List.copyOf(columns);
    }

    /** Reads the header and nothing else. */
    static CsvHeader of(DataFile file, CsvForm form) {
        List<@Nullable CsvHeader> found = new ArrayList<>();
        CsvRecords.read(file, form, records -> {
            CsvRecord first = CsvRecords.next(records);
            if (first != null) {
                found.add(of(file, first));
            }
        });
        CsvHeader header = found.isEmpty() ? null : found.get(0);
        if (header == null) {
            throw file.line(0).usage("is empty", "write a header and a row a task into it");
        }
        return header;
    }

    static CsvHeader of(DataFile file, CsvRecord record) {
        Spot line = file.line(record.getStartingLineNumber());
        List<String> fields = record.getFields();
        int named = fields.size();
        while (named > 0 && fields.get(named - 1).isBlank()) {
            named--;
        }
        List<String> columns = new ArrayList<>();
        for (String field : fields.subList(0, named)) {
            String name = field.strip();
            if (name.isEmpty()) {
                throw line.usage("column " + (columns.size() + 1) + " of the header has no name", ADVICE);
            }
            if (columns.contains(name)) {
                throw line.usage("the header has the column '" + name + "' twice", ADVICE);
            }
            ParamName.refuseOwn(line, name);
            columns.add(name);
        }
        return new CsvHeader(columns, fields.size(), record.getStartingLineNumber());
    }
}
