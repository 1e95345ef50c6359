package org.musterhpc.agent.claim;

/** The room of an agent that works on one campaign. */
final class OwnRoom implements Room {
    private final Resources total;
    private Resources free;

    OwnRoom(Resources total) {
        this.total = total;
        this.free = total;
    }

    @Override
    public synchronized Resources free() {
        return free;
    }

    @Override
    public int most() {
        return total.cpus();
    }

    @Override
    public synchronized boolean cleared() {
        return free.equals(total);
    }

    @Override
    public synchronized void take(Resources cost) {
        free = free.minus(cost);
    }

    @Override
    public synchronized void give(Resources cost) {
        free = free.plus(cost);
    }
}
