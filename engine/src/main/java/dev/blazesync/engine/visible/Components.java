package dev.blazesync.engine.visible;

import dev.blazesync.spi.Nullable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Strongly connected components (Tarjan 1972), those that are pointed to before those that point to
 * them. Keeps its own stack, so that a path may be as long as memory allows.
 */
final class Components<V> {
  private static final class Visit<V> {
    final V vertex;
    final int index;
    final Iterator<V> targets;
    int low;
    boolean open = true;

    Visit(V vertex, int index, Iterator<V> targets) {
      this.vertex = vertex;
      this.index = index;
      this.targets = targets;
      this.low = index;
    }
  }

  private final Function<V, Collection<V>> edges;
  private final Map<V, Visit<V>> visits = new HashMap<>();
  private final Deque<Visit<V>> path = new ArrayDeque<>();
  private final Deque<Visit<V>> open = new ArrayDeque<>();
  private final List<List<V>> found = new ArrayList<>();

  private Components(Function<V, Collection<V>> edges) {
    this.edges = edges;
  }

  /**
   * {@return the components of {@code vertices}}
   *
   * @param edges lead from a vertex to vertices
   */
  static <V> List<List<V>> of(Collection<V> vertices, Function<V, Collection<V>> edges) {
    Components<V> components = new Components<>(edges);
    for (V vertex : vertices) {
      if (!components.visits.containsKey(vertex)) {
        components.walk(vertex);
      }
    }
    return components.found;
  }

  private void walk(V start) {
    enter(start);
    for (Visit<V> visit = path.peek(); visit != null; visit = path.peek()) {
      V next = next(visit);
      if (next != null) {
        enter(next);
      } else {
        leave(visit);
      }
    }
  }

  private void enter(V vertex) {
    Visit<V> visit = new Visit<>(vertex, visits.size(), edges.apply(vertex).iterator());
    visits.put(vertex, visit);
    path.push(visit);
    open.push(visit);
  }

  /** {@return the next target that was never visited} */
  private @Nullable V next(Visit<V> visit) {
    while (visit.targets.hasNext()) {
      V target = visit.targets.next();
      Visit<V> known = visits.get(target);
      if (known == null) {
        return target;
      }
      if (known.open) {
        visit.low = Math.min(visit.low, known.index);
      }
    }
    return null;
  }

  private void leave(Visit<V> visit) {
    path.pop();
    Visit<V> from = path.peek();
    if (from != null) {
      from.low = Math.min(from.low, visit.low);
    }
    if (visit.low == visit.index) {
      List<V> component = new ArrayList<>();
      Visit<V> member;
      do {
        member = open.pop();
        member.open = false;
        component.add(member.vertex);
      } while (member != visit);
      found.add(component);
    }
  }
}
