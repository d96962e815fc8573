package dev.blazesync.engine.merge;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Version;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The registers of one record by column name, sorted: two arrays, of which the names are shared by
 * records of the same columns. Immutable.
 */
public final class Registers extends AbstractMap<String, Version> {
  /** Up to so many names are looked through one by one. */
  private static final int FEW = 16;

  static final Registers NONE = new Registers(new String[0], new Version[0]);

  private final String[] names;
  private final Version[] versions;

  private Registers(String[] names, Version[] versions) {
    this.names = names;
    this.versions = versions;
  }

  /**
   * {@return registers over these arrays, which are not copied and never change from now on}
   *
   * @param names sorted, each once
   * @param versions of these columns
   */
  public static Registers over(String[] names, Version[] versions) {
    if (names.length != versions.length) {
      throw new IllegalArgumentException(versions.length + " versions of " + names.length);
    }
    return names.length == 0 ? NONE : new Registers(names, versions);
  }

  /** {@return these registers; changes of {@code map} do not show} */
  public static Registers of(Map<String, Version> map) {
    if (map instanceof Registers same) {
      return same;
    }
    Map<String, Version> sorted = new TreeMap<>(map);
    return over(sorted.keySet().toArray(String[]::new), sorted.values().toArray(Version[]::new));
  }

  /** {@return whether these are the names of the columns; mostly found at a glance} */
  public boolean areOf(String[] columns) {
    return names == columns || Arrays.equals(names, columns);
  }

  /** {@return the version at a place in the order of names} */
  public Version at(int place) {
    return versions[place];
  }

  /** {@return the name at a place in the order of names} */
  public String nameAt(int place) {
    return names[place];
  }

  private int find(String name) {
    if (names.length > FEW) {
      return Arrays.binarySearch(names, name);
    }
    for (int place = 0; place < names.length; place++) {
      if (names[place].equals(name)) {
        return place;
      }
    }
    return -1;
  }

  @Override
  public @Nullable Version get(@Nullable Object name) {
    int place = name instanceof String column ? find(column) : -1;
    return place < 0 ? null : versions[place];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return name instanceof String column && find(column) >= 0;
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super Version> action) {
    for (int place = 0; place < names.length; place++) {
      action.accept(names[place], versions[place]);
    }
  }

  /** {@return all of both; this itself where {@code other} changes nothing} */
  @SuppressWarnings("ReferenceEquality") // tells what is new, not what is equal
  Registers join(Registers other, TableRules rules) {
    if (other.names.length == 0) {
      return this;
    }
    if (names.length == 0) {
      return other;
    }
    Version[] joined = versions;
    int place = 0;
    for (int index = 0; index < other.names.length; index++) {
      String name = other.names[index];
      while (place < names.length && !names[place].equals(name)) {
        place++;
      }
      if (place == names.length) {
        return union(other, rules);
      }
      Version version = Merge.merge(rules.policy(name), versions[place], other.versions[index]);
      if (version != versions[place]) {
        joined = joined == versions ? versions.clone() : joined;
        joined[place] = version;
      }
    }
    return joined == versions ? this : new Registers(names, joined);
  }

  private Registers union(Registers other, TableRules rules) {
    Map<String, Version> all = new TreeMap<>(this);
    other.forEach(
        (name, version) ->
            all.merge(name, version, (a, b) -> Merge.merge(rules.policy(name), a, b)));
    return of(all);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Registers that
        ? areOf(that.names) && Arrays.equals(versions, that.versions)
        : super.equals(other);
  }

  /** As every map has it. */
  @Override
  public int hashCode() {
    return super.hashCode();
  }

  @Override
  public Set<Entry<String, Version>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return names.length;
      }

      @Override
      public Iterator<Entry<String, Version>> iterator() {
        return new Places();
      }
    };
  }

  private final class Places implements Iterator<Entry<String, Version>> {
    private int place;

    @Override
    public boolean hasNext() {
      return place < names.length;
    }

    @Override
    public Entry<String, Version> next() {
      if (place == names.length) {
        throw new NoSuchElementException();
      }
      Entry<String, Version> entry = Map.entry(names[place], versions[place]);
      place++;
      return entry;
    }
  }
}
