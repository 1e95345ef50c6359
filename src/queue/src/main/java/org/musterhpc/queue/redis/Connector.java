package org.musterhpc.queue.redis;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.musterhpc.queue.QueueUnavailableException;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;

/** Opens connections that never wait for ever. */
final class Connector {
    /** Long enough for a busy server, short enough that a network cut is noticed before a lease lapses. */
    static final int CONNECT_MS = 3_000;

    static final int ANSWER_MS = 10_000;

    private Connector() {}

    static Wire open(RedisAddress address, int connections, Supplier<String> clock) {
        return open(address, connections, clock, Script.texts());
    }

    static Wire open(RedisAddress address, int connections, Supplier<String> clock, Map<Script, Script.Text> texts) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        // Registering with JMX loads hundreds of classes and nobody looks.
        pool.setJmxEnabled(false);
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        RedisClient client = RedisClient.builder()
                .hostAndPort(server(address))
                .clientConfig(config(address).build())
                .poolConfig(pool)
                .build();
        return new Wire(client, address, clock, texts);
    }

    static HostAndPort server(RedisAddress address) {
        URI uri = URI.create(address.url());
        return new HostAndPort(uri.getHost(), uri.getPort() < 0 ? 6379 : uri.getPort());
    }

    // SslOptions, which replaces the deprecated calls, reads key stores; sites hand out PEM files.
    @SuppressWarnings("deprecation")
    static DefaultJedisClientConfig.Builder config(RedisAddress address) {
        URI uri = URI.create(address.url());
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(CONNECT_MS)
                .socketTimeoutMillis(ANSWER_MS)
                .blockingSocketTimeoutMillis(ANSWER_MS)
                .clientName("muster")
                .resp2()
                .ssl(uri.getScheme().equals("rediss"));
        if (address.user() != null) {
            config.user(address.user());
        }
        if (address.password() != null) {
            config.password(address.password());
        }
        if (uri.getPath() != null && uri.getPath().length() > 1) {
            config.database(Integer.parseInt(uri.getPath().substring(1)));
        }
        if (uri.getScheme().equals("rediss")) {
            SSLParameters checked = new SSLParameters();
            checked.setEndpointIdentificationAlgorithm("HTTPS");
            config.sslParameters(checked);
            if (address.caFile() != null) {
                config.sslSocketFactory(trusting(Path.of(address.caFile())).getSocketFactory());
            }
        }
        return config;
    }

    private static SSLContext trusting(Path authority) {
        try (InputStream pem = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new QueueUnavailableException("the certificate file " + authority + " cannot be used: " + e, e);
        }
    }
}
