package dev.blazesync.engine.books;

import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.StoreView;

/** All books of one node; loaded at opening and again after a transaction that did not commit. */
public final class Books {
  private final StateBook state = new StateBook();
  private final OriginBook origins = new OriginBook();
  private final TableBook tables = new TableBook();
  private final ParkedBook parked = new ParkedBook();
  private final CarriedBook carried = new CarriedBook();
  private final ChainBook chain = new ChainBook();
  private final AlarmBook alarms = new AlarmBook();
  private final RuleBook rules = new RuleBook();
  private final ConflictBook conflicts = new ConflictBook();

  /** Makes the engine's tables if they are missing. */
  public static void create(RecordStore store) {
    store.createTables(EngineTables.ALL, java.util.List.of());
  }

  /**
   * Reads everything afresh; which tables take part has to be {@linkplain TableBook#set set} again.
   */
  public void load(StoreView view) {
    state.load(view);
    origins.load(view);
    tables.load(view);
    parked.load(view);
    carried.load(view);
    chain.load(view);
    alarms.load(view);
    rules.load(view);
    conflicts.load(view);
  }

  public StateBook state() {
    return state;
  }

  public OriginBook origins() {
    return origins;
  }

  public TableBook tables() {
    return tables;
  }

  public ParkedBook parked() {
    return parked;
  }

  public CarriedBook carried() {
    return carried;
  }

  public ConflictBook conflicts() {
    return conflicts;
  }

  public ChainBook chain() {
    return chain;
  }

  public AlarmBook alarms() {
    return alarms;
  }

  public RuleBook rules() {
    return rules;
  }
}
