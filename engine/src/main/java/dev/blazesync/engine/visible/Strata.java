package dev.blazesync.engine.visible;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Tables in the order in which their records are judged: parents first, tables that refer to each
 * other in a ring together. Immutable.
 */
public final class Strata {
  /** That some foreign key leads from {@code child} to {@code parent}; tables by number. */
  public record ForeignKey(int child, int parent) {}

  private final int[] stratumOf;
  private final BitSet linked = new BitSet();
  private final BitSet contested = new BitSet();

  private Strata(int tables) {
    this.stratumOf = new int[tables];
  }

  /**
   * {@return the strata of the tables 0 to {@code tables} - 1}
   *
   * @param contested tables with a unique key besides the one that is their records' identity
   */
  public static Strata of(int tables, Collection<ForeignKey> foreignKeys, Set<Integer> contested) {
    List<List<Integer>> parents = new ArrayList<>();
    IntStream.range(0, tables).forEach(table -> parents.add(new ArrayList<>()));
    foreignKeys.forEach(key -> parents.get(key.child()).add(key.parent()));
    Strata strata = new Strata(tables);
    int stratum = 0;
    for (List<Integer> component :
        Components.of(IntStream.range(0, tables).boxed().toList(), parents::get)) {
      for (int table : component) {
        strata.stratumOf[table] = stratum;
      }
      stratum++;
    }
    for (ForeignKey key : foreignKeys) {
      if (strata.of(key.child()) == strata.of(key.parent())) {
        strata.linked.set(strata.of(key.child()));
      }
    }
    contested.forEach(table -> strata.contested.set(strata.of(table)));
    return strata;
  }

  /** {@return the number of the table's stratum; parents have lower ones} */
  public int of(int table) {
    return stratumOf[table];
  }

  /** {@return whether records of the stratum may refer to records of the stratum} */
  public boolean linked(int stratum) {
    return linked.get(stratum);
  }

  /** {@return whether records of the stratum may have claims} */
  public boolean contested(int stratum) {
    return contested.get(stratum);
  }
}
