package dev.blazesync.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether the process was asked to end (SIGTERM, or Ctrl-C), so that a command that runs for ever
 * can end in order and with exit code 0. Thread-safe.
 */
final class EndRequest {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final boolean signals;
  private boolean listening;

  private EndRequest(boolean signals) {
    this.signals = signals;
  }

  /** Asked by the operating system. */
  static EndRequest bySignal() {
    return new EndRequest(true);
  }

  /** Asked only by {@link #ask()}. */
  static EndRequest byCall() {
    return new EndRequest(false);
  }

  void ask() {
    asked.countDown();
  }

  /**
   * From now on the process does not die of a signal: only commands that then wait for it call
   * this.
   */
  synchronized void listen() {
    if (signals && !listening) {
      listening = true;
      List.of("TERM", "INT").forEach(this::handle);
    }
  }

  /**
   * @return whether it was asked within {@code millis}
   */
  boolean await(long millis) throws InterruptedException {
    return asked.await(millis, TimeUnit.MILLISECONDS);
  }

  boolean asked() {
    return asked.getCount() == 0;
  }

  /**
   * Only {@code sun.misc.Signal} lets the process choose its exit code (a shutdown hook cannot),
   * and it is named by reflection because the compiler warns about it. A JVM without it (or with
   * {@code -Xrs}) keeps its default: it dies of the signal, which nothing acknowledged suffers
   * from.
   */
  private void handle(String signal) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> called(proxy, method, arguments));
      signalType
          .getMethod("handle", signalType, handlerType)
          .invoke(null, signalType.getConstructor(String.class).newInstance(signal), handler);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      // the default stays
    }
  }

  private Object called(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "handle" -> {
        ask();
        yield "";
      }
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "end request";
    };
  }
}
