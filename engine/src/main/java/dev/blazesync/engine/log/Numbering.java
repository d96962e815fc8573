package dev.blazesync.engine.log;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.Compression;
import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.seal.BatchContents;
import dev.blazesync.engine.seal.BatchSealer;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.RecordId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Makes numbered, chained, sealed batches of drained operations. Pure. */
public final class Numbering {
  private Numbering() {}

  /**
   * Drops updates that a later update or delete of the same record in the list covers entirely:
   * they can never be seen.
   *
   * @param operations of one writer, stamps of one record ascending
   * @param updatesWin tables whose deleted records keep their values
   */
  public static List<Operation> coalesce(List<Operation> operations, Predicate<String> updatesWin) {
    if (ofDifferentRecords(operations)) {
      return operations;
    }
    Map<RecordId, Later> later = new HashMap<>();
    List<Operation> kept = new ArrayList<>();
    for (int index = operations.size() - 1; index >= 0; index--) {
      Operation operation = operations.get(index);
      Later known = later.computeIfAbsent(operation.record(), unused -> new Later());
      List<String> columns = operation.shape().columns();
      boolean update = operation.kind() == Operation.Kind.UPDATE;
      if (update && (known.deleted || known.written.containsAll(columns))) {
        // what its writer had seen then, it had seen later too
        if (known.kept >= 0) {
          kept.set(known.kept, kept.get(known.kept).having(operation.seen()));
        }
        continue;
      }
      if (!operation.atBase()) {
        known.written.addAll(columns);
      }
      known.deleted |=
          operation.kind() == Operation.Kind.DELETE && !updatesWin.test(operation.shape().table());
      known.kept = kept.size();
      kept.add(operation);
    }
    Collections.reverse(kept);
    return kept;
  }

  private static boolean ofDifferentRecords(List<Operation> operations) {
    Set<RecordId> records = new HashSet<>(2 * operations.size());
    for (Operation operation : operations) {
      if (!records.add(operation.record())) {
        return false;
      }
    }
    return true;
  }

  /** What is known of a record from the operations behind. */
  private static final class Later {
    final Set<String> written = new HashSet<>();
    boolean deleted;
    int kept = -1;
  }

  /**
   * Seals operations as the next batches of a log.
   *
   * @param sealer of the device whose log it is
   * @param after where the log stands
   */
  public static List<Numbered> seal(
      BatchSealer sealer, OriginLog log, Position after, List<Operation> operations, CutPart part) {
    List<Numbered> batches = new ArrayList<>();
    Position position = after;
    List<List<Operation>> pieces =
        Payloads.split(operations, part.torn() ? Limits.TORN_OPERATIONS : Integer.MAX_VALUE);
    for (int piece = 0; piece < pieces.size(); piece++) {
      List<Operation> content = pieces.get(piece);
      ByteBuffer payload = ByteBuffer.wrap(Compression.pack(PayloadCodec.encode(content)));
      boolean lastPiece = piece == pieces.size() - 1;
      long newest = PayloadCodec.newestTime(content);
      while (payload.hasRemaining()) {
        int length = Math.min(payload.remaining(), BatchContents.MAX_PAYLOAD);
        ByteBuffer fragment = payload.slice(payload.position(), length);
        payload.position(payload.position() + length);
        boolean continues = payload.hasRemaining();
        BatchContents contents =
            new BatchContents(
                part.cut() && lastPiece && !continues,
                part.torn(),
                continues,
                newest,
                continues ? 0 : content.size(),
                fragment);
        Numbered numbered = Numbered.of(sealer.seal(log, position, false, contents), contents);
        position = numbered.position();
        batches.add(numbered);
      }
    }
    return batches;
  }

  /**
   * Seals a statement of heads as the next batch of a log.
   *
   * @param sealer of the device whose log it is
   * @param after where the log stands
   */
  public static Numbered seal(BatchSealer sealer, OriginLog log, Position after, Heads heads) {
    BatchContents contents =
        new BatchContents(true, false, false, 0, 0, ByteBuffer.wrap(heads.encode()));
    return Numbered.of(sealer.seal(log, after, false, contents), contents);
  }

  /** Which part of a cut some operations are. */
  public record CutPart(boolean cut, boolean torn) {
    /** {@return how {@code operations} are marked, which end a cut or not} */
    public static CutPart of(int operations, boolean cut) {
      return new CutPart(cut, !cut || operations > Limits.CUT_OPERATIONS);
    }
  }
}
