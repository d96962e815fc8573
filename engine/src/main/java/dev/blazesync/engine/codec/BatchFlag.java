package dev.blazesync.engine.codec;

/** What a batch's clear header says about it. */
public enum BatchFlag {
  /** Carries membership or configuration; never truncated. */
  CONTROL(0x01),
  /** The last batch of a cut: apply what came since the cut before. */
  CUT_END(0x02),
  /** Its cut is over a bound and is applied in pieces. */
  TORN(0x04),
  /** The payload continues in the next batch of this log. */
  CONTINUES(0x08);

  static final int KNOWN = 0x0f;

  private final int bit;

  BatchFlag(int bit) {
    this.bit = bit;
  }

  int bit() {
    return bit;
  }
}
