package dev.blazesync.engine.policy;

/** JSON arrays as sets: what is added or removed on different nodes comes together. */
public final class SetUnionProvider extends BuiltInProvider {
  public SetUnionProvider() {
    super("set-union", new SetUnion());
  }
}
