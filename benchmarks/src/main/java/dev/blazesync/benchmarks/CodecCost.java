package dev.blazesync.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.sun.management.ThreadMXBean;
import dev.blazesync.engine.codec.Compression;
import dev.blazesync.engine.operation.Operation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What does an operation cost as bytes, in size, time and memory? Beside ours, in the same run and
 * to and from the same objects: Protocol buffers coded by hand (the baseline), Jackson's JSON and
 * CBOR, Kryo. Rounds of all of them alternate, and the best of each counts, so that what else the
 * machine does falls on all alike.
 */
final class CodecCost {
  private static final int WARM_UP = 120;
  private static final int ROUNDS = 60;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ItemCodec codec;
  private final List<List<Operation>> pieces;
  private final List<byte[]> encoded = new ArrayList<>();
  private long encodeNanos = Long.MAX_VALUE;
  private long decodeNanos = Long.MAX_VALUE;
  private long encodeBytes;
  private long decodeBytes;
  private int blackHole;

  private CodecCost(ItemCodec codec, List<List<Operation>> pieces) throws IOException {
    this.codec = codec;
    this.pieces = pieces;
    for (List<Operation> piece : pieces) {
      encoded.add(codec.encode(piece));
    }
  }

  /** {@return the codecs, ours first} */
  static Map<String, ItemCodec> codecs() {
    Map<String, ItemCodec> codecs = new LinkedHashMap<>();
    codecs.put("BlazeBinary", ItemCodec.BLAZE);
    codecs.put("protobuf", new ProtobufItems());
    codecs.put("JSON", new JacksonItems(new JsonFactory()));
    codecs.put("CBOR", new JacksonItems(new CBORFactory()));
    codecs.put("Kryo", new KryoItems());
    return codecs;
  }

  static void measure() throws IOException {
    for (boolean words : new boolean[] {true, false}) {
      Map<String, CodecCost> costs = new LinkedHashMap<>();
      List<List<Operation>> pieces = Items.of(words);
      for (Map.Entry<String, ItemCodec> entry : codecs().entrySet()) {
        costs.put(entry.getKey(), new CodecCost(entry.getValue(), pieces));
      }
      for (int round = 0; round < WARM_UP + ROUNDS; round++) {
        for (CodecCost cost : costs.values()) {
          cost.round(round >= WARM_UP);
        }
      }
      print(words ? "words" : "letters", costs);
    }
  }

  private void round(boolean counts) throws IOException {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    for (List<Operation> piece : pieces) {
      blackHole += codec.encode(piece).length;
    }
    long middle = System.nanoTime();
    long allocatedToo = THREADS.getCurrentThreadAllocatedBytes();
    for (byte[] bytes : encoded) {
      blackHole += codec.decode(bytes).size();
    }
    if (counts) {
      decodeNanos = Math.min(decodeNanos, System.nanoTime() - middle);
      encodeNanos = Math.min(encodeNanos, middle - start);
      encodeBytes = allocatedToo - allocated;
      decodeBytes = THREADS.getCurrentThreadAllocatedBytes() - allocatedToo;
    }
  }

  private static void print(String texts, Map<String, CodecCost> costs) {
    CodecCost base = costs.get("protobuf");
    if (base == null) {
      throw new IllegalStateException("no baseline");
    }
    System.out.printf(
        Locale.ROOT,
        "%d operations of item, %s; times are ratios to protobuf (%d and %d ns an operation)%n",
        Items.COUNT,
        texts,
        base.encodeNanos / Items.COUNT,
        base.decodeNanos / Items.COUNT);
    System.out.printf(
        Locale.ROOT,
        "%-12s %8s %8s %8s %8s %14s %14s%n",
        "",
        "bytes",
        "LZ4",
        "encode",
        "decode",
        "encode alloc",
        "decode alloc");
    costs.forEach((name, cost) -> cost.print(name, base));
    System.out.println();
  }

  private void print(String name, CodecCost base) {
    long plain = 0;
    long packed = 0;
    for (byte[] bytes : encoded) {
      plain += bytes.length;
      packed += Compression.pack(bytes).length;
    }
    System.out.printf(
        Locale.ROOT,
        "%-12s %8.1f %8.1f %8.2f %8.2f %14d %14d%n",
        name,
        (double) plain / Items.COUNT,
        (double) packed / Items.COUNT,
        (double) encodeNanos / base.encodeNanos,
        (double) decodeNanos / base.decodeNanos,
        encodeBytes / Items.COUNT,
        decodeBytes / Items.COUNT);
    if (blackHole == 42) {
      System.out.println();
    }
  }
}
