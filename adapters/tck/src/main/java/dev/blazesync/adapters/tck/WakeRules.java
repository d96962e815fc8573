package dev.blazesync.adapters.tck;

import static dev.blazesync.adapters.tck.Cells.key;
import static dev.blazesync.adapters.tck.KitTables.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.TableSchema;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Noticing that the database changed. */
public interface WakeRules extends StoreRules {
  @Test
  @DisplayName("store.R78 every commit of the application is followed by a wake-up")
  default void commitsWake() throws Exception {
    TableSchema table = bench().captured(KitTables.PERSON);
    Semaphore woken = new Semaphore(0);
    try (AutoCloseable registration = bench().store().onChange(woken::release)) {
      assertThat(registration).isNotNull();
      for (int id = 1; id <= 3; id++) {
        woken.drainPermits();
        var row = person(id, "a");
        bench().application(tx -> tx.insert(table, row));
        await(woken);
      }
    }
    assertThat(bench().drain()).hasSize(3);
  }

  @Test
  @DisplayName("store.R79 whoever is woken finds the commit: it can be drained from there on")
  default void theWokenFindTheCommit() throws Exception {
    TableSchema table = bench().captured(KitTables.PERSON);
    Semaphore found = new Semaphore(0);
    try (AutoCloseable registration =
        bench()
            .store()
            .onChange(
                () -> {
                  if (bench().pending(table) > 0) {
                    found.release();
                  }
                })) {
      assertThat(registration).isNotNull();
      bench().application(tx -> tx.insert(table, person(1, "a")));
      await(found);
    }
  }

  @Test
  @DisplayName("store.R80 several can wait; one who throws harms neither the others nor the writer")
  default void aBrokenCallbackHarmsNobody() throws Exception {
    TableSchema table = bench().captured(KitTables.PERSON);
    Semaphore woken = new Semaphore(0);
    Semaphore thrown = new Semaphore(0);
    Thread current = Thread.currentThread();
    Thread.UncaughtExceptionHandler handler = current.getUncaughtExceptionHandler();
    current.setUncaughtExceptionHandler((thread, failure) -> {});
    try (AutoCloseable broken =
            bench()
                .store()
                .onChange(
                    () -> {
                      thrown.release();
                      throw new IllegalStateException("thrown by the kit on purpose");
                    });
        AutoCloseable sound = bench().store().onChange(woken::release)) {
      assertThat(broken).isNotSameAs(sound);
      for (int id = 1; id <= 2; id++) {
        woken.drainPermits();
        thrown.drainPermits();
        var row = person(id, "a");
        bench().application(tx -> tx.insert(table, row));
        await(woken);
        await(thrown);
      }
    } finally {
      current.setUncaughtExceptionHandler(handler);
    }
    assertThat(bench().rows(table)).hasSize(2);
  }

  @Test
  @DisplayName("store.R81 after a registration is closed it is not called any more")
  default void closedRegistrationsAreQuiet() throws Exception {
    TableSchema table = bench().captured(KitTables.PERSON);
    AtomicInteger calls = new AtomicInteger();
    AutoCloseable closed = bench().store().onChange(calls::incrementAndGet);
    closed.close();
    int before = calls.get();
    Semaphore woken = new Semaphore(0);
    try (AutoCloseable open = bench().store().onChange(woken::release)) {
      assertThat(open).isNotNull();
      bench().application(tx -> tx.insert(table, person(1, "a")));
      await(woken);
      woken.drainPermits();
      bench().application(tx -> tx.delete(table, key(1)));
      await(woken);
    }
    assertThat(calls.get()).isEqualTo(before);
  }

  private void await(Semaphore semaphore) throws InterruptedException {
    long patience = bench().database().wakePatienceMillis();
    assertThat(semaphore.tryAcquire(patience, TimeUnit.MILLISECONDS))
        .as("woken within %s ms", patience)
        .isTrue();
  }
}
