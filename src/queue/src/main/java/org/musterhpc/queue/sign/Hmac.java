package org.musterhpc.queue.sign;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC with SHA-256 (RFC 2104) under one key. Java's own {@code Mac} does the same, but the first one in a process makes
 * the security framework check itself, for longer than an agent takes to start; a test compares the two.
 */
final class Hmac {
    private static final int BLOCK = 64;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    /** Digests that have read the key; they are copied, never updated, so that any thread may use them. */
    private final MessageDigest inner;

    private final MessageDigest outer;

    Hmac(byte[] key) {
        byte[] block = Arrays.copyOf(key.length > BLOCK ? sha256().digest(key) : key, BLOCK);
        this.inner = begun(block, INNER);
        this.outer = begun(block, OUTER);
    }

    /** The whole 32 bytes. */
    byte[] of(String text) {
        MessageDigest outside = copy(outer);
        outside.update(copy(inner).digest(text.getBytes(StandardCharsets.UTF_8)));
        return outside.digest();
    }

    private static MessageDigest begun(byte[] block, byte mask) {
        byte[] masked = block.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= mask;
        }
        MessageDigest digest = sha256();
        digest.update(masked);
        return digest;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static MessageDigest copy(MessageDigest begun) {
        try {
            return (MessageDigest) begun.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of every Java can be copied", e);
        }
    }
}
