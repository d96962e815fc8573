package dev.blazesync.engine.replica;

import dev.blazesync.engine.log.Numbered;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.seal.BatchCheck;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.Opening;
import dev.blazesync.engine.seal.Opening.Opened;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.SealedBatch;

/**
 * What is looked at before a batch goes into the log, where it stays and is forwarded from: whose
 * it is, and whether that device's batches count. What is inside may be rotten or not to be opened
 * yet: such a batch is logged, and told of when it is its turn to be merged.
 *
 * <p>In two steps: hashes, signatures and ciphers before the transaction, which take long in a
 * process that has just begun and need no lock; what depends on the books within it.
 */
final class Screening {
  private final Desk desk;

  Screening(Desk desk) {
    this.desk = desk;
  }

  /**
   * What a batch is by itself.
   *
   * @param numbered only of a sound one of this group
   * @param contents null = not to be opened, or not yet
   */
  record Looked(
      SealedBatch batch,
      BatchCheck.Checked checked,
      @Nullable Numbered numbered,
      @Nullable BatchContents contents) {}

  /** What became of a batch. */
  sealed interface Outcome {}

  /** To be logged. */
  record Sound(Numbered numbered, @Nullable BatchContents contents) implements Outcome {
    void keep(OpenedBatches opened) {
      if (contents != null) {
        opened.keep(numbered.batch(), contents);
      }
    }
  }

  /** Of a device that the membership never named, as far as it is known here. */
  record Unknown() implements Outcome {}

  /** Not to be logged, now or later. */
  record Rejected(String why) implements Outcome {}

  /**
   * Looks at a batch by what is known of the group now; without a transaction.
   *
   * @throws ProtocolException if it is not exactly one batch that this program knows
   */
  Looked look(SealedBatch batch) {
    BatchCheck.Checked checked = desk.seals().check().check(batch.bytes());
    boolean ours = checked.header().group().equals(desk.group());
    if (!ours || checked.verdict() != BatchCheck.Verdict.SOUND) {
      return new Looked(batch, checked, null, null);
    }
    try {
      Opening<SealedHeader, BatchContents> opening =
          desk.seals().opener().openChecked(batch.bytes());
      if (opening instanceof Opened<SealedHeader, BatchContents> done) {
        BatchContents contents = done.content();
        return new Looked(batch, checked, Numbered.of(batch, contents), contents);
      }
    } catch (ProtocolException e) {
      // signed by a member, so it belongs to the log; whoever merges it tells what is wrong
      return new Looked(batch, checked, Numbered.closed(batch), null);
    }
    return new Looked(batch, checked, Numbered.closed(batch), null);
  }

  /** {@return what becomes of it, within the transaction that logs it} */
  Outcome decide(Looked looked) {
    SealedHeader header = looked.checked().header();
    if (!header.group().equals(desk.group())) {
      return new Rejected(header + " is of another group");
    }
    return switch (looked.checked().verdict()) {
      case UNKNOWN_ORIGIN -> new Unknown();
      case BAD_SIGNATURE ->
          new Rejected(
              header + " does not have its origin's signature: it was changed, or made by another");
      case SOUND -> sound(looked, header);
    };
  }

  private Outcome sound(Looked looked, SealedHeader header) {
    Numbered numbered = looked.numbered();
    Membership membership = desk.books().chain().membership();
    if (numbered == null
        || membership == null
        || !membership.accepts(header.log(), numbered.position())) {
      return new Rejected(header + " does not count: its device was removed from the group before");
    }
    return new Sound(numbered, looked.contents());
  }
}
