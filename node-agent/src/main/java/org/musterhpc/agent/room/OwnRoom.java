package org.musterhpc.agent.room;

import java.util.List;

/** The room of an agent that works on one campaign: nobody else takes of it. */
final class OwnRoom implements Room {
    private final Resources total;
    private final GivenGpus gpus;
    private Resources free;

    OwnRoom(Resources total) {
        this.total = total;
        this.free = total;
        this.gpus = new GivenGpus(total.gpus());
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
    public synchronized List<Integer> take(Resources cost, int number) {
        free = free.minus(cost);
        return gpus.take(number);
    }

    @Override
    public synchronized void give(Resources cost, List<Integer> given) {
        free = free.plus(cost);
        gpus.give(given);
    }
}
