package org.musterhpc.agent.process;

/** The fallback keeps the contract, too. */
class PortableSpawnerIT extends SpawnerContract {
    @Override
    Spawner open() {
        return new PortableSpawner("portable-" + System.nanoTime());
    }
}
