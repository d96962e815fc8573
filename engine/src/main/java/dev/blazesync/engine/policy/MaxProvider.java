package dev.blazesync.engine.policy;

/** The greatest value wins. */
public final class MaxProvider extends BuiltInProvider {
  public MaxProvider() {
    super("max", new Extreme(false));
  }
}
