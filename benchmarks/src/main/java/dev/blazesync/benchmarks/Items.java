package dev.blazesync.benchmarks;

import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.OperationShape;
import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Inserts into {@code item(id integer primary key, name, qty int, price real, note, updated_at
 * integer)}, in pieces as batches hold them. Names have about 20 characters and notes about 60, of
 * a vocabulary of 32 words or of random letters.
 */
final class Items {
  static final OriginLog WRITER = new OriginLog(new NodeId(1, 2), 3);
  static final int COUNT = 10_000;
  static final int PIECE = 500;

  private static final OperationShape SHAPE =
      new OperationShape(
          "item", List.of("id"), List.of("name", "qty", "price", "note", "updated_at"));
  private static final long START = 1_767_225_600_000L;
  private static final int WORDS = 32;

  private final Random random = new Random(42);
  private final boolean words;
  private final String[] vocabulary = new String[WORDS];

  private Items(boolean words) {
    this.words = words;
    for (int index = 0; index < WORDS; index++) {
      vocabulary[index] = letters(3 + random.nextInt(6));
    }
  }

  static List<List<Operation>> of(boolean words) {
    Items items = new Items(words);
    List<List<Operation>> pieces = new ArrayList<>();
    for (int from = 0; from < COUNT; from += PIECE) {
      List<Operation> piece = new ArrayList<>();
      for (int id = from; id < from + PIECE; id++) {
        piece.add(items.next(id));
      }
      pieces.add(List.copyOf(piece));
    }
    return pieces;
  }

  private Operation next(int id) {
    // some twenty rows a millisecond, as a transaction captures them
    long packed = HybridTimestamp.pack(START + id / 20) + id % 20;
    return operation(
        id + 1L,
        packed,
        text(20),
        random.nextInt(100),
        random.nextInt(100_000) / 100.0,
        text(60),
        START + id * 37L + random.nextInt(1000));
  }

  /** {@return what every codec gives back} */
  static Operation operation(
      long id, long packed, String name, long qty, double price, String note, long updatedAt) {
    return Operation.plain(
        SHAPE,
        Operation.Kind.INSERT,
        new RecordId.Shared("item", List.of(new Value.Int64(id))),
        Stamp.of(new HybridTimestamp(packed, WRITER)),
        HybridTimestamp.BASE,
        new Value[] {
          new Value.Text(name),
          new Value.Int64(qty),
          new Value.Float64(price),
          new Value.Text(note),
          new Value.Int64(updatedAt)
        });
  }

  static long id(Operation operation) {
    return ((Value.Int64) ((RecordId.Shared) operation.record()).key().get(0)).value();
  }

  static long number(Operation operation, int column) {
    return ((Value.Int64) operation.value(column)).value();
  }

  static String text(Operation operation, int column) {
    return ((Value.Text) operation.value(column)).value();
  }

  static double real(Operation operation, int column) {
    return ((Value.Float64) operation.value(column)).value();
  }

  private String text(int length) {
    if (!words) {
      return letters(length - 2 + random.nextInt(5));
    }
    StringBuilder text = new StringBuilder();
    while (text.length() < length - 4) {
      text.append(text.isEmpty() ? "" : " ").append(vocabulary[random.nextInt(WORDS)]);
    }
    return text.toString();
  }

  private String letters(int length) {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < length; index++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }
}
