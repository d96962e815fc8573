package dev.blazesync.engine.policy;

import dev.blazesync.engine.codec.ValueCodec;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a set holds: when each element was last added or removed.
 *
 * <pre>
 * 1 byte   1 = there is a floor
 * stamp    the floor, if there is one
 * varint   present elements, in the order of the shown array
 * each:    stamp, varint position in the array that was written
 * varint   others, in order: removed elements, and when the set was last written empty
 * each:    stamp, 1 byte: 1 = present, 16 bytes of the element's hash
 * </pre>
 *
 * @param floor nothing at or before it counts: what was written then is no set, or a set that has
 *     forgotten what was removed from it; null = none
 * @param entries by element, all after the floor
 * @param whole what was written at the floor; null when there are entries
 */
record Elements(@Nullable Stamp floor, Map<Element, Entry> entries, @Nullable Value whole) {
  /** Most entries of a version; those that changed last are kept. */
  static final int MAX_ENTRIES = 700;

  /**
   * An element.
   *
   * @param high first half of a hash of its canonical text
   * @param low second half
   */
  record Element(long high, long low) implements Comparable<Element> {
    /** Stands for the empty set: present = shown as an empty array, else as NULL. */
    static final Element EMPTY = new Element(0, 0);

    static Element of(String text) {
      ByteBuffer hash = ByteBuffer.wrap(Hashes.of(new Value.Text(text)));
      return new Element(hash.getLong(), hash.getLong());
    }

    @Override
    public int compareTo(Element other) {
      int order = Long.compareUnsigned(high, other.high);
      return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }
  }

  /**
   * The last that happened to an element.
   *
   * @param position in the array it was written in; 0 when removed
   * @param text canonical; empty when removed
   */
  record Entry(Stamp stamp, boolean present, int position, String text)
      implements Comparable<Entry> {
    private static final Comparator<Entry> ORDER =
        Comparator.comparing(Entry::stamp)
            .thenComparing(Entry::present)
            .thenComparing(Entry::position);

    static Entry removed(Stamp stamp) {
      return new Entry(stamp, false, 0, "");
    }

    @Override
    public int compareTo(Entry other) {
      return ORDER.compare(this, other);
    }
  }

  private static final Comparator<Map.Entry<Element, Entry>> SHOWN =
      Map.Entry.<Element, Entry>comparingByValue().thenComparing(Map.Entry.comparingByKey());

  /** {@return the join} */
  Elements with(Elements other) {
    Map<Element, Entry> all = new TreeMap<>(entries);
    other.entries.forEach((id, entry) -> all.merge(id, entry, Tally::greater));
    Stamp last = floor == null ? other.floor : floor;
    if (floor != null && other.floor != null) {
      last = Stamp.max(floor, other.floor);
    }
    if (last != null) {
      dropUntil(all, last);
    }
    if (!all.isEmpty()) {
      return new Elements(last, latest(all), null);
    }
    Value mine = Objects.equals(floor, last) ? whole : null;
    Value others = Objects.equals(other.floor, last) ? other.whole : null;
    boolean first =
        others == null || (mine != null && ValueCodec.compareEncoded(mine, others) >= 0);
    return new Elements(last, all, first ? mine : others);
  }

  /** {@return what is newer than {@code died}} */
  Elements after(Stamp died) {
    Map<Element, Entry> newer = new TreeMap<>(entries);
    dropUntil(newer, died);
    return floor != null && floor.isAfter(died)
        ? new Elements(floor, newer, whole)
        : new Elements(null, newer, null);
  }

  boolean isEmpty() {
    return floor == null && entries.isEmpty();
  }

  Stamp stamp() {
    Stamp greatest = floor == null ? Stamp.NEVER : floor;
    for (Entry entry : entries.values()) {
      greatest = Stamp.max(greatest, entry.stamp);
    }
    return greatest;
  }

  /** {@return the texts of the elements that are there, the oldest first} */
  List<String> present() {
    return presentEntries().stream().map(entry -> entry.getValue().text).toList();
  }

  Value shown() {
    if (whole != null) {
      return whole;
    }
    List<String> present = present();
    Entry empty = entries.get(Element.EMPTY);
    boolean none = present.isEmpty() && empty != null && !empty.present;
    return none ? Value.NULL : new Value.Text(JsonArray.text(present));
  }

  private List<Map.Entry<Element, Entry>> presentEntries() {
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue().present && !entry.getKey().equals(Element.EMPTY))
        .sorted(SHOWN)
        .toList();
  }

  private static void dropUntil(Map<Element, Entry> entries, Stamp last) {
    entries.values().removeIf(entry -> !entry.stamp.isAfter(last));
  }

  private static Map<Element, Entry> latest(Map<Element, Entry> all) {
    if (all.size() <= MAX_ENTRIES) {
      return all;
    }
    List<Map.Entry<Element, Entry>> sorted = new ArrayList<>(all.entrySet());
    sorted.sort(
        Comparator.comparing((Map.Entry<Element, Entry> entry) -> entry.getValue().stamp)
            .thenComparing(Map.Entry.comparingByKey()));
    Map<Element, Entry> latest = new TreeMap<>();
    sorted
        .subList(sorted.size() - MAX_ENTRIES, sorted.size())
        .forEach(entry -> latest.put(entry.getKey(), entry.getValue()));
    return latest;
  }

  Value.Bytes toState() {
    WireWriter out = new WireWriter().u8(floor == null ? 0 : 1);
    if (floor != null) {
      Stamps.write(out, floor);
    }
    List<Map.Entry<Element, Entry>> present = presentEntries();
    out.varint(present.size());
    for (Map.Entry<Element, Entry> entry : present) {
      Stamps.write(out, entry.getValue().stamp);
      out.varint(entry.getValue().position);
    }
    out.varint(entries.size() - present.size());
    entries.forEach(
        (id, entry) -> {
          if (!entry.present || id.equals(Element.EMPTY)) {
            Stamps.write(out, entry.stamp);
            out.u8(entry.present ? 1 : 0).i64(id.high).i64(id.low);
          }
        });
    return new Value.Bytes(out.toBytes());
  }

  static Elements of(Value.Bytes state, Value shown) {
    WireReader in = new WireReader(state.value(), "state of a set");
    Stamp floor = in.u8() == 1 ? Stamps.read(in) : null;
    int count = in.count(MAX_ENTRIES, 1);
    List<String> texts =
        count > 0 && shown instanceof Value.Text text ? JsonArray.elements(text.value()) : null;
    if (count > 0 && (texts == null || texts.size() != count)) {
      throw in.bad("it has " + count + " elements, its value another number");
    }
    Map<Element, Entry> entries = new TreeMap<>();
    for (int index = 0; index < count && texts != null; index++) {
      Stamp stamp = Stamps.read(in);
      String text = texts.get(index);
      entries.put(Element.of(text), new Entry(stamp, true, in.count(Integer.MAX_VALUE), text));
    }
    for (int left = in.count(MAX_ENTRIES, 1); left > 0; left--) {
      Stamp stamp = Stamps.read(in);
      boolean present = in.u8() == 1;
      entries.put(new Element(in.i64(), in.i64()), new Entry(stamp, present, 0, ""));
    }
    in.end();
    return new Elements(floor, entries, entries.isEmpty() ? shown : null);
  }
}
