package org.musterhpc.agent.process;

/** The fallback keeps the contract, too. */
class PortableSpawnerIT extends SpawnerContract {
    @Override
    Spawner open() {
        return new PortableSpawner("portable-" + System.nanoTime());
    }

    /** Those two Java's own way to start a process leaves so. */
    @Override
    String signalsLeftIgnored() {
        return "(180000000)?";
    }
}
