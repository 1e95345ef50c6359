package org.musterhpc.queue;

import java.util.List;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.codec.MessageText;

/** How tasks come in. Made so that a launcher that was killed anywhere can say the same again and nothing is doubled. */
public interface Intake {

    /**
     * Records a campaign and its stages; {@code created} is set by Redis.
     *
     * @throws QueueNameException where its queues cannot have the names that it gives them
     * @return whether it is new, the same as one that is there, or another of the same name (then nothing is changed)
     */
    Created create(Campaign campaign);

    /** How many tasks of the stage have been pushed so far: the next message must have {@code n} one higher. */
    long pushed(String campaign, String stage);

    /**
     * Sends messages whose numbers {@code n} follow each other. A batch that was sent before is recognised by its first
     * number and left out. Calls may be pipelined inside; on return everything is in Redis.
     *
     * @return how many have been pushed to this stage in all
     * @throws Gap where those before them are not there
     */
    default long push(String campaign, String stage, List<Message> messages) {
        return pushTexts(campaign, stage, messages.stream().map(MessageText::of).toList());
    }

    /**
     * As {@link #push}, for whoever has the texts.
     *
     * @throws IllegalArgumentException where one is so long that it would be rejected
     */
    long pushTexts(String campaign, String stage, List<MessageText> messages);

    /** Whether tasks may be added to the campaign until somebody closes it: then its stages are not sealed. */
    default boolean open(String campaign) {
        return false;
    }

    /** Says that the stage is complete: stages that wait for the whole of it may start once all of it is done. */
    void seal(String campaign, String stage);

    /**
     * Messages do not follow those that are there. To whoever sent those before them, it says that the server has lost
     * what it had acknowledged, as a failover or a power cut makes it do.
     */
    final class Gap extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        public Gap(String message) {
            super(message);
        }
    }

    /** What {@link #create} found. */
    enum Created {
        NEW,
        SAME,
        DIFFERENT
    }
}
