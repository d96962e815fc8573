package dev.blazesync.engine.policy;

/** The smallest value wins. */
public final class MinProvider extends BuiltInProvider {
  public MinProvider() {
    super("min", new Extreme(true));
  }
}
