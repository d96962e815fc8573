package dev.blazesync.engine.replica;

import dev.blazesync.engine.log.Numbered;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.engine.seal.BatchCheck;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.Opening;
import dev.blazesync.engine.seal.Opening.Opened;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.SealedBatch;

/**
 * What is looked at before a batch goes into the log, where it stays and is forwarded from: whose
 * it is, and whether that device's batches count. What is inside may be rotten or not to be opened
 * yet: such a batch is logged, and told of when it is its turn to be merged.
 */
final class Screening {
  private final Desk desk;
  private final BatchCheck check;

  Screening(Desk desk) {
    this.desk = desk;
    this.check = desk.seals().check();
  }

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

  Outcome of(SealedBatch batch) {
    BatchCheck.Checked checked = check.check(batch.bytes());
    SealedHeader header = checked.header();
    if (!header.group().equals(desk.group())) {
      return new Rejected(header + " is of another group");
    }
    return switch (checked.verdict()) {
      case UNKNOWN_ORIGIN -> new Unknown();
      case BAD_SIGNATURE ->
          new Rejected(
              header + " does not have its origin's signature: it was changed, or made by another");
      case SOUND -> counts(batch, header) ? opened(batch) : beyond(header);
    };
  }

  private boolean counts(SealedBatch batch, SealedHeader header) {
    Membership membership = desk.books().chain().membership();
    Position position = new Position(header.sequence(), SealedHeader.hash(batch.bytes()));
    return membership != null && membership.accepts(header.log(), position);
  }

  private static Rejected beyond(SealedHeader header) {
    return new Rejected(header + " does not count: its device was removed from the group before");
  }

  private Outcome opened(SealedBatch batch) {
    try {
      Opening<SealedHeader, BatchContents> opening =
          desk.seals().opener().openChecked(batch.bytes());
      if (opening instanceof Opened<SealedHeader, BatchContents> done) {
        return new Sound(Numbered.of(batch, done.content()), done.content());
      }
      return new Sound(Numbered.closed(batch), null);
    } catch (ProtocolException e) {
      // signed by a member, so it belongs to the log; whoever merges it tells what is wrong
      return new Sound(Numbered.closed(batch), null);
    }
  }
}
