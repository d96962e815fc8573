package dev.blazesync.engine.visible;

import dev.blazesync.spi.HybridTimestamp;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A random schema of five tables and random changes of its records.
 *
 * @param keys its foreign keys; those of one table are numbered in this order
 * @param unique number of unique keys besides the identity, by table
 * @param records how many ids each table has
 * @param unfit chance of a record that does not fit
 */
record Schema(List<Key> keys, List<Integer> unique, int records, double unfit) {
  static final int TABLES = 5;

  /**
   * A foreign key.
   *
   * @param claim number of the unique key it refers to; -1 = the identity
   */
  record Key(int child, int parent, int claim, boolean setNull) {}

  /** The schema of the model: a self reference, a ring of tables, up to three more keys. */
  static Schema ofModel(Random random) {
    List<int[]> edges = new ArrayList<>(List.of(new int[] {1, 0}, new int[] {2, 1}));
    edges.addAll(List.of(new int[] {2, 2}, new int[] {3, 4}, new int[] {4, 3}));
    for (int[] extra : List.of(new int[] {3, 0}, new int[] {4, 4}, new int[] {1, 3})) {
      if (random.nextBoolean()) {
        edges.add(extra);
      }
    }
    List<Key> keys =
        edges.stream()
            .map(edge -> new Key(edge[0], edge[1], -1, random.nextDouble() < 0.2))
            .toList();
    return new Schema(keys, List.of(2, 2, 2, 2, 2), size(random), 0);
  }

  /** Any foreign keys, to identities and to unique keys; records that do not fit. */
  static Schema any(Random random) {
    List<Integer> unique =
        random.ints(TABLES, 0, 3).boxed().collect(Collectors.toCollection(ArrayList::new));
    List<Key> keys = new ArrayList<>();
    boolean byClaim = random.nextInt(3) > 0;
    for (int left = 3 + random.nextInt(5); left > 0; left--) {
      int child = random.nextInt(TABLES);
      int parent = random.nextInt(3) == 0 ? child : random.nextInt(TABLES);
      int claim =
          byClaim && unique.get(parent) > 0 ? random.nextInt(unique.get(parent) + 1) - 1 : -1;
      keys.add(new Key(child, parent, claim, random.nextDouble() < 0.2));
    }
    return new Schema(keys, unique, size(random), random.nextBoolean() ? 0 : 0.1);
  }

  private static int size(Random random) {
    return new int[] {3, 5, 8}[random.nextInt(3)];
  }

  Strata strata() {
    Set<Integer> contested =
        IntStream.range(0, TABLES)
            .filter(table -> unique.get(table) > 0)
            .boxed()
            .collect(Collectors.toSet());
    return Strata.of(
        TABLES,
        keys.stream().map(key -> new Strata.ForeignKey(key.child(), key.parent())).toList(),
        contested);
  }

  /** {@return nodes by id, null = dies} */
  Map<Id, Node<Id>> change(Random random, Set<Id> alive) {
    Map<Id, Node<Id>> change = new TreeMap<>();
    for (int left = new int[] {1, 1, 2, 4}[random.nextInt(4)]; left > 0; left--) {
      Id id = new Id(random.nextInt(TABLES), random.nextInt(records));
      if (random.nextDouble() >= 0.25) {
        change.put(id, node(random, id));
      } else if (alive.contains(id)) {
        change.put(id, null);
      }
    }
    return change;
  }

  private Node<Id> node(Random random, Id id) {
    List<Reference<Id>> references = new ArrayList<>();
    int number = 0;
    for (Key key : keys) {
      if (key.child() == id.table()) {
        if (random.nextDouble() >= 0.35) {
          references.add(reference(random, key, number));
        }
        number++;
      }
    }
    List<Claim> claims = new ArrayList<>();
    for (int key = 0; key < unique.get(id.table()); key++) {
      int value = random.nextInt(values(key) + 1) - 1;
      if (value >= 0) {
        claims.add(new Claim(id.table(), key, value));
      }
    }
    boolean fits = random.nextDouble() >= unfit;
    return new Node<>(id, id.table(), stamp(1 + random.nextInt(1000)), claims, references, fits);
  }

  private Reference<Id> reference(Random random, Key key, int number) {
    if (key.claim() < 0) {
      Id parent = new Id(key.parent(), random.nextInt(records));
      return new Reference.ToRecord<>(number, key.parent(), parent, key.setNull());
    }
    Claim claim = new Claim(key.parent(), key.claim(), random.nextInt(values(key.claim())));
    return new Reference.ToClaim<>(number, claim, key.setNull());
  }

  /** The model's second unique key has fewer values than records. */
  private int values(int key) {
    return key == 0 ? records : records / 2 + 1;
  }

  static Stamp stamp(long time) {
    return Stamp.of(new HybridTimestamp(time, OriginLog.NONE));
  }
}
