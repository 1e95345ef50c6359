package org.musterhpc.queue;

/** A campaign is not in Redis, or only a part of it is: somebody removed it, or Redis lost keys. */
public final class LostCampaignException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String campaign;
    private final boolean partly;

    private LostCampaignException(String campaign, boolean partly, String message) {
        super(message);
        this.campaign = campaign;
        this.partly = partly;
    }

    /** There is nothing by which one could tell what it is. */
    public static LostCampaignException gone(String campaign) {
        return new LostCampaignException(campaign, false, "there is no campaign named '" + campaign + "'");
    }

    /** @param lost what is missing of it: a sentence */
    public static LostCampaignException partly(String campaign, String lost) {
        return new LostCampaignException(campaign, true, "campaign " + campaign + " is damaged: " + lost);
    }

    public String campaign() {
        return campaign;
    }

    /** Whether something of it is there. */
    public boolean partly() {
        return partly;
    }
}
