package org.musterhpc.launcher.cluster;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a use case says, for whoever asked for it. */
public record KeptNotes(List<String> lines) implements Notes {
    public KeptNotes() {
        this(new ArrayList<>());
    }

    @Override
    public void note(String line) {
        lines.add(line);
    }

    @Override
    public Open during(String what) {
        return () -> {};
    }

    /** Empty where nothing was said. */
    public String first() {
        return lines.isEmpty() ? "" : lines.get(0);
    }
}
