package org.musterhpc.launcher.web.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;

/**
 * The page's certificate and its key, out of PEM files.
 *
 * @param names for which the certificate is good
 */
public record Encryption(SSLContext context, List<String> names) {
    private static final char[] NO_PASSWORD = new char[0];
    private static final String BEGINS = "-----BEGIN PRIVATE KEY-----";
    private static final String ENDS = "-----END PRIVATE KEY-----";
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    /** @throws Problem usage, where they cannot be read, or others may read the key */
    public static Encryption of(Path certificate, Path key) {
        try {
            Certificate[] chain = certificates(certificate);
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, NO_PASSWORD);
            PrivateKey secret = key(key);
            if (!belong(secret, chain[0].getPublicKey())) {
                throw Problem.usage(
                        "--tls-key: " + key + " is not the key of the certificate in " + certificate,
                        "give the key that it was made with; the server's own certificate stands first in its file");
            }
            store.setKeyEntry("muster", secret, NO_PASSWORD, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new Encryption(context, names((X509Certificate) chain[0]));
        } catch (GeneralSecurityException | IOException e) {
            throw Problem.usage(
                    "--tls-cert " + certificate + " and --tls-key " + key + " cannot be used together: "
                            + e.getMessage(),
                    "give the PEM file of a certificate, with those that signed it, and that of its key");
        }
    }

    private static Certificate[] certificates(Path file) throws GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(file)) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (all.isEmpty()) {
                throw Problem.usage("--tls-cert: there is no certificate in " + file, "name a PEM file");
            }
            return all.toArray(Certificate[]::new);
        } catch (IOException e) {
            throw Problem.usage(
                    "--tls-cert: " + file + " cannot be read: " + PrivateFiles.reason(e), "name a PEM file");
        }
    }

    private static PrivateKey key(Path file) throws GeneralSecurityException {
        String text = SecretFile.read("--tls-key", file);
        int begin = text.indexOf(BEGINS);
        int end = text.indexOf(ENDS);
        if (begin < 0 || end < begin) {
            throw Problem.usage(
                    "--tls-key: there is no '" + BEGINS + "' in " + file,
                    "make such a key of another: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW");
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(text.substring(begin + BEGINS.length(), end));
        } catch (IllegalArgumentException e) {
            throw Problem.usage("--tls-key: what is in " + file + " is not base64", "name a PEM file");
        }
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            PrivateKey key = key(algorithm, encoded);
            if (key != null) {
                return key;
            }
        }
        throw Problem.usage("--tls-key: " + file + " is of no kind that Java knows", "make an RSA or EC key");
    }

    private static @Nullable PrivateKey key(String algorithm, byte[] encoded) throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException e) {
            return null; // it is of another kind
        }
    }

    /** Whether what the one signs, the other knows; nobody else looks before a browser does. */
    private static boolean belong(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
        if (!secret.getAlgorithm().equals(open.getAlgorithm())) {
            return false;
        }
        String algorithm = switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> secret.getAlgorithm();
        };
        byte[] text = Access.secret().getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(secret);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update(text);
        return signature.verify(signed);
    }

    private static List<String> names(X509Certificate certificate) throws GeneralSecurityException {
        List<String> names = new ArrayList<>();
        Collection<List<?>> others = certificate.getSubjectAlternativeNames();
        for (List<?> other : others == null ? List.<List<?>>of() : others) {
            boolean name = other.get(0).equals(DNS) || other.get(0).equals(ADDRESS);
            if (name && other.get(1) instanceof String text) {
                names.add(text.indexOf(':') >= 0 ? "[" + text + "]" : text);
            }
        }
        return names;
    }
}
