package dev.blazesync.engine.policy;

import dev.blazesync.engine.policy.Elements.Element;
import dev.blazesync.engine.policy.Elements.Entry;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Stamp;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A JSON array in a text column as a set (a last-writer-wins element set; Shapiro and others, "A
 * comprehensive study of convergent and commutative replicated data types", 2011). An edit is what
 * it adds and what it removes; of several edits of one element the last counts. The array is shown
 * in the order in which its elements were added, each once, in canonical text; an edit that only
 * changes order or white space changes nothing.
 *
 * <p>What is no array, or too long a one, is a value as a whole: the last writer wins over older
 * wholes and older elements, and elements written after it make a set again. A set that has seen
 * more than {@value #MAX_EDITED} elements come and go forgets, with the next edit, those that went:
 * then that edit wins over older ones it has not seen, as a whole.
 */
final class SetUnion extends JoinedPolicy<Elements> {
  /** Most elements an edit leaves, removed ones among them. */
  static final int MAX_EDITED = 300;

  /** Most characters of one element. */
  static final int MAX_ELEMENT_CHARS = 4_096;

  @Override
  public Version edit(@Nullable Version before, Value written, @Nullable Value delta, Stamp stamp) {
    Elements fresh = read(Version.of(written, stamp));
    if (before == null || fresh.whole() != null) {
      return write(fresh);
    }
    Elements seen = read(before);
    Map<Element, Entry> changed = changes(seen, fresh, stamp);
    if (changed.isEmpty()) {
      return write(seen);
    }
    Map<Element, Entry> all = new TreeMap<>(seen.entries());
    all.putAll(changed);
    return write(
        all.size() <= MAX_EDITED
            ? new Elements(seen.floor(), all, null)
            : new Elements(before.stamp(), fresh.entries(), null));
  }

  private static Map<Element, Entry> changes(Elements seen, Elements fresh, Stamp stamp) {
    Map<Element, Entry> changed = new TreeMap<>();
    fresh
        .entries()
        .forEach(
            (id, entry) -> {
              Entry old = seen.entries().get(id);
              boolean same = old != null && old.present() == entry.present();
              if (!same || (id.equals(Element.EMPTY) && !seen.shown().equals(fresh.shown()))) {
                changed.put(id, entry);
              }
            });
    Set<Element> gone = new HashSet<>();
    seen.entries()
        .forEach(
            (id, entry) -> {
              if (entry.present()
                  && !id.equals(Element.EMPTY)
                  && !fresh.entries().containsKey(id)) {
                gone.add(id);
              }
            });
    gone.forEach(id -> changed.put(id, Entry.removed(stamp)));
    return changed;
  }

  @Override
  Elements read(Version version) {
    if (version.hasState()) {
      return Elements.of(version.state(), version.value());
    }
    Value value = version.value();
    Stamp stamp = version.stamp();
    if (value instanceof Value.Null) {
      return new Elements(null, Map.of(Element.EMPTY, Entry.removed(stamp)), null);
    }
    List<String> texts = value instanceof Value.Text text ? JsonArray.elements(text.value()) : null;
    if (texts == null
        || texts.size() > MAX_EDITED
        || texts.stream().anyMatch(text -> text.length() > MAX_ELEMENT_CHARS)) {
      return new Elements(stamp, Map.of(), value);
    }
    Map<Element, Entry> entries = new TreeMap<>();
    for (int index = 0; index < texts.size(); index++) {
      entries.put(Element.of(texts.get(index)), new Entry(stamp, true, index, texts.get(index)));
    }
    if (entries.isEmpty()) {
      entries.put(Element.EMPTY, new Entry(stamp, true, 0, ""));
    }
    return new Elements(null, entries, null);
  }

  @Override
  Version write(Elements elements) {
    Version plain = Version.of(elements.shown(), elements.stamp());
    return plainIfEnough(plain, elements, Elements::toState);
  }

  @Override
  Elements join(Elements a, Elements b) {
    return a.with(b);
  }

  @Override
  @Nullable
  Elements later(Elements elements, Stamp died) {
    Elements left = elements.after(died);
    return left.isEmpty() ? null : left;
  }

  @Override
  boolean lost(Elements part, Elements joined) {
    if (part.whole() != null) {
      return !part.whole().equals(joined.whole());
    }
    return part.entries().entrySet().stream()
        .anyMatch(
            entry ->
                entry.getValue().present()
                    && !entry.getKey().equals(Element.EMPTY)
                    && !joined.entries().containsKey(entry.getKey()));
  }
}
