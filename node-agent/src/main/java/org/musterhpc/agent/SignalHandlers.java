package org.musterhpc.agent;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Does something on TERM, INT and USR1 instead of dying. A shutdown hook would not do: the exit status would be 143, and a
 * scheduler would call a tidy end a failure. By reflection, as {@code sun.misc.Signal} is there in every JDK but not part
 * of the language level.
 */
final class SignalHandlers {
    private SignalHandlers() {}

    static void on(List<String> names, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                            return null;
                        }
                        return method.getName().equals("equals")
                                ? self == args[0]
                                : (Object) System.identityHashCode(self);
                    });
            for (String name : names) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM cannot handle signals", e);
        }
    }
}
