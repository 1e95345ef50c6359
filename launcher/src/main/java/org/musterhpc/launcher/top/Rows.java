package org.musterhpc.launcher.top;

import java.util.List;

/** Which row of a list is chosen, and which part of the list is on the screen. The choice stays with what it was made of. */
final class Rows {
    private List<String> keys = List.of();
    private String chosen = "";
    private int at;
    private int top;
    private int room = 1;

    /** The rows as they are now. */
    void settle(List<String> now) {
        keys = List.copyOf(now);
        int same = keys.indexOf(chosen);
        choose(same >= 0 ? same : at);
    }

    /** Forgets the choice, for another list. */
    void begin() {
        chosen = "";
        at = 0;
        top = 0;
    }

    /** @return whether it was a key that moves the choice */
    boolean press(Key.Kind key) {
        switch (key) {
            case UP -> choose(at - 1);
            case DOWN -> choose(at + 1);
            case PAGE_UP -> choose(at - room);
            case PAGE_DOWN -> choose(at + room);
            case HOME -> choose(0);
            case END -> choose(keys.size() - 1);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void choose(int wanted) {
        at = Math.max(0, Math.min(wanted, keys.size() - 1));
        chosen = keys.isEmpty() ? chosen : keys.get(at);
    }

    /** From which row on they are shown, where so many find room. */
    int from(int rows) {
        room = Math.max(1, rows);
        top = Math.max(at - room + 1, Math.min(top, at));
        top = Math.max(0, Math.min(top, keys.size() - room));
        return top;
    }

    int at() {
        return at;
    }

    boolean atFirst() {
        return at == 0;
    }

    boolean atLast() {
        return at >= keys.size() - 1;
    }
}
