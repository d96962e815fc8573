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

  /** What is to become of a batch. */
  sealed interface Outcome {}

  /** To be logged. */
  record Sound(SealedHeader header, Numbered numbered, @Nullable BatchContents contents)
      implements Outcome {
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

  /** A batch, and what it is by itself. */
  record Looked(SealedBatch batch, Outcome outcome) {}

  /**
   * Looks at a batch by what is known of the group now; without a transaction.
   *
   * @throws ProtocolException if it is not exactly one batch that this program knows
   */
  Looked look(SealedBatch batch) {
    BatchCheck.Checked checked = desk.seals().check().check(batch.bytes());
    SealedHeader header = checked.header();
    if (!header.group().equals(desk.group())) {
      return new Looked(batch, new Rejected(header + " is of another group"));
    }
    return new Looked(
        batch,
        switch (checked.verdict()) {
          case UNKNOWN_ORIGIN -> new Unknown();
          case BAD_SIGNATURE ->
              new Rejected(
                  header
                      + " does not have its origin's signature: it was changed, or made by"
                      + " another");
          case SOUND -> opened(batch, header);
        });
  }

  private Sound opened(SealedBatch batch, SealedHeader header) {
    try {
      Opening<SealedHeader, BatchContents> opening =
          desk.seals().opener().openChecked(batch.bytes());
      if (opening instanceof Opened<SealedHeader, BatchContents> done) {
        return new Sound(header, Numbered.of(batch, done.content()), done.content());
      }
      return new Sound(header, Numbered.closed(batch), null);
    } catch (ProtocolException e) {
      // signed by a member, so it belongs to the log; whoever merges it tells what is wrong
      return new Sound(header, Numbered.closed(batch), null);
    }
  }

  /** {@return what is to become of it, within the transaction that logs it} */
  Outcome decide(Looked looked) {
    return looked.outcome() instanceof Sound sound && !counts(sound)
        ? new Rejected(
            sound.header() + " does not count: its device was removed from the group before")
        : looked.outcome();
  }

  private boolean counts(Sound sound) {
    Membership membership = desk.books().chain().membership();
    return membership != null
        && membership.accepts(sound.header().log(), sound.numbered().position());
  }
}
