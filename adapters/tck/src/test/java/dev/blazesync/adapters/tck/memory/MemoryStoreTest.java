package dev.blazesync.adapters.tck.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.CaptureSpec;
import dev.blazesync.spi.CapturedChange;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DrainScope;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreCapability;
import dev.blazesync.spi.StoreTransaction;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is the memory store's own; what every store does is in the kit's contracts. */
class MemoryStoreTest {
  private static final TableSchema PLAYER =
      new TableSchema(
          "player",
          List.of(
              ColumnSchema.of("id", ValueKind.INT64, false),
              ColumnSchema.of("mail", ValueKind.TEXT, true),
              ColumnSchema.of("points", ValueKind.INT64, true)),
          List.of(
              new KeySchema(null, KeySchema.Kind.PRIMARY_GENERATED, List.of(0), null, null),
              KeySchema.unique(1)),
          new KeySchema(null, KeySchema.Kind.PRIMARY_GENERATED, List.of(0), null, null),
          null);

  private long now = 1_000;
  private MemoryStore store = new MemoryStore(() -> now);

  private static Value number(long value) {
    return new Value.Int64(value);
  }

  private static Value text(String value) {
    return new Value.Text(value);
  }

  private static TableSchema child(KeySchema.OnDelete onDelete, boolean deferred) {
    return TableSchema.of(
        "score",
        List.of(
            ColumnSchema.of("id", ValueKind.INT64, false),
            ColumnSchema.of("player", ValueKind.INT64, true)),
        KeySchema.primary(0),
        new KeySchema(
            "score_player",
            KeySchema.Kind.FOREIGN,
            List.of(1),
            new KeySchema.Reference("player", List.of("id"), onDelete, deferred),
            null));
  }

  private record Drained(CapturedChange change, ValueRow key) {}

  private List<Drained> drain() {
    List<Drained> drained = new ArrayList<>();
    try (StoreTransaction transaction = store.begin()) {
      transaction.drain(
          new DrainScope.UpTo(1_000, 1 << 20),
          (change, key, current) -> drained.add(new Drained(change, ValueRow.copyOf(key))));
      transaction.commit();
    }
    return drained;
  }

  @BeforeEach
  void createPlayers() {
    store.createTables(List.of(PLAYER), List.of());
    store.capture(List.of(CaptureSpec.of(PLAYER)));
  }

  @Test
  void aTransactionThatThrowsLeavesNoTrace() {
    MemoryApplication application = store.application();
    assertThatThrownBy(
            () ->
                application.transaction(
                    tx -> {
                      tx.insert("player", number(1), text("a"), number(0));
                      tx.insert("player", number(1), text("b"), number(0));
                    }))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("UNIQUE on player (id)");
    assertThat(application.rows("player")).isEmpty();
    assertThat(drain()).isEmpty();
  }

  @Test
  void aRefusedStatementLeavesTheTransactionUsable() {
    MemoryApplication application = store.application();
    application.transaction(
        tx -> {
          tx.insert("player", number(1), text("a"), number(0));
          assertThatThrownBy(() -> tx.insert("player", number(2), text("a"), number(0)))
              .isInstanceOf(RefusedException.class);
          tx.insert("player", number(3), text("c"), number(0));
        });
    assertThat(application.rows("player")).extracting(row -> row.int64(0)).containsExactly(1L, 3L);
  }

  @Test
  void aSecondTransactionIsBusyWhileOneIsOpen() {
    MemoryApplication application = store.application();
    try (MemoryWriter open = application.begin()) {
      assertThatThrownBy(() -> store.begin()).isInstanceOf(BusyException.class);
      assertThatThrownBy(application::begin).isInstanceOf(BusyException.class);
      open.insert("player", number(1), text("a"), number(0));
    }
    try (StoreTransaction open = store.begin()) {
      assertThatThrownBy(application::begin).isInstanceOf(BusyException.class);
      assertThat(open.count(PLAYER)).isZero();
    }
  }

  @Test
  void aCrashLosesTheOpenTransactionAndNothingElse() {
    MemoryApplication application = store.application();
    application.transaction(tx -> tx.insert("player", number(1), text("a"), number(0)));
    StoreTransaction lost = store.begin();
    lost.write(
        PLAYER, Rows.of(ValueRow.of(number(2), text("b"), number(0))), (index, refusal) -> {});
    MemoryStore copy = store.crashCopy();
    MemoryStore old = store;
    store = store.reopen();

    assertThatThrownBy(lost::commit).isInstanceOf(UnavailableException.class);
    lost.close();
    assertThatThrownBy(old::begin).isInstanceOf(IllegalStateException.class);
    assertThat(application.rows("player")).extracting(row -> row.int64(0)).containsExactly(1L);
    assertThat(drain()).extracting(Drained::key).containsExactly(ValueRow.of(number(1)));

    copy.application().transaction(tx -> tx.delete("player", number(1)));
    assertThat(application.rows("player")).hasSize(1);
    assertThat(copy.application().rows("player")).isEmpty();
  }

