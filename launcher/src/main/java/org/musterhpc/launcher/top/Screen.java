package org.musterhpc.launcher.top;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.TextStyle;

/** The whole of a terminal, from {@link #open} to {@link #close}; then it is as it was before, however the program ends. */
final class Screen implements AutoCloseable {
    private static final long WAIT_MS = 100;
    /** What belongs to one key comes at once, even over a slow line. */
    private static final long SEQUENCE_MS = 50;

    private final Terminal terminal;
    private final Output out;
    private final Display display;
    private final NonBlockingReader keys;
    private final Attributes before;
    private final AtomicBoolean resized = new AtomicBoolean(true);
    private final Thread atEnd = new Thread(this::restore, "muster-screen");
    private Size size = Size.of(80, 24);
    private List<String> drawn = List.of();
    private boolean restored;
    private boolean gone;

    private Screen(Terminal terminal, Output out) {
        this.terminal = terminal;
        this.out = out;
        this.display = new Display(terminal, true);
        this.keys = terminal.reader();
        this.before = terminal.enterRawMode();
        Runtime.getRuntime().addShutdownHook(atEnd);
        terminal.handle(Terminal.Signal.WINCH, signal -> resized.set(true));
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
    }

    /** Null where the terminal can do too little for it. */
    static @Nullable Screen open(Output out) {
        // Lines would be drawn by a second set of characters, which not every terminal has beside UTF-8.
        System.setProperty("org.jline.utils.disableAlternateCharset", "true");
        try {
            // stty and tty are asked, as elsewhere in this program: no native code, which a later Java warns of.
            Terminal terminal = TerminalBuilder.builder()
                    .system(true)
                    .provider("exec")
                    .dumb(false)
                    .encoding(StandardCharsets.UTF_8)
                    .nativeSignals(true)
                    .signalHandler(Terminal.SignalHandler.SIG_IGN)
                    .build();
            if (terminal.getStringCapability(Capability.cursor_address) == null) {
                terminal.close();
                return null;
            }
            return new Screen(terminal, out);
        } catch (IOException | IllegalStateException e) {
            return null;
        }
    }

    /** How text looks on it now. */
    TextStyle look() {
        if (resized.getAndSet(false)) {
            Size now = terminal.getSize();
            size = now.getColumns() > 0 && now.getRows() > 0 ? now : size;
            display.resize(size);
            redraw();
        }
        TextStyle look = out.look();
        // A line that reaches the edge would make some terminals begin another.
        return new TextStyle(Math.max(1, size.getColumns() - 1), look.colour(), look.utf8(), true);
    }

    int rows() {
        return size.getRows();
    }

    /** The next key, where one comes within a moment. */
    @Nullable
    Key key() {
        int first = read(WAIT_MS);
        return first < 0 ? null : Key.read(first, () -> read(SEQUENCE_MS));
    }

    private int read(long ms) {
        try {
            int read = keys.read(ms);
            gone |= read == NonBlockingReader.EOF;
            return read;
        } catch (IOException e) {
            gone = true;
            return NonBlockingReader.EOF;
        }
    }

    /** Whether there is no terminal any more. */
    boolean gone() {
        return gone;
    }

    void draw(List<String> lines) {
        if (lines.equals(drawn)) {
            return;
        }
        List<AttributedString> shown = new ArrayList<>();
        for (String line : lines) {
            shown.add(AttributedString.fromAnsi(out.shown(line)).columnSubSequence(0, size.getColumns() - 1));
        }
        display.update(shown, 0);
        terminal.flush();
        drawn = List.copyOf(lines);
    }

    /** What is drawn next is drawn whole. */
    void redraw() {
        display.clear();
        drawn = List.of();
    }

    private synchronized void restore() {
        if (restored) {
            return;
        }
        restored = true;
        terminal.puts(Capability.exit_ca_mode);
        terminal.puts(Capability.cursor_normal);
        terminal.flush();
        terminal.setAttributes(before);
        try {
            terminal.close();
        } catch (IOException e) {
            gone = true; // then there is nothing to restore
        }
    }

    @Override
    public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException e) {
            gone = true; // the program ends already
        }
    }
}
