package org.musterhpc.launcher.source;

import org.jspecify.annotations.Nullable;

/**
 * How a table is written.
 *
 * @param separator between two fields
 * @param comments what a line begins with that is no row; null: every line is one
 */
public record CsvForm(char separator, @Nullable Character comments) {
    /** As RFC 4180 has it. */
    public static final CsvForm COMMAS = new CsvForm(',', null);

    private static final char QUOTE = '"';

    /** @throws IllegalArgumentException where no table can be read so */
    public CsvForm {
        if (separator == QUOTE || Character.isLetterOrDigit(separator) || separator == '\n' || separator == '\r') {
            throw new IllegalArgumentException(
                    "'" + separator + "' cannot separate fields; write one character such as ';', or tab");
        }
        if (comments != null && (comments == separator || comments == QUOTE)) {
            throw new IllegalArgumentException(
                    "'" + comments + "' cannot begin a comment in this table; write one character such as '#'");
        }
    }
}
