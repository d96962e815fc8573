package dev.blazesync.engine.policy;

/** Texts, merged line by line. */
public final class TextMergeProvider extends BuiltInProvider {
  public TextMergeProvider() {
    super("text-merge", new TextMerge());
  }
}
