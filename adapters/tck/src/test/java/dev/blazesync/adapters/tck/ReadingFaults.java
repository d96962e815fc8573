package dev.blazesync.adapters.tck;

import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Row;
import dev.blazesync.spi.RowSink;
import dev.blazesync.spi.Rows;
import dev.blazesync.spi.StoreView;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** What a store can do wrong in reading. */
final class ReadingFaults {
  private ReadingFaults() {}

  /** Replaces read by a scan that keeps the rows whose key cells match a wanted key. */
  private static Function<StoreView, ForwardingTransaction> matching(
      BiPredicate<ValueRow, ValueRow> matches) {
    return view ->
        new ForwardingTransaction(view) {
          @Override
          public void read(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
            view.scan(
                table,
                null,
                Integer.MAX_VALUE,
                row -> {
                  ValueRow cells = ValueRow.of(key.columns().stream().map(row::value).toList());
                  for (int index = 0; index < wanted.count(); index++) {
                    if (matches.test(cells, ValueRow.copyOf(wanted.at(index)))) {
                      return sink.row(row);
                    }
                  }
                  return true;
                });
          }
        };
  }

  private static ValueRow folded(ValueRow row) {
    List<Value> cells = new ArrayList<>();
    for (Value cell : row.values()) {
      cells.add(
          cell instanceof Value.Text text
              ? new Value.Text(text.value().toLowerCase(Locale.ROOT))
              : cell);
    }
    return ValueRow.of(cells);
  }

  static List<Fault> all() {
    return List.of(
        Fault.reading(
            "reads every row whatever is wanted",
            matching((a, b) -> true),
            "1 2 4 5 10 13 14 15 50"),
        Fault.reading("reads one of several matching rows", FirstMatch::new, "2"),
        Fault.reading("reads a row as often as it is wanted", OncePerKey::new, "3"),
        Fault.reading("lets NULL match NULL", matching(ValueRow::equals), "4"),
        Fault.reading(
            "compares keys without case",
            matching((a, b) -> !b.values().contains(Value.NULL) && folded(a).equals(folded(b))),
            "5"),
        Fault.reading("hands columns over in the order of the key", KeyFirst::new, "2 5 6 10"),
        Fault.reading("goes on although the sink had enough", NeverStops::new, "8"),
        Fault.reading(
            "scans backwards within a page",
            Backwards::new,
            "7 9 10 13 14 15 16 24 25 26 27 29 30 71 72 74 107"),
        Fault.reading("repeats the row a scan shall start behind", Inclusive::new, "9 10 11 77"),
        Fault.reading("starts again when the row to start behind is gone", Restarting::new, "11"),
        Fault.reading("counts one row too many", CountsTooMany::new, "12 13 14 15 30 76"));
  }

  private static final class FirstMatch extends ForwardingTransaction {
    FirstMatch(StoreView view) {
      super(view);
    }

    @Override
    public void read(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
      boolean[] goOn = {true};
      List<ValueRow> done = new ArrayList<>();
      for (int index = 0; index < wanted.count() && goOn[0]; index++) {
        ValueRow cells = ValueRow.copyOf(wanted.at(index));
        if (done.contains(cells)) {
          continue;
        }
        done.add(cells);
        view.read(
            table,
            key,
            Rows.of(cells),
            row -> {
              goOn[0] = sink.row(row);
              return false;
            });
      }
    }
  }

  private static final class OncePerKey extends ForwardingTransaction {
    OncePerKey(StoreView view) {
      super(view);
    }

    @Override
    public void read(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
      boolean[] goOn = {true};
      for (int index = 0; index < wanted.count() && goOn[0]; index++) {
        view.read(table, key, Rows.of(wanted.at(index)), row -> goOn[0] = sink.row(row));
      }
    }
  }

  private static final class KeyFirst extends ForwardingTransaction {
    KeyFirst(StoreView view) {
      super(view);
    }

    @Override
    public void read(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
      view.read(
          table,
          key,
          wanted,
          row -> {
            List<Value> cells = new ArrayList<>();
            key.columns().forEach(column -> cells.add(row.value(column)));
            for (int column = 0; column < row.size(); column++) {
              if (!key.columns().contains(column)) {
                cells.add(row.value(column));
              }
            }
            return sink.row(ValueRow.of(cells));
          });
    }
  }

  private static final class NeverStops extends ForwardingTransaction {
    NeverStops(StoreView view) {
      super(view);
    }

    @Override
    public void read(TableSchema table, KeySchema key, Rows wanted, RowSink sink) {
      view.read(table, key, wanted, row -> sink.row(row) || true);
    }

    @Override
    public void scan(TableSchema table, @Nullable Row after, int limit, RowSink sink) {
      view.scan(table, after, limit, row -> sink.row(row) || true);
    }
  }

  private static final class Backwards extends ForwardingTransaction {
    Backwards(StoreView view) {
      super(view);
    }

    @Override
    public void scan(TableSchema table, @Nullable Row after, int limit, RowSink sink) {
      List<ValueRow> page = StoreBench.scan(view, table, after, limit);
      Collections.reverse(page);
      for (ValueRow row : page) {
        if (!sink.row(row)) {
          return;
        }
      }
    }
  }

  private static final class Inclusive extends ForwardingTransaction {
    Inclusive(StoreView view) {
      super(view);
    }

    @Override
    public void scan(TableSchema table, @Nullable Row after, int limit, RowSink sink) {
      int[] left = {limit};
      if (after != null) {
        left[0]--;
        view.read(table, table.identityKey(), Rows.of(after), sink);
      }
      view.scan(table, after, left[0], sink);
    }
  }

  private static final class Restarting extends ForwardingTransaction {
    Restarting(StoreView view) {
      super(view);
    }

    @Override
    public void scan(TableSchema table, @Nullable Row after, int limit, RowSink sink) {
      boolean gone =
          after != null
              && StoreBench.read(view, table, table.identityKey(), ValueRow.copyOf(after))
                  .isEmpty();
      view.scan(table, gone ? null : after, limit, sink);
    }
  }

  private static final class CountsTooMany extends ForwardingTransaction {
    CountsTooMany(StoreView view) {
      super(view);
    }

    @Override
    public long count(TableSchema table) {
      return view.count(table) + 1;
    }
  }
}