  @Test
  void cascadesAreCaptured() {
    TableSchema score = child(KeySchema.OnDelete.CASCADE, false);
    store.createTables(List.of(score), List.of());
    store.capture(List.of(CaptureSpec.of(PLAYER), CaptureSpec.of(score)));
    MemoryApplication application = store.application();
    application.transaction(
        tx -> {
          tx.insert("player", number(1), text("a"), number(0));
          tx.insert("score", number(7), number(1));
        });
    drain();
    application.transaction(tx -> tx.delete("player", number(1)));
    assertThat(application.rows("score")).isEmpty();
    assertThat(drain())
        .extracting(one -> one.change().table().name())
        .containsExactly("player", "score");
  }

  @Test
  void settingNullIsCapturedAsAnUpdate() {
    TableSchema score = child(KeySchema.OnDelete.SET_NULL, false);
    store.createTables(List.of(score), List.of());
    store.capture(List.of(CaptureSpec.of(score)));
    MemoryApplication application = store.application();
    application.transaction(
        tx -> {
          tx.insert("player", number(1), text("a"), number(0));
          tx.insert("score", number(7), number(1));
        });
    drain();
    application.transaction(tx -> tx.delete("player", number(1)));
    assertThat(application.row("score", number(7))).isEqualTo(ValueRow.of(number(7), Value.NULL));
    BitSet second = new BitSet();
    second.set(1);
    assertThat(drain()).extracting(one -> one.change().changed()).containsExactly(second);
  }

