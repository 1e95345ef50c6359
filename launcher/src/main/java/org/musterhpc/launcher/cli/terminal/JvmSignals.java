package org.musterhpc.launcher.cli.terminal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * Takes signals instead of dying of them. {@code sun.misc.Signal} is in every JDK (module {@code jdk.unsupported}) but
 * warns when compiled against, hence the detour; where it is missing, the JVM's own way to end stays.
 */
final class JvmSignals {
    private JvmSignals() {}

    /** @param handler gets the signal's number, on a thread of the JVM */
    static void handle(String name, IntConsumer handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, args) -> {
                if (method.getName().equals("handle") && args != null) {
                    handler.accept((Integer) signal.getMethod("getNumber").invoke(args[0]));
                }
                return switch (method.getName()) {
                    case "equals" -> args != null && proxy == args[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> null;
                };
            };
            Object target = Proxy.newProxyInstance(JvmSignals.class.getClassLoader(), new Class<?>[] {type}, calls);
            signal.getMethod("handle", signal, type)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), target);
        } catch (ReflectiveOperationException e) {
            System.getLogger(JvmSignals.class.getName()).log(System.Logger.Level.DEBUG, "no handler for " + name, e);
        }
    }
}
