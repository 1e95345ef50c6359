package org.musterhpc.queue.sign;

import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;

/** What may run of a campaign that Redis tells of. */
public final class Trust {
    private final Campaign campaign;
    private final @Nullable SigningKey key;

    private Trust(Campaign campaign, @Nullable SigningKey key) {
        this.campaign = campaign;
        this.key = key;
    }

    /**
     * Trust in a campaign that is signed with the key. Whoever has none trusts in what bears no signature: that is a
     * campaign that no launcher made.
     *
     * @throws UntrustedException where it is signed with another key or was changed, or there is no key to tell
     */
    public static Trust in(Campaign campaign, @Nullable SigningKey key) throws UntrustedException {
        if (key == null && !campaign.signature().isEmpty()) {
            throw new UntrustedException(
                    "campaign " + campaign.name() + " is signed, and there is no key here to check it");
        }
        if (key != null && !key.signed(campaign)) {
            throw new UntrustedException("campaign " + campaign.name()
                    + " in Redis does not bear its owner's signature: it was changed there, or made by somebody else");
        }
        return new Trust(campaign, key);
    }

    /** The same in another edition of the campaign. */
    public Trust renewed(Campaign changed) throws UntrustedException {
        return in(changed, key);
    }

    /** Why a message must not run; null where it may. */
    public @Nullable String objection(String stage, Message message) {
        if (key == null || key.signed(stage, message)) {
            return null;
        }
        if (SigningKey.bearsSignature(message)) {
            return "its signature is not the campaign's: it was changed on the queue, or sent by somebody else";
        }
        if (campaign.acceptsForeign()) {
            return null;
        }
        return "it is not signed: whoever sent it does not have the campaign's key"
                + " (foreign_messages: accept in the campaign's file lets such messages run)";
    }
}
