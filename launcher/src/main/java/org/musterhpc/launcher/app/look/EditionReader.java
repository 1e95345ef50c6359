package org.musterhpc.launcher.app.look;

import java.util.HashMap;
import java.util.Map;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.queue.model.Campaign;

/** A campaign as it was defined at each of its editions, read when it is asked for; a later one than is known is read anew. */
public final class EditionReader {
    private final Connection connection;
    private final Map<Integer, Campaign> former = new HashMap<>();
    private Campaign now;
    private int latest;

    public EditionReader(Connection connection, String campaign) {
        this.connection = connection;
        this.now = connection.campaign(campaign);
        this.latest = now.edition().number();
    }

    /** One that nobody has taken, as anybody may have written it into a record, is the present one. */
    public Campaign at(int number) {
        if (number > latest) {
            latest = number;
            now = connection.campaign(now.name());
        }
        return number >= now.edition().number()
                ? now
                : former.computeIfAbsent(
                        number, asked -> connection.link().growth().edition(now, asked));
    }
}
