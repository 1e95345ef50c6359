package org.musterhpc.queue.redis;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.musterhpc.queue.QueueUnavailableException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/** What the client library throws, in words: what is wrong at which server, and what to do where that is known. */
final class Trouble {
    /** Errors that pass, or that a person has to mend on the server: in each case nothing was changed. */
    private static final Pattern NOT_NOW =
            Pattern.compile("^(LOADING|OOM|MISCONF|READONLY|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS"
                    + "|NOAUTH|WRONGPASS|NOPERM|DENIED|ERR max number of clients).*");

    /** How Redis 7 says NOPERM of what a script does. */
    private static final String SCRIPT_NOPERM = "ERR The user executing the script can't";

    private static final String READONLY = "READONLY";

    private Trouble() {}

    static RuntimeException of(RedisAddress address, JedisException e) {
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
            return NOT_NOW.matcher(text).matches() || text.startsWith(SCRIPT_NOPERM)
                    ? new QueueUnavailableException("Redis at " + address + " refuses: " + text, advice(text), e)
                    : new IllegalStateException("Redis at " + address + ": " + text, e);
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
    static boolean elsewhere(JedisDataException e) {
        return String.valueOf(e.getMessage()).startsWith(READONLY);
    }

    private static String advice(String text) {
        if (text.startsWith("NOPERM") || text.startsWith(SCRIPT_NOPERM)) {
            return "give our ACL user the rights that docs/operations.md lists";
        }
        return text.startsWith(READONLY) ? "name the primary in the url, or its Sentinels" : "";
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
