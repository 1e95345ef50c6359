package org.musterhpc.queue.redis.connect;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.QueueUnavailableException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/** What the client library throws, in words: what is wrong at which server, and what to do where that is known. */
public final class RedisErrors {
    /** What servers put around what a script met: Redis 6.2 before it, all after it. */
    private static final Pattern WRAPPED =
            Pattern.compile("^ERR Error running script \\(call to \\w+\\): @\\w+: ?\\d+: (?:@\\w+: ?\\d+: )?-?");

    private static final Pattern TRAILER = Pattern.compile("\\.? ?script: (?:\\w+, )?on @\\w+:\\d+\\.?$");

    /** A script may not do what its user may not: NOPERM, in the words of Redis and of Valkey. */
    private static final Pattern SCRIPT_NOPERM =
            Pattern.compile("^(?:ERR )?(?:The user executing the script can't|ACL failure in script).*");

    private static final String READONLY = "READONLY";
    private static final String RESTORE =
            "somebody else wrote to that key, or it was lost in part: muster rollcall NAME --deep tells more,"
                    + " muster restore NAME builds the campaign anew";

    /** By the first word, what a person can do; nothing was changed by what was refused. */
    private static final Map<String, String> ADVICE = Map.of(
            READONLY,
            "name the primary in the url, or its Sentinels",
            "OOM",
            "Redis is full: give it more memory (maxmemory), or remove what has ended with muster purge",
            "MISCONF",
            "Redis cannot write to its disk: its log says why",
            "NOPERM",
            "give our ACL user the rights that docs/operations.md lists",
            "DAMAGED",
            RESTORE,
            "WRONGTYPE",
            RESTORE);

    private RedisErrors() {}

    public static QueueUnavailableException of(RedisAddress address, JedisException e) {
        String text = String.valueOf(e.getMessage());
        if (e instanceof JedisRedirectionException && address.where().kind() != ServerUrl.Kind.CLUSTER) {
            return new QueueUnavailableException(
                    "Redis at " + address + " is a node of a Redis Cluster: " + text,
                    "write the url as redis-cluster://HOST:PORT",
                    e);
        }
        if (text.startsWith("ERR unknown command")) {
            return new QueueUnavailableException(
                    "Redis at " + address + " does not know a command: " + text,
                    "name a Redis of version 6.2 or later; a Sentinel is named as redis-sentinel://HOST:26379/0#PRIMARY",
                    e);
        }
        if (e instanceof JedisDataException) {
            String said = said(text);
            String what = "Redis at " + address + " refuses: " + said;
            return said.startsWith("DAMAGED") || said.startsWith("WRONGTYPE")
                    ? new DamagedException(what, advice(said), e)
                    : new QueueUnavailableException(what, advice(said), e);
        }
        Throwable deepest = deepest(e);
        if (deepest instanceof JedisDataException && address.where().kind() == ServerUrl.Kind.SENTINEL) {
            return new QueueUnavailableException(
                    "the Sentinels of Redis at " + address + " refuse: " + deepest.getMessage(),
                    "Sentinels ask for no password, or for the same as Redis",
                    e);
        }
        if (address.where().tls()) {
            return encrypted(address, e, deepest);
        }
        return new QueueUnavailableException("no answer from Redis at " + address + " (" + words(deepest) + ")", "", e);
    }

    /** Whether a connection led to a server that is no longer the primary. */
    public static boolean elsewhere(JedisDataException e) {
        return said(String.valueOf(e.getMessage())).startsWith(READONLY);
    }

    /** What the server means, without what its version puts around it. */
    private static String said(String text) {
        String inner = WRAPPED.matcher(text).replaceFirst("");
        return TRAILER.matcher(inner).replaceFirst("");
    }

    private static String advice(String said) {
        if (SCRIPT_NOPERM.matcher(said).matches()) {
            return ADVICE.getOrDefault("NOPERM", "");
        }
        int blank = said.indexOf(' ');
        return ADVICE.getOrDefault(blank < 0 ? said : said.substring(0, blank), "");
    }

    /** A certificate is refused for one of two reasons that a person can mend; there is no way round it. */
    private static QueueUnavailableException encrypted(RedisAddress address, JedisException e, Throwable deepest) {
        String words = String.valueOf(deepest.getMessage());
        String signer = address.caFile() == null ? "no authority that Java knows" : "none in " + address.caFile();
        if (words.contains("certification path") || words.contains("trust")) {
            return new QueueUnavailableException(
                    "the certificate of Redis at " + address + " is signed by " + signer,
                    "name the PEM file of the authority that signed it: redis: {ca: FILE} in muster.yml",
                    e);
        }
        if (words.contains("subject alternative") || words.contains("No name matching")) {
            return new QueueUnavailableException(
                    "the certificate of Redis at " + address + " is not for that host: " + words,
                    "write the url with a host that the certificate names, or have one made that names this host",
                    e);
        }
        return new QueueUnavailableException(
                "no answer from Redis at " + address + " (" + words(deepest) + ")",
                deepest instanceof ConnectException || deepest instanceof UnknownHostException
                        ? ""
                        : "see that the server runs, that the port is one of TLS, and whether it asks for a certificate of"
                                + " ours (redis: {cert: FILE, key: FILE})",
                e);
    }

    private static Throwable deepest(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }

    private static String words(Throwable e) {
        String text = e.getMessage();
        return text == null ? e.getClass().getSimpleName() : text.toLowerCase(Locale.ROOT);
    }
}
