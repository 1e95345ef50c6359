package org.musterhpc.launcher.view.text;

import java.time.ZoneId;
import java.util.Map;
import java.util.stream.Collectors;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.TextWidth;
import org.musterhpc.launcher.view.Times;
import org.musterhpc.queue.View;

/** {@code events} for people: a line each. */
public final class EventText {
    private EventText() {}

    public static String line(TextStyle look, View.Event event, ZoneId zone) {
        String what = event.id().isEmpty() ? event.stage() : event.id();
        String detail = event.detail().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
        String line = TextWidth.padRight(Harmless.line(event.kind()), 10) + "  "
                + TextWidth.padRight(Harmless.line(what), 24) + "  " + Harmless.line(detail);
        String time = Times.local(event.time(), zone);
        int room = look.width() == TextStyle.UNBOUNDED ? TextStyle.UNBOUNDED : look.width() - time.length() - 2;
        return look.paint().dim(time) + "  "
                + TextWidth.cut(line, room, look.glyphs().ellipsis()).stripTrailing();
    }
}
