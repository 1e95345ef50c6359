package org.musterhpc.queue.environment;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Text for bytes that need not be text: names of files, arguments, variables. What is UTF-8 is its text; each byte that is
 * not is a character of its own, U+10FE80 to U+10FEFF for 0x80 to 0xFF, and becomes that byte again.
 *
 * <p>These are of a private range that no program uses, and unlike the half surrogates that Python takes they pass through
 * JSON, Lua and UTF-8. A name that does have one of them is taken for its bytes, so that nothing is lost either way.
 */
public final class ByteText {
    private static final int BYTE_0 = 0x10FE00;
    private static final int FIRST = BYTE_0 + 0x80;
    private static final int LAST = BYTE_0 + 0xFF;

    /** The first half of each of them in UTF-16. */
    private static final char HIGH = Character.highSurrogate(FIRST);

    /** Whether Java itself makes names of files from text by UTF-8. */
    private static final boolean UTF_8 = "UTF-8".equals(System.getProperty("sun.jnu.encoding"));

    private ByteText() {}

    public static String of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 && text.indexOf(HIGH) < 0 ? text : exact(bytes);
    }

    private static String exact(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(2);
        while (in.hasRemaining()) {
            int from = in.position();
            // A character at a time: what follows is not needed, and must not be read with it.
            CoderResult result = CoderResult.UNDERFLOW;
            for (int length = 1; length <= 4 && from + length <= bytes.length && out.position() == 0; length++) {
                ByteBuffer one = ByteBuffer.wrap(bytes, from, length);
                result = decoder.reset().decode(one, out, true);
            }
            String read = out.flip().toString();
            out.clear();
            boolean plain = !result.isError() && !read.isEmpty() && !stands(read.codePointAt(0));
            int taken = plain ? read.getBytes(StandardCharsets.UTF_8).length : 1;
            if (plain) {
                text.append(read);
            } else {
                text.appendCodePoint(BYTE_0 + (bytes[from] & 0xff));
            }
            in.position(from + taken);
        }
        return text.toString();
    }

    /** The bytes that {@link #of} made the text of; UTF-8 of any other. */
    public static byte[] bytes(String text) {
        if (text.indexOf(HIGH) < 0) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 16);
        int from = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int point = text.codePointAt(at);
            if (stands(point)) {
                bytes.writeBytes(text.substring(from, at).getBytes(StandardCharsets.UTF_8));
                bytes.write(point - BYTE_0);
                from = at + Character.charCount(point);
            }
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    /** Whether it has bytes in it that are not UTF-8. */
    public static boolean raw(String text) {
        return text.indexOf(HIGH) >= 0 && text.codePoints().anyMatch(ByteText::stands);
    }

    private static boolean stands(int point) {
        return point >= FIRST && point <= LAST;
    }

    /**
     * The file of that name below a folder, or wherever an absolute name says; whatever the locale.
     *
     * @throws InvalidPathException where no file can have the name
     */
    public static Path path(Path folder, String name) {
        if (UTF_8 ? !raw(name) : name.chars().allMatch(c -> c < 0x80)) {
            return folder.resolve(name);
        }
        // Only a URI takes bytes as they are.
        String below = name.startsWith("/") ? "" : folder.toUri().getRawPath() + "/";
        StringBuilder uri = new StringBuilder("file://").append(below);
        for (byte b : bytes(name)) {
            boolean plain = b == '/' || (b > 0 && Character.isLetterOrDigit(b));
            uri.append(plain ? Character.toString((char) b) : "%%%02X".formatted(b & 0xff));
        }
        try {
            return Path.of(URI.create(uri.toString()));
        } catch (InvalidPathException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidPathException(name, String.valueOf(e.getMessage()));
        }
    }

    /** As {@link #path(Path, String)}, from the working folder. */
    public static Path path(String name) {
        return path(Path.of(""), name);
    }

    /** The text that {@link #path} makes the path of. */
    public static String of(Path path) {
        String text = path.toString();
        if (text.chars().allMatch(c -> c < 0x80 && c != '?')) {
            return text;
        }
        @Nullable Path parent = path.getParent();
        String name = name(path);
        return parent == null ? name : parent.equals(path.getRoot()) ? "/" + name : of(parent) + "/" + name;
    }

    /** The last name of a path. */
    public static String name(Path path) {
        @Nullable Path name = path.getFileName();
        if (name == null || name.toString().chars().allMatch(c -> c < 0x80 && c != '?')) {
            return String.valueOf(name == null ? path : name);
        }
        String uri = name.toUri().getRawPath(); // a folder's has a slash at its end
        String last = uri.substring(uri.lastIndexOf('/', uri.length() - 2) + 1).replace("/", "");
        // ISO-8859-1 has a character for each byte.
        return of(URLDecoder.decode(last.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
                .getBytes(StandardCharsets.ISO_8859_1));
    }
}