  @Test
  void aDeferredForeignKeyIsCheckedAtCommit() {
    TableSchema score = child(KeySchema.OnDelete.RESTRICT, true);
    store.createTables(List.of(score), List.of());
    MemoryApplication application = store.application();
    application.transaction(
        tx -> {
          tx.insert("score", number(7), number(1));
          tx.insert("player", number(1), text("a"), number(0));
        });
    assertThatThrownBy(
            () -> application.transaction(tx -> tx.insert("score", number(8), number(9))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("FOREIGN_KEY on score (player)");
    assertThat(application.rows("score")).hasSize(1);
  }

  @Test
  void replaceDeletesVictimsAndOverwritesTheRow() {
    MemoryApplication application = store.application();
    application.transaction(
        tx -> {
          tx.insert("player", number(1), text("a"), number(0));
          tx.insert("player", number(2), text("b"), number(0));
        });
    drain();
    application.transaction(tx -> tx.replace("player", number(1), text("b"), number(0)));
    assertThat(application.rows("player"))
        .containsExactly(ValueRow.of(number(1), text("b"), number(0)));
    List<Drained> drained = drain();
    assertThat(drained)
        .extracting(one -> one.change().removedBetween())
        .containsExactly(false, true);
    assertThat(drained.get(0).change().changed()).isNull();
    assertThat(drained.get(0).change().created()).isFalse();
  }

  @Test
  void theKeyOfADeletedRowIsHandedOutAgain() {
    MemoryApplication application = store.application();
    application.transaction(tx -> tx.insertGenerated("player", Value.NULL, text("a"), number(0)));
    drain();
    application.transaction(tx -> tx.delete("player", number(1)));
    application.transaction(
        tx -> assertThat(tx.insertGenerated("player", Value.NULL, text("b"), number(0))).isOne());
    assertThat(drain()).anyMatch(one -> one.change().removedBetween());
  }

  @Test
  void aRebuiltTableIsComparedAfterCaptureIsSetAgain() {
    MemoryApplication application = store.application();
    application.transaction(tx -> tx.insert("player", number(1), text("a"), number(0)));
    drain();
    application.rebuildTable("player");
    application.transaction(
        tx -> tx.update("player", List.of(number(1)), Map.of("points", number(9))));
    assertThat(drain()).isEmpty();
    store.capture(List.of(CaptureSpec.of(PLAYER)));
    List<Drained> drained = drain();
    assertThat(drained).hasSize(1);
    assertThat(drained.get(0).change().changed()).isNull();
    assertThat(drained.get(0).change().created()).isFalse();
  }

  @Test
  void aDroppedColumnWidensWhatWasCaptured() {
    MemoryApplication application = store.application();
    application.transaction(tx -> tx.insert("player", number(1), text("a"), number(0)));
    drain();
    application.transaction(
        tx -> tx.update("player", List.of(number(1)), Map.of("mail", text("b"))));
    application.dropColumn("player", "points");
    List<Drained> drained = drain();
    assertThat(drained).hasSize(1);
    assertThat(drained.get(0).change().changed()).isNull();
    assertThat(drained.get(0).change().table().columns()).hasSize(2);
  }

  @Test
  void anAddedColumnCountsInWhatWasCapturedAndNoOtherDoes() {
    MemoryApplication application = store.application();
    application.transaction(tx -> tx.insert("player", number(1), text("a"), number(0)));
    drain();
    application.transaction(
        tx -> tx.update("player", List.of(number(1)), Map.of("mail", text("b"))));
    application.addColumn("player", ColumnSchema.of("level", ValueKind.INT64, true), Value.NULL);
    BitSet mailAndLevel = new BitSet();
    mailAndLevel.set(1);
    mailAndLevel.set(3);
    store.capture(List.of(CaptureSpec.of(store.schema().tables().get(0))));
    assertThat(drain()).extracting(one -> one.change().changed()).containsExactly(mailAndLevel);
  }

  @Test
  void readsByAnOlderSchemaGiveTheColumnsItKnows() {
    MemoryApplication application = store.application();
    application.transaction(tx -> tx.insert("player", number(1), text("a"), number(5)));
    application.addColumn("player", ColumnSchema.of("level", ValueKind.INT64, true), number(3));
    List<ValueRow> rows = new ArrayList<>();
    try (StoreTransaction transaction = store.begin()) {
      transaction.scan(PLAYER, null, 10, row -> rows.add(ValueRow.copyOf(row)));
      transaction.write(
          PLAYER, Rows.of(ValueRow.of(number(1), text("b"), number(6))), (index, refusal) -> {});
      transaction.commit();
    }
    assertThat(rows).containsExactly(ValueRow.of(number(1), text("a"), number(5)));
    assertThat(application.rows("player"))
        .containsExactly(ValueRow.of(number(1), text("b"), number(6), number(3)));

    application.dropColumn("player", "points");
    try (StoreTransaction transaction = store.begin()) {
      assertThatThrownBy(() -> transaction.scan(PLAYER, null, 10, row -> true))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("points");
    }
  }

  @Test
  void aStoreThatCanDoLessSaysSo() {
    MemoryStore less = new MemoryStore(() -> now, Set.of(StoreCapability.LONG_SNAPSHOT_READS));
    less.createTables(List.of(PLAYER), List.of());
    BitSet points = new BitSet();
    points.set(2);
    assertThatThrownBy(() -> less.capture(List.of(new CaptureSpec(PLAYER, points, false))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("COLUMN_DELTAS");
    try (StoreTransaction transaction = less.begin()) {
      assertThatThrownBy(() -> transaction.allocateKey(PLAYER))
          .isInstanceOf(ConfigurationException.class);
    }
    store = less;
    less.capture(List.of(CaptureSpec.of(PLAYER)));
    less.application().transaction(tx -> tx.insert("player", number(1), text("a"), number(0)));
    drain();
    less.application()
        .transaction(tx -> tx.update("player", List.of(number(1)), Map.of("mail", text("b"))));
    assertThat(drain()).extracting(one -> one.change().changed()).containsOnlyNulls();
  }

  @Test
  void refusesWhatItCannotKeep() {
    TableSchema partial =
        TableSchema.of(
            "partial",
            List.of(ColumnSchema.of("id", ValueKind.INT64, false)),
            KeySchema.primary(0),
            new KeySchema("u", KeySchema.Kind.UNIQUE, List.of(0), null, "id > 3"));
    assertThatThrownBy(() -> store.createTables(List.of(partial), List.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("partial unique index");
    assertThatThrownBy(() -> store.createTables(List.of(), List.of("CREATE VIEW v AS SELECT 1")))
        .isInstanceOf(ConfigurationException.class);
    assertThat(store.schema().tables()).containsExactly(PLAYER);
  }

  @Test
  void aBrokenWakeUpDoesNotHarmTheApplication() throws Exception {
    List<Throwable> reported = new ArrayList<>();
    Thread current = Thread.currentThread();
    Thread.UncaughtExceptionHandler before = current.getUncaughtExceptionHandler();
    current.setUncaughtExceptionHandler((thread, failure) -> reported.add(failure));
    int[] woken = {0};
    try (AutoCloseable broken =
            store.onChange(
                () -> {
                  throw new IllegalArgumentException("of the callback");
                });
        AutoCloseable sound = store.onChange(() -> woken[0]++)) {
      assertThat(broken).isNotSameAs(sound);
      store.application().transaction(tx -> tx.insert("player", number(1), text("a"), number(0)));
    } finally {
      current.setUncaughtExceptionHandler(before);
    }
    assertThat(reported).hasSize(1);
    assertThat(woken[0]).isOne();
    store.application().transaction(tx -> tx.delete("player", number(1)));
    assertThat(woken[0]).isOne();
  }
}
