package dev.blazesync.engine.codec;

import dev.blazesync.engine.codec.column.ByteSink;
import dev.blazesync.engine.codec.column.ByteSource;
import dev.blazesync.engine.codec.column.IntegerColumn;
import dev.blazesync.engine.codec.column.Scratch;
import dev.blazesync.engine.operation.OperationShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of the rows of a payload or chunk are written together: those of one head byte and shape.
 * Groups stand in the order of their first rows, and rows in a group in the order they have among
 * all.
 *
 * <pre>
 * varint  number of groups; only if there is more than one row
 * for each:
 *   u8      head
 *   shape   ({@link DictionaryWriter})
 * {@link IntegerColumn} of each row's group; only if there is more than one group
 * </pre>
 */
final class RowGroups {
  /**
   * One of them.
   *
   * @param rows which ones, ascending
   */
  record Group(int head, OperationShape shape, int[] rows) {
    boolean has(int bit) {
      return (head & bit) != 0;
    }

    int size() {
      return rows.length;
    }

    /** {@return its rows; all themselves if there is no other group} */
    <T> T[] of(T[] all) {
      if (rows.length == all.length) {
        return all;
      }
      T[] some = Arrays.copyOf(all, rows.length);
      for (int index = 0; index < rows.length; index++) {
        some[index] = all[rows[index]];
      }
      return some;
    }
  }

  private record Kind(int head, OperationShape shape) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      return head != other.head ? Integer.compare(head, other.head) : shape.compareTo(other.shape);
    }
  }

  private final List<Kind> kinds = new ArrayList<>();
  private final Map<Kind, Integer> numbers = new HashMap<>();
  private final int[] groupOf;
  private int count;

  /**
   * @param rows how many there will be
   */
  RowGroups(int rows) {
    groupOf = new int[rows];
  }

  // Neighbours mostly share one object, and comparing or hashing a shape walks all its names.
  @SuppressWarnings("ReferenceEquality")
  void add(int head, OperationShape shape) {
    int last = count == 0 ? -1 : groupOf[count - 1];
    if (last >= 0 && kinds.get(last).shape == shape && kinds.get(last).head == head) {
      groupOf[count++] = last;
      return;
    }
    Kind kind = new Kind(head, shape);
    Integer number = numbers.putIfAbsent(kind, kinds.size());
    if (number == null) {
      number = kinds.size();
      kinds.add(kind);
    }
    groupOf[count++] = number;
  }

  int head(int row) {
    return kinds.get(groupOf[row]).head;
  }

  List<Group> groups() {
    int[] sizes = new int[kinds.size()];
    for (int number : groupOf) {
      sizes[number]++;
    }
    List<Group> groups = new ArrayList<>();
    for (int number = 0; number < sizes.length; number++) {
      Kind kind = kinds.get(number);
      groups.add(new Group(kind.head, kind.shape, new int[sizes[number]]));
      sizes[number] = 0;
    }
    for (int row = 0; row < groupOf.length; row++) {
      int number = groupOf[row];
      groups.get(number).rows[sizes[number]++] = row;
    }
    return groups;
  }

  void write(ByteSink out, DictionaryWriter dictionary, Scratch scratch) {
    if (groupOf.length > 1) {
      out.varint(kinds.size());
    }
    for (Kind kind : kinds) {
      out.u8(kind.head);
      dictionary.shape(out, kind.shape);
    }
    if (kinds.size() > 1) {
      long[] order = scratch.longs(groupOf.length);
      for (int row = 0; row < groupOf.length; row++) {
        order[row] = groupOf[row];
      }
      IntegerColumn.write(out, order, groupOf.length);
    }
  }

  /**
   * @param rows how many there are, checked against a limit
   */
  static RowGroups read(ByteSource in, DictionaryReader dictionary, int rows, Scratch scratch) {
    int count = rows > 1 ? in.count(rows, 2) : rows;
    RowGroups groups = new RowGroups(rows);
    Set<Kind> distinct = new HashSet<>();
    for (int number = 0; number < count; number++) {
      Kind kind = new Kind(in.u8(), dictionary.shape(in));
      if (!distinct.add(kind)) {
        throw in.bad("a group is there twice");
      }
      groups.kinds.add(kind);
    }
    if (count > 1) {
      groups.readOrder(in, scratch);
    } else if (count < Math.min(1, rows)) {
      throw in.bad(rows + " rows are in no group");
    }
    return groups;
  }

  private void readOrder(ByteSource in, Scratch scratch) {
    long[] order = scratch.longs(groupOf.length);
    IntegerColumn.read(in, order, groupOf.length);
    int used = 0;
    for (int row = 0; row < groupOf.length; row++) {
      long number = order[row];
      if (number < 0 || number > used || number >= kinds.size()) {
        throw in.bad("group " + number + " of " + kinds.size() + " is used before its turn");
      }
      used += number == used ? 1 : 0;
      groupOf[row] = (int) number;
    }
    if (used < kinds.size()) {
      throw in.bad("a group has no rows");
    }
  }
}
