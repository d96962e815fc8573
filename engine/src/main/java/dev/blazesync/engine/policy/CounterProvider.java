package dev.blazesync.engine.policy;

/** Increments add up. */
public final class CounterProvider extends BuiltInProvider {
  public CounterProvider() {
    super("counter", new Counter());
  }
}
