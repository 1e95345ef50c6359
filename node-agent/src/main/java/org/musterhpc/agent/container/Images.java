package org.musterhpc.agent.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.output.OwnerFiles;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.queue.model.Container;

/** Images, fetched once for all agents and slots of a user on this node. */
final class Images {
    private final HostLock lock;
    private final Map<String, String> environment;
    private final Consumer<String> told;
    private final Remembered<Key, String> there;

    /** @param environment the agent's own */
    Images(HostLock lock, Map<String, String> environment, Consumer<String> told, Executor threads) {
        this.lock = lock;
        this.environment = environment;
        this.told = told;
        this.there = new Remembered<>(threads, System::nanoTime);
    }

    private record Key(Container.Engine engine, String image) {}

    /** By what name the engine has it, once it has; fails with an {@link IOException} that says why it cannot. */
    CompletableFuture<String> of(Engine engine, String image) {
        String plain = plain(image);
        return there.of(
                new Key(engine.kind(), plain), () -> engine.serves() ? ofServer(engine, plain) : ofFile(engine, plain));
    }

    /** It was there, and is not any more. */
    void forget(Engine engine, String image) {
        there.forget(new Key(engine.kind(), plain(image)));
    }

    /** One image has one name, or two tasks would fetch it, and wait for each other. */
    private static String plain(String image) {
        return image.startsWith(Container.DOCKER) ? image.substring(Container.DOCKER.length()) : image;
    }

    private String ofServer(Engine engine, String image) throws IOException {
        String full = full(image);
        List<String> names =
                engine.kind() == Container.Engine.PODMAN && !full.equals(image) ? List.of(image, full) : List.of(image);
        for (String each : names) {
            if (engine.has(each)) {
                return each;
            }
        }
        String fetched = names.get(names.size() - 1);
        return lock.holding(lockName(engine, fetched), () -> {
            if (!engine.has(fetched)) {
                fetched(image, engine.pull(fetched));
            }
            return fetched;
        });
    }

    private void fetched(String image, @Nullable String fault) throws IOException {
        if (fault != null) {
            throw new IOException("the image " + image + " cannot be had: " + fault);
        }
        told.accept("fetched the image " + image);
    }

    /** With the registry that docker means where none is named; podman means none. */
    static String full(String name) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        if (first.contains(".") || first.contains(":") || first.equals("localhost")) {
            return name;
        }
        return (slash < 0 ? "docker.io/library/" : "docker.io/") + name;
    }

    private String ofFile(Engine engine, String image) throws IOException {
        if (image.startsWith("/")) {
            if (!Files.exists(ByteText.path(image))) {
                throw new IOException("the image " + image + " is not there");
            }
            return image;
        }
        String source = image.contains("://") ? image : Container.DOCKER + image;
        Path folder = cache().resolve("muster");
        Path file = folder.resolve(UUID.nameUUIDFromBytes(source.getBytes(StandardCharsets.UTF_8)) + ".sif");
        if (!Files.exists(file)) {
            OwnerFiles.createFolder(folder);
            return lock.holding(lockName(engine, source), () -> {
                if (!Files.exists(file)) {
                    fetch(engine, image, source, file);
                }
                return file.toString();
            });
        }
        return file.toString();
    }

    /** Under a name of its own first: another host may do so at the same time, in the same home folder. */
    private void fetch(Engine engine, String image, String source, Path file) throws IOException {
        Path part = file.resolveSibling(UUID.randomUUID() + ".part.sif");
        try {
            fetched(image, engine.pull(source, part.toString()));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private Path cache() {
        String own = environment.getOrDefault("APPTAINER_CACHEDIR", "");
        return own.startsWith("/")
                ? Path.of(own)
                : Path.of(environment.getOrDefault("HOME", "/"), ".apptainer", "cache");
    }

    private static String lockName(Engine engine, String image) {
        CRC32 sum = new CRC32();
        sum.update(image.getBytes(StandardCharsets.UTF_8));
        return "image-" + engine.kind().word() + "-" + Long.toHexString(sum.getValue());
    }
}
