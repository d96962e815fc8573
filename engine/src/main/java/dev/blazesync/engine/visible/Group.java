package dev.blazesync.engine.visible;

import java.util.Set;

/**
 * Records of one stratum that refer to each other in rings, judged together; mostly one record.
 * Ordered as they are judged.
 *
 * @param rank the greatest of its members and of the groups inside the stratum it depends on
 * @param depth how many groups of the same rank it has above it
 * @param members ascending
 */
record Group<I extends Comparable<I>>(int stratum, Rank<I> rank, int depth, I least, Set<I> members)
    implements Comparable<Group<I>> {
  static <I extends Comparable<I>> Group<I> single(int stratum, Node<I> node) {
    return new Group<>(stratum, node.rank(), 0, node.id(), Set.of(node.id()));
  }

  @Override
  public int compareTo(Group<I> other) {
    int order = Integer.compare(stratum, other.stratum);
    order = order != 0 ? order : rank.compareTo(other.rank);
    order = order != 0 ? order : Integer.compare(depth, other.depth);
    return order != 0 ? order : least.compareTo(other.least);
  }
}
