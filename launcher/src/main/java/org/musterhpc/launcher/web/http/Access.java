package org.musterhpc.launcher.web.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.text.Sha256;
import org.musterhpc.launcher.time.Pause;

/**
 * Who may look and act: who shows the token, the password, or the cookie that he got for one of them. A browser sends a cookie by
 * itself, whatever page made it ask; so who shows no more than that has to bring, to act, what only a page of ours can read.
 */
public final class Access {
    public static final String GUARD = "Muster-Guard";

    private static final int BYTES = 32;
    private static final int MOST_SESSIONS = 1_000;
    private static final int MOST_GUESSING = 4;
    private static final Duration AFTER_A_WRONG_GUESS = Duration.ofSeconds(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] token;
    private final byte @Nullable [] password;
    private final String cookie;
    private final boolean encrypted;
    private final Pause pause;
    private final Semaphore guessing = new Semaphore(MOST_GUESSING);
    private final Map<String, String> sessions = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_SESSIONS;
        }
    };

    /**
     * Somebody who may look.
     *
     * @param guard what he has to bring to act; null: nothing more than he has shown
     */
    public record Visitor(@Nullable String guard) {}

    /**
     * @param token for whoever started the program
     * @param password for others; null: there is none
     * @param port a browser keeps the cookies of all ports of a machine together
     * @param encrypted whether the cookie is never sent in the clear
     */
    public Access(String token, @Nullable String password, int port, boolean encrypted, Pause pause) {
        this.token = digest(token);
        this.password = password == null ? null : digest(password);
        this.cookie = "muster_" + port;
        this.encrypted = encrypted;
        this.pause = pause;
    }

    public static String secret() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public boolean takesPassword() {
        return password != null;
    }

    /** Null: nobody that is known. */
    @Nullable
    public Visitor visitor(Request request) {
        String given = request.header("Authorization");
        String shown = given == null ? request.query("token", "") : given.replaceFirst("(?i)^Bearer +", "");
        if (!shown.isEmpty() && isToken(shown)) {
            return new Visitor(null);
        }
        if (given != null && given.regionMatches(true, 0, "Basic ", 0, 6) && isPassword(basic(given.substring(6)))) {
            return new Visitor(null);
        }
        String session = session(request);
        synchronized (sessions) {
            String guard = session == null ? null : sessions.get(keptAs(session));
            return guard == null ? null : new Visitor(guard);
        }
    }

    public boolean isToken(String shown) {
        return MessageDigest.isEqual(token, digest(shown));
    }

    /** A wrong one takes its time, and few may guess at once. */
    public boolean isPassword(String shown) {
        if (password == null || shown.isEmpty()) {
            return false;
        }
        if (!guessing.tryAcquire()) {
            throw new HttpRefusal(429, "too many try passwords at this moment", "try again in some seconds");
        }
        try {
            boolean right = MessageDigest.isEqual(password, digest(shown));
            if (!right) {
                pause.pause(AFTER_A_WRONG_GUESS);
            }
            return right;
        } finally {
            guessing.release();
        }
    }

    /** Lets a browser in: the header that gives it its cookie. */
    public Map<String, String> enter() {
        String session = secret();
        synchronized (sessions) {
            sessions.put(keptAs(session), secret());
        }
        return Map.of(
                "Set-Cookie",
                cookie + "=" + session + "; Path=/; HttpOnly; SameSite=Strict" + (encrypted ? "; Secure" : ""));
    }

    /** @throws HttpRefusal where a page of somebody else's may have made the browser ask */
    public void requireActing(Request request, Visitor visitor, HostNames hosts) {
        String shown = request.header(GUARD);
        boolean guarded = visitor.guard() == null
                || (shown != null && MessageDigest.isEqual(digest(visitor.guard()), digest(shown)));
        if (!guarded || !hosts.sameOrigin(request)) {
            throw new HttpRefusal(
                    403,
                    "a request that changes something has to come from this page, or to show the token",
                    "load the page anew; a program sends Authorization: Bearer TOKEN");
        }
    }

    private @Nullable String session(Request request) {
        String cookies = request.header("Cookie");
        for (String each : (cookies == null ? "" : cookies).split(";", -1)) {
            String[] parts = each.strip().split("=", -1);
            if (parts.length == 2 && parts[0].equals(cookie)) {
                return parts[1];
            }
        }
        return null;
    }

    private static String basic(String encoded) {
        try {
            String text = new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8);
            return text.substring(text.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String keptAs(String session) {
        return Base64.getEncoder().encodeToString(digest(session));
    }

    /** Of one length, whatever the text's: then comparing takes the same time. */
    private static byte[] digest(String text) {
        return Sha256.of(text);
    }
}
