package dev.blazesync.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which databases meet, and in which order they come to the hub.
 *
 * @param kinds of node A, B and so on; asked for more, they begin anew
 * @param backward whether the last node comes first
 */
record Setup(List<Kind> kinds, boolean backward) {
  static Stream<Setup> all() {
    return Stream.of(List.of(Kind.SQLITE), List.of(Kind.H2), List.of(Kind.SQLITE, Kind.H2))
        .flatMap(Setup::bothOrders);
  }

  static Stream<Setup> sqlite() {
    return bothOrders(List.of(Kind.SQLITE));
  }

  /** Node B is of SQLite. */
  static Stream<Setup> sqliteSecond() {
    return Stream.of(List.of(Kind.SQLITE), List.of(Kind.H2, Kind.SQLITE))
        .flatMap(Setup::bothOrders);
  }

  /** Node B is of H2. */
  static Stream<Setup> h2() {
    return Stream.of(List.of(Kind.H2), List.of(Kind.SQLITE, Kind.H2)).flatMap(Setup::bothOrders);
  }

  private static Stream<Setup> bothOrders(List<Kind> kinds) {
    return Stream.of(new Setup(kinds, false), new Setup(kinds, true));
  }

  Kind kind(int node) {
    return kinds.get(node % kinds.size());
  }

  <T> List<T> inOrder(List<T> nodes) {
    List<T> ordered = new ArrayList<>(nodes);
    if (backward) {
      Collections.reverse(ordered);
    }
    return ordered;
  }

  @Override
  public String toString() {
    return kinds + (backward ? " last node first" : " first node first");
  }
}
