package dev.blazesync.engine.node;

import dev.blazesync.DecidedConflict;
import dev.blazesync.LogEntry;
import dev.blazesync.ParkedRecord;
import dev.blazesync.Status;
import dev.blazesync.engine.admin.AdminView;
import java.util.List;
import java.util.Map;

/** What can be asked of a running engine. Any thread may ask. */
public interface Answers {
  Status status();

  List<LogEntry> log(int limit);

  List<ParkedRecord> parked(int limit);

  List<DecidedConflict> conflicts(int limit);

  Map<String, String> rules();

  /** What it takes to act on the group. */
  AdminView admin();

  /** Puts what lost a conflict back. */
  void restore(long conflict);
}
