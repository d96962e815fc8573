package dev.blazesync.benchmarks;

import dev.blazesync.benchmarks.MergeCost.Arriving;
import dev.blazesync.benchmarks.guard.Contest;
import dev.blazesync.benchmarks.guard.Guard;
import dev.blazesync.benchmarks.guard.Work;
import dev.blazesync.engine.codec.Compression;
import dev.blazesync.engine.crypto.Aead;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.engine.operation.Operation;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** What the table {@code guard.tsv} has limits for, each beside its baseline. */
final class GuardedWorks implements AutoCloseable {
  private static final int RECORDS = 2_000;
  private static final int COMPARISONS = 1_000;
  private static final int SEALED = 10;
  private static final int PAYLOAD = 65_237;

  /** Calls after which the compiler has seen enough of AES-GCM, of a size it soon gets through. */
  private static final int CALLS = 8_000;

  private static final int CALL_BYTES = 4_096;

  private final SyncCost sync = new SyncCost();
  private final List<Contest> contests = new ArrayList<>();

  GuardedWorks() throws IOException, SQLException {
    for (String texts : List.of("words", "letters")) {
      codec(texts, Items.of(texts.equals("words")));
    }
    compression(Items.of(true));
    for (Arriving arriving : Arriving.values()) {
      merge(arriving);
    }
    vectors(16);
    vectors(128);
    sealing();
    contests.addAll(sync.contests());
  }

  /** Prints a table of what is measured now. */
  static void print() throws Exception {
    try (GuardedWorks works = new GuardedWorks()) {
      Guard.table(Guard.measure(works.contests())).forEach(System.out::println);
    }
  }

  List<Contest> contests() {
    return List.copyOf(contests);
  }

  private void codec(String texts, List<List<Operation>> pieces) throws IOException {
    ItemCodec protobuf = new ProtobufItems();
    contests.add(
        new Contest(
            "encode " + texts,
            Items.COUNT,
            encoding(ItemCodec.BLAZE, pieces),
            encoding(protobuf, pieces)));
    contests.add(
        new Contest(
            "decode " + texts,
            Items.COUNT,
            decoding(ItemCodec.BLAZE, pieces),
            decoding(protobuf, pieces)));
  }

  private static Work encoding(ItemCodec codec, List<List<Operation>> pieces) {
    return () -> {
      long bytes = 0;
      for (List<Operation> piece : pieces) {
        bytes += codec.encode(piece).length;
      }
      return bytes;
    };
  }

  private static Work decoding(ItemCodec codec, List<List<Operation>> pieces) throws IOException {
    List<byte[]> encoded = new ArrayList<>();
    for (List<Operation> piece : pieces) {
      encoded.add(codec.encode(piece));
    }
    return () -> {
      long operations = 0;
      for (byte[] bytes : encoded) {
        operations += codec.decode(bytes).size();
      }
      return operations;
    };
  }

  /** The baseline is the JDK's own compression, at its fastest. */
  private void compression(List<List<Operation>> pieces) throws IOException {
    ItemCodec protobuf = new ProtobufItems();
    List<byte[]> plain = new ArrayList<>();
    List<byte[]> packed = new ArrayList<>();
    List<byte[]> deflated = new ArrayList<>();
    for (List<Operation> piece : pieces) {
      byte[] bytes = protobuf.encode(piece);
      plain.add(bytes);
      packed.add(Compression.pack(bytes));
      deflated.add(deflate(bytes));
    }
    contests.add(
        new Contest(
            "LZ4 pack",
            Items.COUNT,
            () -> plain.stream().mapToLong(bytes -> Compression.pack(bytes).length).sum(),
            () -> plain.stream().mapToLong(bytes -> deflate(bytes).length).sum()));
    contests.add(
        new Contest(
            "LZ4 unpack",
            Items.COUNT,
            () -> packed.stream().mapToLong(bytes -> Compression.unpack(bytes).length).sum(),
            () -> {
              long length = 0;
              for (int piece = 0; piece < deflated.size(); piece++) {
                length += inflate(deflated.get(piece), plain.get(piece).length);
              }
              return length;
            }));
  }

  private static byte[] deflate(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      byte[] block = new byte[plain.length + 64];
      deflater.setInput(plain);
      deflater.finish();
      return Arrays.copyOf(block, deflater.deflate(block));
    } finally {
      deflater.end();
    }
  }

  private static int inflate(byte[] deflated, int length) throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(deflated);
      return inflater.inflate(new byte[length]);
    } finally {
      inflater.end();
    }
  }

  private void merge(Arriving arriving) {
    MergeCost cost = new MergeCost(RECORDS);
    cost.arriving = arriving;
    cost.fill();
    int versions = RECORDS * MergeCost.COLUMNS;
    String what = arriving.name().toLowerCase(Locale.ROOT);
    contests.add(new Contest("merge, remote " + what, versions, cost::states, cost::maps));
    if (arriving == Arriving.LOSES) {
      contests.add(
          new Contest("merge of operations that lose", versions, cost::operations, cost::maps));
    }
  }

  private void vectors(int logs) {
    VectorCost cost = new VectorCost();
    cost.logs = logs;
    cost.fill();
    contests.add(
        new Contest(
            "vector of " + logs + " logs, covers",
            COMPARISONS,
            repeated(COMPARISONS, () -> cost.covers() ? 1 : 0),
            repeated(COMPARISONS, () -> cost.mapCovers() ? 1 : 0)));
  }

  /** The baseline is SHA-256 of the same bytes. */
  private void sealing() {
    warmCiphers();
    SealCost cost = new SealCost();
    cost.payload = PAYLOAD;
    cost.fill();
    Work hash = repeated(SEALED, () -> cost.hash().length);
    contests.add(
        new Contest("seal 64 KiB", SEALED, repeated(SEALED, () -> cost.seal().length()), hash));
    contests.add(
        new Contest(
            "open 64 KiB", SEALED, repeated(SEALED, () -> cost.open().header().hashCode()), hash));
  }

  private static void warmCiphers() {
    byte[] nonce = new byte[Aead.NONCE_BYTES];
    byte[] text = new byte[CALL_BYTES];
    for (int call = 0; call < CALLS; call++) {
      try (Secret key = Secret.of(Sha256.of(text))) {
        text = Aead.open(key, nonce, nonce, Aead.seal(key, nonce, nonce, text));
        text[call % CALL_BYTES]++;
      }
    }
  }

  private static Work repeated(int times, Work one) {
    return () -> {
      long sum = 0;
      for (int time = 0; time < times; time++) {
        sum += one.run();
      }
      return sum;
    };
  }

  @Override
  public void close() throws IOException, SQLException {
    sync.close();
  }
}
