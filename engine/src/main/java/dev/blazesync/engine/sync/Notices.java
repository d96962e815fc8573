package dev.blazesync.engine.sync;

import dev.blazesync.spi.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a person should know: each sentence is told once while it holds. */
final class Notices {
  /** Somebody who sends rubbish must not fill the memory; the first of it tells enough. */
  private static final int MOST = 200;

  private final SyncCore.Events events;
  private final Set<String> lasting = new LinkedHashSet<>();
  private Set<String> told = Set.of();
  private final Set<String> now = new LinkedHashSet<>();

  Notices(SyncCore.Events events) {
    this.events = events;
  }

  /** Something that happened; stays in the status. */
  void once(String message) {
    if (lasting.size() < MOST && lasting.add(message)) {
      events.notice(message);
    }
  }

  void clear() {
    now.clear();
  }

  /** Something that holds now. */
  void add(@Nullable String message) {
    if (message != null) {
      now.add(message);
    }
  }

  void publish() {
    for (String message : now) {
      if (!told.contains(message)) {
        events.notice(message);
      }
    }
    told = Set.copyOf(now);
  }

  List<String> current() {
    List<String> all = new ArrayList<>(lasting);
    all.addAll(told);
    return all;
  }
}
