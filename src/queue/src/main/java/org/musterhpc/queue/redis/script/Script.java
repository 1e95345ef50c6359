package org.musterhpc.queue.redis.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Lua scripts: one file each beside this class, whose header says what it does, takes and returns. */
public enum Script {
    CREATE,
    PUSH,
    BEGIN_RESTORE,
    RESTORE,
    BEGIN_MENDING,
    END_MENDING,
    SEAL,
    UNSEAL,
    CLOSE,
    CHANGE,
    FREE_GROUPS,
    UPSTREAM,
    CLAIM,
    TAKE,
    DOUBLE,
    FINISH,
    RETRY,
    BURY,
    GIVE_BACK,
    AMEND,
    BEAT,
    CHECK,
    LAPSED,
    HELD,
    HOLDERS,
    SECOND_HOLDERS,
    FORGET,
    TEND,
    AUDIT,
    COMPLETE,
    RING,
    JUMPED,
    NOW,
    PAGE,
    PAUSE,
    CANCEL,
    CANCEL_ONE,
    LOCATE,
    SEEK,
    REQUEUE,
    REOPEN,
    TALLY,
    WATCH,
    WATCHER_ENTER,
    WATCHER_NEXT,
    WATCHER_HOLD,
    WATCHER_LEAVE,
    WATCHER_NOTE,
    END_CALL,
    INTEND,
    SETTLE,
    GOAL,
    PURGE;

    private final String text;

    Script() {
        text = Source.assemble(name().toLowerCase(Locale.ROOT).replace('_', '-') + ".lua");
    }

    /** All of them as they are; a test of the tests may alter one. */
    public static Map<Script, Text> texts() {
        Map<Script, Text> texts = new EnumMap<>(Script.class);
        for (Script script : values()) {
            texts.put(script, Text.of(script.text));
        }
        return texts;
    }

    /**
     * @param lua the script with its shared parts put in
     * @param sha the name under which Redis keeps it, for {@code EVALSHA}
     */
    public record Text(String lua, String sha) {
        public static Text of(String lua) {
            return new Text(lua, Source.sha1(lua));
        }
    }

    public Call on(List<String> keys, List<String> args) {
        return new Call(this, keys, args);
    }

    /** A script with its keys and arguments; the first argument is always the time, or empty. */
    public record Call(Script script, List<String> keys, List<String> args) {
        public Call {
            assert Declared.wrong(script, keys).isEmpty() : script + ": " + Declared.wrong(script, keys);
        }
    }

    /** Read where assertions are enabled alone. */
    private static final class Declared {
        private static final Map<Script, DeclaredKeys> KEYS = new EnumMap<>(Script.class);

        static {
            for (Script each : values()) {
                KEYS.put(each, DeclaredKeys.of(each, each.text));
            }
        }

        private static String wrong(Script script, List<String> keys) {
            return Objects.requireNonNull(KEYS.get(script)).wrong(keys);
        }
    }

    /** In a class of its own, because an enum's constants are made before its own static fields. */
    private static final class Source {
        private static final Pattern INCLUDE = Pattern.compile("^--@include (\\S+)$", Pattern.MULTILINE);

        private static String assemble(String file) {
            Matcher include = INCLUDE.matcher(read(file));
            return include.replaceAll(
                    found -> Matcher.quoteReplacement(read(found.group(1)).stripTrailing()));
        }

        private static String read(String file) {
            try (InputStream in = Script.class.getResourceAsStream(file)) {
                if (in == null) {
                    throw new IllegalStateException("no such script: " + file);
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String sha1(String text) {
            try {
                // Redis names scripts by SHA-1; nothing is protected by it.
                byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
