package dev.blazesync.adapters.tck;

import dev.blazesync.spi.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Every rule of a record store. The author of an adapter extends it in the adapter's tests and says
 * how a database is made:
 *
 * <pre>{@code
 * class MyStoreTest extends RecordStoreContract {
 *   protected DatabaseUnderTest createDatabase() {
 *     return new MyDatabase();
 *   }
 * }
 * }</pre>
 *
 * <p>Rules that need a capability the store does not declare are skipped.
 */
public abstract class RecordStoreContract
    implements ReadingRules,
        WritingRules,
        ConstraintRules,
        ClaimRules,
        CaptureRules,
        DeltaRules,
        DeletedRowRules,
        DrainRules,
        SchemaRules,
        TransactionRules,
        WakeRules {
  private @Nullable StoreBench bench;

  /** For subclasses: one per database. */
  protected RecordStoreContract() {}

  /** {@return a database that is empty and that nobody else uses} */
  protected abstract DatabaseUnderTest createDatabase();

  @BeforeEach
  final void openDatabase() {
    bench = new StoreBench(createDatabase());
  }

  @AfterEach
  final void closeDatabase() {
    if (bench != null) {
      bench.close();
    }
  }

  @Override
  public final StoreBench bench() {
    if (bench == null) {
      throw new IllegalStateException("no test is running");
    }
    return bench;
  }
}
