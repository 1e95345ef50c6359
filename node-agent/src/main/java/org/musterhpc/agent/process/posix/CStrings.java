package org.musterhpc.agent.process.posix;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.musterhpc.queue.environment.ByteText;

/** Strings as C wants them: the bytes that they stand for, ended by NUL, and arrays of them, ended by a null pointer. */
final class CStrings {
    private CStrings() {}

    static Memory one(String text) {
        byte[] bytes = ByteText.bytes(text);
        byte[] ended = Arrays.copyOf(bytes, bytes.length + 1);
        Memory memory = new Memory(ended.length);
        memory.write(0, ended, 0, ended.length);
        return memory;
    }

    /** One block of memory, pointers first and the text behind them; written at once, as each call into C costs. */
    static Memory array(List<String> texts) {
        byte[][] all = new byte[texts.size()][];
        int head = (all.length + 1) * Native.POINTER_SIZE;
        int size = head;
        for (int i = 0; i < all.length; i++) {
            all[i] = ByteText.bytes(texts.get(i));
            size = Math.addExact(size, all[i].length + 1);
        }
        Memory memory = new Memory(size);
        long base = Pointer.nativeValue(memory);
        ByteBuffer block = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        int at = head;
        for (byte[] text : all) {
            block.putLong(base + at);
            at += text.length + 1;
        }
        block.putLong(0);
        for (byte[] text : all) {
            block.put(text).put((byte) 0);
        }
        memory.write(0, block.array(), 0, size);
        return memory;
    }
}
