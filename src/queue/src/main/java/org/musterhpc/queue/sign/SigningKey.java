package org.musterhpc.queue.sign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Children;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.OnEnd;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.model.codec.BadMessageException;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.model.codec.MessageText;
import org.musterhpc.queue.model.codec.StageCodec;

/**
 * The secret of one campaign. It is made by the launcher, handed to agents in a file that only its owner can read, and
 * never enters Redis. What is signed, and what is left out because agents change it: docs/protocol.md, "Signatures".
 */
public final class SigningKey {
    private static final int KEY_BYTES = 32;
    /** Half of an HMAC-SHA-256, as RFC 4868 takes it: guessing one needs 2¹²⁸ messages to an agent. */
    private static final int SIGNATURE_BYTES = 16;
    /** The key under which a message carries its signature. */
    private static final String FIELD = "sig";

    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final byte[] secret;
    private final Hmac hmac;

    private SigningKey(byte[] secret) {
        this.secret = secret;
        this.hmac = new Hmac(secret);
    }

    public static SigningKey fresh() {
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        return new SigningKey(secret);
    }

    /**
     * Reads back what {@link #text} wrote.
     *
     * @throws IllegalArgumentException where it is not a key; the text is not repeated in the message
     */
    public static SigningKey of(String text) {
        byte[] secret;
        try {
            secret = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not a signing key: not in base64");
        }
        if (secret.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "is not a signing key: it has " + secret.length + " bytes, not " + KEY_BYTES);
        }
        return new SigningKey(secret);
    }

    /** The secret, for a file that only its owner can read. */
    public String text() {
        return TEXT.encodeToString(secret);
    }

    /** The campaign with its signature, in place of one that it had. */
    public Campaign sign(Campaign campaign) {
        return campaign.withSignature(signature(content(campaign)));
    }

    /** Whether it is what the owner of this key submitted. */
    public boolean signed(Campaign campaign) {
        return fits(campaign.signature(), content(campaign));
    }

    /**
     * The message with its signature, in place of one that it had.
     *
     * @param message as {@link MessageCodec#decode} gives it: numbers of other kinds may be written differently
     */
    public Message sign(String stage, Message message) {
        ObjectNode extra = message.extra().deepCopy();
        extra.put(FIELD, signature(content(stage, message)));
        return new Message(message.id(), message.n(), message.tries(), message.needs(), message.params(), extra);
    }

    /** As {@link #sign(String, Message)}: what is plain is signed as it stands, and the signature put behind it. */
    public MessageText sign(String stage, MessageText message) {
        String text = message.text();
        if (!message.plain()) {
            return MessageText.of(sign(stage, decoded(text)));
        }
        String signature = signature(head(stage) + text);
        String signed = text.substring(0, text.length() - 1) + ",\"" + FIELD + "\":\"" + signature + "\"}";
        return new MessageText(message.n(), message.id(), signed, false);
    }

    private static Message decoded(String text) {
        try {
            return MessageCodec.decode(text, "");
        } catch (BadMessageException e) {
            throw new IllegalStateException("what the codec wrote, it reads", e);
        }
    }

    private static String head(String stage) {
        return "muster message 1\n" + stage + "\n";
    }

    /** Whether the owner of this key sent the message to this stage. */
    public boolean signed(String stage, Message message) {
        return fits(message.extra().path(FIELD).asText(), content(stage, message));
    }

    /** Whether a message claims to be signed, by whomever. */
    static boolean bearsSignature(Message message) {
        return message.extra().has(FIELD);
    }

    private String signature(String content) {
        return TEXT.encodeToString(Arrays.copyOf(hmac.of(content), SIGNATURE_BYTES));
    }

    private boolean fits(String signature, String content) {
        return MessageDigest.isEqual(
                signature.getBytes(StandardCharsets.UTF_8), signature(content).getBytes(StandardCharsets.UTF_8));
    }

    private static String content(Campaign campaign) {
        StringBuilder content = new StringBuilder("muster campaign 1\n")
                .append(campaign.name())
                .append('\n')
                .append(campaign.digest())
                .append('\n')
                .append(campaign.owner())
                .append('\n')
                .append(campaign.acceptsForeign() ? "accepts foreign messages" : "")
                .append('\n');
        if (campaign.edition().number() > 1) {
            content.append("edition ")
                    .append(campaign.edition().number())
                    .append(' ')
                    .append(campaign.edition().file())
                    .append('\n');
        }
        for (Stage stage : campaign.stages()) {
            // Once round, so that numbers are written as an agent, which reads the text, will write them.
            content.append(StageCodec.encode(StageCodec.decode(StageCodec.encode(stage))))
                    .append('\n');
        }
        OnEnd onEnd = campaign.onEnd();
        if (onEnd != null) {
            content.append("on end ").append(onEnd.encode()).append('\n');
        }
        if (campaign.queues().any()) {
            content.append("queues ").append(campaign.queues().encode()).append('\n');
        }
        return content.toString();
    }

    /** All but what agents and sweepers change from attempt to attempt. */
    private static String content(String stage, Message message) {
        ObjectNode extra = message.extra();
        if (extra.has(FIELD)) {
            extra = extra.deepCopy();
            extra.remove(FIELD);
        }
        // Those that results bring are numbered by the script that puts them in.
        long n = Children.brought(message) ? 0 : message.n();
        TaskCommand command = message.needs().command();
        Message.Needs needs = command == null ? Message.Needs.NOTHING : new Message.Needs(null, null, 0, command);
        Message fixed = new Message(message.id(), n, Message.Tries.NONE, needs, message.params(), extra);
        return head(stage) + MessageCodec.encode(fixed);
    }

    @Override
    public String toString() {
        return "a signing key";
    }
}
