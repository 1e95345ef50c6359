package org.musterhpc.queue.command;

import java.util.regex.Pattern;

/** How a value must be written at a place of a command, so that the shell reads it as exactly that value. */
enum ValueQuoting {
    /** No shell sees it. */
    VERBATIM {
        @Override
        String apply(String value) {
            return value;
        }
    },
    /** Between blanks or so: left as it is where that is safe and easier to read, else in single quotes. */
    PLAIN {
        @Override
        String apply(String value) {
            boolean plain = SAFE.matcher(value).matches()
                    && !RESERVED.contains(value)
                    && !CALCULATING.matcher(value).matches();
            return plain ? value : QUOTED.apply(value);
        }
    },
    /** Beside characters that could give a plain value a meaning, as in <code>{{n}}&gt;file</code> or <code>~{{user}}</code>. */
    QUOTED {
        @Override
        String apply(String value) {
            return "'" + IN_SINGLE.apply(value) + "'";
        }
    },
    IN_SINGLE {
        @Override
        String apply(String value) {
            return value.replace("'", "'\\''");
        }
    },
    IN_DOUBLE {
        @Override
        String apply(String value) {
            StringBuilder out = new StringBuilder(value.length() + 8);
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '\\' || c == '"' || c == '$' || c == '`') {
                    out.append('\\');
                }
                out.append(c);
            }
            return out.toString();
        }
    },
    /**
     * Where bash calculates. It evaluates what it finds there, quoted or not, so {@code a[$(reboot)]} would run: only
     * whole numbers may stand there.
     */
    NUMBER {
        @Override
        String apply(String value) {
            if (!WHOLE.matcher(value).matches()) {
                throw new FillException("'" + value + "' is not a whole number, and the shell calculates with it");
            }
            return value;
        }
    };

    // Neither '=' (NAME=value before a command is an assignment) nor ',' (brace expansion).
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_./:@%+-]+");
    /** Between {@code [[} and {@code ]]}, unquoted, these have bash calculate what stands beside them. */
    private static final Pattern CALCULATING = Pattern.compile("-(?:eq|ne|lt|le|gt|ge|v|R)");

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

    /** A value that is a part of one of these could become one beside what stands next to it. */
    private static final String RESERVED =
            "if then else elif fi do done case esac while until for in function time select coproc";

    abstract String apply(String value);
}
