package org.musterhpc.agent.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.List;
import org.musterhpc.queue.environment.ByteText;

/** Strings as C wants them: the bytes that they stand for, ended by NUL, and arrays of them, ended by a null pointer. */
final class CStrings {
    private CStrings() {}

    static Memory one(String text) {
        byte[] bytes = ByteText.bytes(text);
        Memory memory = new Memory(bytes.length + 1L);
        memory.write(0, bytes, 0, bytes.length);
        memory.setByte(bytes.length, (byte) 0);
        return memory;
    }

    /** One block of memory, pointers first and the text behind them. */
    static Memory array(List<String> texts) {
        byte[][] all = new byte[texts.size()][];
        long size = (all.length + 1L) * Native.POINTER_SIZE;
        long at = size;
        for (int i = 0; i < all.length; i++) {
            all[i] = ByteText.bytes(texts.get(i));
            size += all[i].length + 1;
        }
        Memory memory = new Memory(size);
        for (int i = 0; i < all.length; i++) {
            memory.setPointer((long) i * Native.POINTER_SIZE, memory.share(at));
            memory.write(at, all[i], 0, all[i].length);
            at += all[i].length;
            memory.setByte(at++, (byte) 0);
        }
        memory.setPointer((long) all.length * Native.POINTER_SIZE, Pointer.NULL);
        return memory;
    }
}
