package dev.blazesync.engine.policy;

import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.spi.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;

/**
 * Who wrote first, and who on top of whom. Of two claims the one of the later epoch is greater;
 * then the one with the earlier run where their paths first differ; then the one that goes further.
 *
 * @param epoch counts the times that a path became too long
 * @param path the runs that led here; a run is a row of edits by one writer, each on top of the
 *     last
 */
record Claim(long epoch, List<Run> path) implements Comparable<Claim> {
  /** Longest path. */
  static final int MAX_RUNS = 32;

  /** More than edits can come to; beyond the end of 64 bits, the next would be the smallest. */
  private static final long MAX_EPOCH = 1L << 40;

  /** For policies that order by value. */
  static final Claim NONE = new Claim(0, List.of());

  /**
   * When a run began.
   *
   * @param packed time of its first edit
   * @param writer a hash of the writer; decides between runs that began at one moment
   */
  record Run(long packed, long writer) implements Comparable<Run> {
    static Run of(HybridTimestamp time) {
      long node = time.writer().origin().high() * 31 + time.writer().origin().low();
      return new Run(time.packed(), mixed(node * 31 + time.writer().lineage()));
    }

    /** The finaliser of MurmurHash3 (Appleby): a bijection, so few writers meet. */
    private static long mixed(long bits) {
      long once = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
      long twice = (once ^ (once >>> 33)) * 0xc4ceb9fe1a85ec53L;
      return twice ^ (twice >>> 33);
    }

    @Override
    public int compareTo(Run other) {
      int byTime = Long.compareUnsigned(packed, other.packed);
      return byTime != 0 ? byTime : Long.compareUnsigned(writer, other.writer);
    }
  }

  /** {@return the claim of a write that follows nothing} */
  static Claim first(HybridTimestamp time) {
    return new Claim(0, List.of(Run.of(time)));
  }

  /** {@return the claim of a write on top of this one: never smaller} */
  Claim followedBy(HybridTimestamp time) {
    Run run = Run.of(time);
    if (path.get(path.size() - 1).writer == run.writer) {
      return this;
    }
    if (path.size() >= MAX_RUNS) {
      return nextEpoch(time);
    }
    List<Run> longer = new ArrayList<>(path);
    longer.add(run);
    return new Claim(epoch, List.copyOf(longer));
  }

  /** {@return a claim greater than all of this epoch} */
  Claim nextEpoch(HybridTimestamp time) {
    return new Claim(epoch + 1, List.of(Run.of(time)));
  }

  @Override
  public int compareTo(Claim other) {
    if (epoch != other.epoch) {
      return Long.compareUnsigned(epoch, other.epoch);
    }
    int common = Math.min(path.size(), other.path.size());
    for (int index = 0; index < common; index++) {
      int order = path.get(index).compareTo(other.path.get(index));
      if (order != 0) {
        return -order;
      }
    }
    return Integer.compare(path.size(), other.path.size());
  }

  void write(WireWriter out) {
    out.varint(epoch).varint(path.size());
    for (Run run : path) {
      out.i64(run.packed).i64(run.writer);
    }
  }

  static Claim read(WireReader in) {
    long epoch = in.varint();
    if (Long.compareUnsigned(epoch, MAX_EPOCH) > 0) {
      throw in.bad("a claim is of epoch " + Long.toUnsignedString(epoch));
    }
    int count = in.count(MAX_RUNS, 16);
    List<Run> path = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      path.add(new Run(in.i64(), in.i64()));
    }
    return new Claim(epoch, List.copyOf(path));
  }
}
