package org.musterhpc.launcher.source;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.text.ForeignText;
import org.musterhpc.launcher.text.Utf8;

/** The records of a CSV file, one after the other; errors as users understand them. */
final class CsvRecords {
    private static final Pattern START = Pattern.compile("record starting at line (\\d+)");

    private CsvRecords() {}

    /**
     * @throws Problem where the file cannot be read, with the line
     */
    static void read(DataFile file, CsvForm form, Consumer<Iterator<CsvRecord>> use) {
        read(file, form, file::open, use);
    }

    /** Where its bytes come from. */
    interface Opening {
        InputStream open() throws IOException;
    }

    static void read(DataFile file, CsvForm form, Opening opening, Consumer<Iterator<CsvRecord>> use) {
        Character comments = form.comments();
        try (Reader text = Utf8.reader(opening.open());
                CsvReader<CsvRecord> reader = CsvReader.builder()
                        .fieldSeparator(form.separator())
                        .commentStrategy(comments == null ? CommentStrategy.NONE : CommentStrategy.SKIP)
                        .commentCharacter(comments == null ? '#' : comments)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .allowUnclosedQuote(false)
                        .ofCsvRecord(text)) {
            use.accept(reader.iterator());
        } catch (CsvParseException e) {
            throw misread(file, e);
        } catch (UncheckedIOException e) {
            throw unreadable(file, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The next one with a value in it, or null: spreadsheets leave rows that have none. */
    static @Nullable CsvRecord next(Iterator<CsvRecord> records) {
        while (records.hasNext()) {
            CsvRecord record = records.next();
            for (int i = 0; i < record.getFieldCount(); i++) {
                if (!record.getField(i).isBlank()) {
                    return record;
                }
            }
        }
        return null;
    }

    private static Problem misread(DataFile file, CsvParseException e) {
        if (e.getCause() instanceof IOException cause) {
            return unreadable(file, cause);
        }
        String message = String.valueOf(e.getMessage());
        Matcher start = START.matcher(message);
        long line = start.find() ? Long.parseLong(start.group(1)) : 0;
        if (message.startsWith("Unclosed")) {
            return file.line(line)
                    .usage(
                            "unclosed quote starting on line " + line,
                            "close it; a quote inside of quotes is written \"\"");
        }
        if (message.contains("closing quote")) {
            return file.line(line)
                    .usage(
                            "text behind a closing quote in the row that starts on line " + line,
                            "look for an unclosed quote there; a quote inside of quotes is written \"\"");
        }
        String what = message.replaceAll("\\s*\\(record starting at line \\d+\\)", "");
        return file.line(line).usage("is not CSV: " + what, "look for an unclosed quote in that row");
    }

    private static Problem unreadable(DataFile file, IOException e) {
        return e instanceof CharacterCodingException coding
                ? file.line(0).usage(ForeignText.what(coding), ForeignText.advice(coding))
                : file.unreadable(e);
    }
}
