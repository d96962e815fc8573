package dev.blazesync.adapters.tck.memory;

import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An immutable map sorted by {@link KeyOrder}: an AVL tree (Adelson-Velsky and Landis, 1962) whose
 * changes copy the path to the root and share the rest, so that an old state stays readable for
 * nothing.
 */
final class SortedTree<V> {
  /** Takes entries in key order. */
  interface Visitor<V> {
    /** {@return false to stop} */
    boolean visit(ValueRow key, V value);
  }

  private record Node<V>(
      ValueRow key, V value, @Nullable Node<V> left, @Nullable Node<V> right, int height) {}

  private static final SortedTree<?> EMPTY = new SortedTree<>(null, 0);

  private final @Nullable Node<V> root;
  private final int size;

  private SortedTree(@Nullable Node<V> root, int size) {
    this.root = root;
    this.size = size;
  }

  @SuppressWarnings("unchecked") // holds nothing, so it is empty for every type
  static <V> SortedTree<V> empty() {
    return (SortedTree<V>) EMPTY;
  }

  int size() {
    return size;
  }

  @Nullable
  V get(ValueRow key) {
    Node<V> node = root;
    while (node != null) {
      int order = KeyOrder.KEYS.compare(key, node.key);
      if (order == 0) {
        return node.value;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  boolean contains(ValueRow key) {
    return get(key) != null;
  }

  SortedTree<V> with(ValueRow key, V value) {
    boolean known = contains(key);
    return new SortedTree<>(put(root, key, value), known ? size : size + 1);
  }

  SortedTree<V> without(ValueRow key) {
    return contains(key) ? new SortedTree<>(remove(root, key), size - 1) : this;
  }

  /** Visits every entry in key order. */
  void forEach(Visitor<V> visitor) {
    walk(root, null, false, visitor);
  }

  /** Visits the entries behind {@code after} (null: all) in key order. */
  void forEachAfter(@Nullable ValueRow after, Visitor<V> visitor) {
    walk(root, after, false, visitor);
  }

  /** {@return the values of the entries whose keys begin with {@code prefix}, in key order} */
  List<V> startingWith(ValueRow prefix) {
    List<V> found = new ArrayList<>(1);
    int length = prefix.size();
    walk(
        root,
        prefix,
        true,
        (key, value) -> {
          boolean matches =
              key.size() >= length && key.values().subList(0, length).equals(prefix.values());
          if (matches) {
            found.add(value);
          }
          return matches;
        });
    return found;
  }

  /** {@return the last key, or null when there is none} */
  @Nullable
  ValueRow lastKey() {
    Node<V> node = root;
    while (node != null && node.right != null) {
      node = node.right;
    }
    return node == null ? null : node.key;
  }

  private static <V> boolean walk(
      @Nullable Node<V> node, @Nullable ValueRow from, boolean inclusive, Visitor<V> visitor) {
    if (node == null) {
      return true;
    }
    int order = from == null ? 1 : KeyOrder.KEYS.compare(node.key, from);
    if (order > 0 && !walk(node.left, from, inclusive, visitor)) {
      return false;
    }
    if ((order > 0 || (order == 0 && inclusive)) && !visitor.visit(node.key, node.value)) {
      return false;
    }
    return walk(node.right, from, inclusive, visitor);
  }

  private static <V> Node<V> put(@Nullable Node<V> node, ValueRow key, V value) {
    if (node == null) {
      return new Node<>(key, value, null, null, 1);
    }
    int order = KeyOrder.KEYS.compare(key, node.key);
    if (order == 0) {
      return new Node<>(key, value, node.left, node.right, node.height);
    }
    return order < 0
        ? balanced(node, put(node.left, key, value), node.right)
        : balanced(node, node.left, put(node.right, key, value));
  }

  private static <V> @Nullable Node<V> remove(@Nullable Node<V> node, ValueRow key) {
    if (node == null) {
      return null;
    }
    int order = KeyOrder.KEYS.compare(key, node.key);
    if (order < 0) {
      return balanced(node, remove(node.left, key), node.right);
    }
    if (order > 0) {
      return balanced(node, node.left, remove(node.right, key));
    }
    if (node.left == null || node.right == null) {
      return node.left == null ? node.right : node.left;
    }
    Node<V> successor = node.right;
    while (successor.left != null) {
      successor = successor.left;
    }
    return balanced(successor, node.left, remove(node.right, successor.key));
  }

  private static int height(@Nullable Node<?> node) {
    return node == null ? 0 : node.height;
  }

  private static <V> Node<V> node(Node<V> entry, @Nullable Node<V> left, @Nullable Node<V> right) {
    int height = 1 + Math.max(height(left), height(right));
    return new Node<>(entry.key, entry.value, left, right, height);
  }

  private static <V> Node<V> balanced(
      Node<V> entry, @Nullable Node<V> left, @Nullable Node<V> right) {
    int lean = height(left) - height(right);
    if (lean > 1) {
      Node<V> top = Objects.requireNonNull(left);
      if (height(top.left) >= height(top.right)) {
        return node(top, top.left, node(entry, top.right, right));
      }
      Node<V> middle = Objects.requireNonNull(top.right);
      return node(middle, node(top, top.left, middle.left), node(entry, middle.right, right));
    }
    if (lean < -1) {
      Node<V> top = Objects.requireNonNull(right);
      if (height(top.right) >= height(top.left)) {
        return node(top, node(entry, left, top.left), top.right);
      }
      Node<V> middle = Objects.requireNonNull(top.left);
      return node(middle, node(entry, left, middle.left), node(top, middle.right, top.right));
    }
    return node(entry, left, right);
  }
}
