package dev.blazesync.engine.place;

import dev.blazesync.engine.books.RecordName;
import dev.blazesync.engine.visible.Claim;
import dev.blazesync.engine.visible.Node;
import dev.blazesync.engine.visible.Reference;
import dev.blazesync.engine.visible.Verdict;
import dev.blazesync.spi.Nullable;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Alive records that a look into their tables would not find, or not with all they claim: parked
 * ones, and rows that show NULL in place of a value.
 */
final class ParkedIndex {
  private final Map<RecordName, Node<RecordName>> nodes = new LinkedHashMap<>();
  private final Map<Claim, Set<RecordName>> holders = new LinkedHashMap<>();
  private final Map<RecordName, Set<RecordName>> children = new LinkedHashMap<>();
  private final Map<Claim, Set<RecordName>> referrers = new LinkedHashMap<>();
  private final Map<String, Integer> tables = new LinkedHashMap<>();
  private final Map<RecordName, Verdict<RecordName>> verdicts = new HashMap<>();
  private final Set<RecordName> shown = new HashSet<>();

  /**
   * @param verdict the latest one on this node; null = not known
   */
  void put(Node<RecordName> node, @Nullable Verdict<RecordName> verdict) {
    put(node);
    if (verdict != null) {
      verdicts.put(node.id(), verdict);
    }
  }

  void put(Node<RecordName> node) {
    remove(node.id());
    nodes.put(node.id(), node);
    tables.merge(node.id().table(), 1, Integer::sum);
    node.claims().forEach(claim -> add(holders, claim, node.id()));
    for (Reference<RecordName> reference : node.references()) {
      if (reference instanceof Reference.ToRecord<RecordName> toRecord) {
        add(children, toRecord.id(), node.id());
      } else if (reference instanceof Reference.ToClaim<RecordName> toClaim) {
        add(referrers, toClaim.claim(), node.id());
      }
    }
  }

  void remove(RecordName name) {
    Node<RecordName> node = nodes.remove(name);
    if (node == null) {
      return;
    }
    verdicts.remove(name);
    shown.remove(name);
    tables.computeIfPresent(name.table(), (table, count) -> count > 1 ? count - 1 : null);
    node.claims().forEach(claim -> drop(holders, claim, name));
    for (Reference<RecordName> reference : node.references()) {
      if (reference instanceof Reference.ToRecord<RecordName> toRecord) {
        drop(children, toRecord.id(), name);
      } else if (reference instanceof Reference.ToClaim<RecordName> toClaim) {
        drop(referrers, toClaim.claim(), name);
      }
    }
  }

  private static <K> void add(Map<K, Set<RecordName>> map, K key, RecordName name) {
    map.computeIfAbsent(key, unused -> new LinkedHashSet<>()).add(name);
  }

  private static <K> void drop(Map<K, Set<RecordName>> map, K key, RecordName name) {
    map.computeIfPresent(
        key,
        (unused, names) -> {
          names.remove(name);
          return names.isEmpty() ? null : names;
        });
  }

  @Nullable
  Node<RecordName> node(RecordName name) {
    return nodes.get(name);
  }

  /**
   * Keeps a value that may give way.
   *
   * @param verdict the latest one on this node; null = not known
   * @param shown whether its row shows it
   */
  void putValue(Node<RecordName> value, @Nullable Verdict<RecordName> verdict, boolean shown) {
    put(value, verdict);
    if (shown) {
      this.shown.add(value.id());
    }
  }

  /** {@return whether its row shows the value} */
  boolean shows(RecordName value) {
    return shown.contains(value);
  }

  /** {@return the latest verdict on the record; null = not known} */
  @Nullable
  Verdict<RecordName> verdict(RecordName name) {
    return verdicts.get(name);
  }

  boolean isEmpty() {
    return nodes.isEmpty();
  }

  /** {@return tables that have records here} */
  Collection<String> tables() {
    return tables.keySet();
  }

  Collection<Node<RecordName>> nodes() {
    return nodes.values();
  }

  Set<RecordName> holders(Claim claim) {
    return holders.getOrDefault(claim, Set.of());
  }

  Set<RecordName> children(RecordName parent) {
    return children.getOrDefault(parent, Set.of());
  }

  Set<RecordName> referrers(Claim claim) {
    return referrers.getOrDefault(claim, Set.of());
  }
}
