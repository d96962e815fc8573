package dev.blazesync.engine.policy;

/** Of concurrent writes the first wins. */
public final class FirstWriterWinsProvider extends BuiltInProvider {
  public FirstWriterWinsProvider() {
    super("first-writer-wins", new FirstWriterWins());
  }
}
