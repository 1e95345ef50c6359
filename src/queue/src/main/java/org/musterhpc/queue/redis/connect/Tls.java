package org.musterhpc.queue.redis.connect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.QueueUnavailableException;
import redis.clients.jedis.DefaultJedisClientConfig;

/**
 * The encrypted way to a server whose certificate is checked: who signed it, and whether it is for the host of the url.
 * Loaded only where the url asks for it.
 */
final class Tls {
    private static final char[] NO_PASSWORD = new char[0];
    private static final String KEY_BEGINS = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_ENDS = "-----END PRIVATE KEY-----";

    private Tls() {}

    // SslOptions, which replaces the deprecated calls, reads key stores; sites hand out PEM files.
    @SuppressWarnings("deprecation")
    static void on(DefaultJedisClientConfig.Builder config, RedisAddress address) {
        SSLParameters checked = new SSLParameters();
        checked.setEndpointIdentificationAlgorithm("HTTPS");
        config.sslParameters(checked);
        if (address.caFile() != null || address.identity() != null) {
            config.sslSocketFactory(context(address).getSocketFactory());
        }
    }

    private static SSLContext context(RedisAddress address) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManagerFactory keys = null;
            if (address.identity() != null) {
                keys = keys(address.identity());
            }
            context.init(keys == null ? null : keys.getKeyManagers(), trust(address.caFile()), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Null: the JDK's own list of authorities. */
    private static TrustManager @Nullable [] trust(@Nullable String authority) throws GeneralSecurityException {
        if (authority == null) {
            return null;
        }
        KeyStore store = empty();
        int number = 0;
        for (Certificate certificate : certificates(authority)) {
            store.setCertificateEntry("ca" + number++, certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust.getTrustManagers();
    }

    private static KeyManagerFactory keys(RedisAddress.Identity identity) throws GeneralSecurityException {
        Certificate[] chain = certificates(identity.certFile()).toArray(Certificate[]::new);
        KeyStore store = empty();
        store.setKeyEntry("muster", key(identity.keyFile()), NO_PASSWORD, chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        return keys;
    }

    private static KeyStore empty() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, NO_PASSWORD);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return store;
    }

    private static Collection<? extends Certificate> certificates(String file) {
        try (InputStream pem = Files.newInputStream(Path.of(file))) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (all.isEmpty()) {
                throw unusable("certificate file " + file, "there is none in it", null);
            }
            return all;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable("certificate file " + file, e.toString(), e);
        }
    }

    private static PrivateKey key(String file) {
        String text;
        try {
            text = Files.readString(Path.of(file));
        } catch (IOException e) {
            throw unusable("key file " + file, e.toString(), e);
        }
        int begin = text.indexOf(KEY_BEGINS);
        int end = text.indexOf(KEY_ENDS);
        if (begin < 0 || end < begin) {
            throw unusable(
                    "key file " + file,
                    "it has no '" + KEY_BEGINS + "'; openssl pkcs8 -topk8 -nocrypt makes such a key of another",
                    null);
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGINS.length(), end));
        } catch (IllegalArgumentException e) {
            throw unusable("key file " + file, "what is in it is not base64", e);
        }
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            PrivateKey key = key(algorithm, encoded);
            if (key != null) {
                return key;
            }
        }
        throw unusable("key file " + file, "it is neither an RSA nor an EC nor an Ed25519 key", null);
    }

    /** Null where it is of another kind. */
    private static @Nullable PrivateKey key(String algorithm, byte[] encoded) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static QueueUnavailableException unusable(String what, String why, @Nullable Throwable cause) {
        return new QueueUnavailableException(
                "the " + what + " cannot be used: " + why, "name another in muster.yml, under redis", cause);
    }
}
