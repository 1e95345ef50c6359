package org.musterhpc.launcher.top;

import java.util.function.IntSupplier;

/**
 * A key that was pressed.
 *
 * @param character what it types; 0 where it is a key of another kind
 */
record Key(Kind kind, int character) {
    private static final int ESCAPE = 27;

    enum Kind {
        CHARACTER,
        UP,
        DOWN,
        PAGE_UP,
        PAGE_DOWN,
        HOME,
        END,
        ENTER,
        BACK,
        ERASE,
        REDRAW,
        /** Ctrl-C, which a terminal without line editing gives as a character. */
        INTERRUPT,
        /** One of which nothing is known. */
        OTHER
    }

    static Key of(Kind kind) {
        return new Key(kind, 0);
    }

    static Key of(char character) {
        return new Key(Kind.CHARACTER, character);
    }

    /**
     * What a terminal sends for a key: one character, or several that begin with Escape.
     *
     * @param more the next character; less than 0 where none comes at once
     */
    static Key read(int first, IntSupplier more) {
        return switch (first) {
            case '\r', '\n' -> of(Kind.ENTER);
            case 3 -> of(Kind.INTERRUPT);
            case 8, 127 -> of(Kind.ERASE);
            case 12 -> of(Kind.REDRAW);
            case ESCAPE -> sequence(more);
            default -> first < ' ' ? of(Kind.OTHER) : new Key(Kind.CHARACTER, first);
        };
    }

    private static Key sequence(IntSupplier more) {
        int second = more.getAsInt();
        if (second < 0 || second == ESCAPE) {
            return of(Kind.BACK); // Escape itself
        }
        if (second != '[' && second != 'O') {
            return of(Kind.OTHER);
        }
        int number = 0;
        int last = more.getAsInt();
        while (last >= ' ' && last < '@') {
            number = Character.isDigit(last) && number < 100 ? number * 10 + last - '0' : number;
            last = more.getAsInt();
        }
        return of(last == '~' ? numbered(number) : lettered(last));
    }

    private static Kind numbered(int number) {
        return switch (number) {
            case 1, 7 -> Kind.HOME;
            case 4, 8 -> Kind.END;
            case 5 -> Kind.PAGE_UP;
            case 6 -> Kind.PAGE_DOWN;
            default -> Kind.OTHER;
        };
    }

    private static Kind lettered(int letter) {
        return switch (letter) {
            case 'A' -> Kind.UP;
            case 'B' -> Kind.DOWN;
            case 'C' -> Kind.ENTER; // right: into it
            case 'D' -> Kind.BACK;
            case 'H' -> Kind.HOME;
            case 'F' -> Kind.END;
            case 'M' -> Kind.ENTER; // that of the digits
            default -> Kind.OTHER;
        };
    }
}
