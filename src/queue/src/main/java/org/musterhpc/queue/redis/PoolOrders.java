package org.musterhpc.queue.redis;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Pool.Farewell;
import org.musterhpc.queue.Pool.Order;

/** What was ordered of a pool, as fields of a hash. What somebody else wrote there is nothing. */
final class PoolOrders {
    private PoolOrders() {}

    static Map<String, String> fields(Order order) {
        return Map.of(
                "owner", order.owner(),
                "all", order.all().name(),
                "min", Integer.toString(order.min()),
                "max", Integer.toString(order.max()));
    }

    static Optional<Order> order(Map<String, String> fields) {
        String owner = fields.getOrDefault("owner", "");
        Farewell all = farewell(fields.get("all")).orElse(null);
        if (owner.isEmpty() || all == null) {
            return Optional.empty();
        }
        try {
            int min = Integer.parseInt(fields.getOrDefault("min", ""));
            int max = Integer.parseInt(fields.getOrDefault("max", ""));
            return min < 0 || max < min ? Optional.empty() : Optional.of(new Order(owner, all, min, max));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Empty: it is no word of ours. */
    static Optional<Farewell> farewell(@Nullable String text) {
        return Stream.of(Farewell.values())
                .filter(one -> one.name().equals(text))
                .findFirst();
    }
}
