package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/** What thousands of agents do while they wait for the bell, each on a connection of its own, in one thread. */
final class Bells implements AutoCloseable {
    private static final byte[] NOBODY_RANG = "*-1".getBytes(StandardCharsets.UTF_8);

    private final Selector selector = Selector.open();
    private final byte[] question;
    private final IntConsumer woken;
    private final ByteBuffer answer = ByteBuffer.allocate(4_096);

    /** @param woken is told the number of each that was woken, which waits again at once */
    Bells(String url, String key, int agents, IntConsumer woken) throws IOException {
        this.woken = woken;
        this.question = ("*3\r\n$5\r\nBLPOP\r\n$" + key.length() + "\r\n" + key + "\r\n$2\r\n20\r\n")
                .getBytes(StandardCharsets.UTF_8);
        URI server = URI.create(url);
        for (int number = 0; number < agents; number++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, number);
            ask(channel);
        }
    }

    private void ask(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(question);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Hears what there is to hear, for at most so many milliseconds. */
    void listen(long most) throws IOException {
        selector.select(
                key -> {
                    try {
                        SocketChannel channel = (SocketChannel) key.channel();
                        answer.clear();
                        if (channel.read(answer) < 0) {
                            throw new IOException("Redis has ended the connection of one that waits");
                        }
                        boolean rang = answer.position() < NOBODY_RANG.length || answer.get(1) != '-';
                        if (rang) {
                            woken.accept((Integer) key.attachment());
                        }
                        ask(channel);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                most);
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
