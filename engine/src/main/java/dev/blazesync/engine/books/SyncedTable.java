package dev.blazesync.engine.books;

import dev.blazesync.engine.books.TableBook.Column;
import dev.blazesync.engine.merge.Registers;
import dev.blazesync.engine.merge.TableRules;
import dev.blazesync.engine.operation.SortedColumns;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A table that takes part, as its schema is now, and what is asked of it for every record.
 * Immutable.
 */
public final class SyncedTable {
  private final long id;
  private final TableSchema schema;
  private final TableSchema metadata;
  private final TableRules rules;
  private final List<Integer> valueColumns;
  private final String[] names;
  private final int[] cells;
  private final @Nullable Column[] columns;
  private final Set<String> keptColumns;
  private final BitSet deltaColumns;
  private final BitSet togetherColumns = new BitSet();

  /**
   * @param id its small number
   * @param metadata its metadata table
   * @param rules how its records are merged
   * @param known its columns, by name
   */
  public SyncedTable(
      long id,
      TableSchema schema,
      TableSchema metadata,
      TableRules rules,
      Map<String, Column> known) {
    this.id = id;
    this.schema = schema;
    this.metadata = metadata;
    this.rules = rules;
    this.valueColumns = List.copyOf(valueColumns(schema));
    SortedColumns sorted =
        SortedColumns.of(
            valueColumns.stream().map(schema.columns()::get).map(ColumnSchema::name).toList());
    this.names = sorted.names();
    this.cells = new int[names.length];
    this.columns = new Column[names.length];
    for (int place = 0; place < names.length; place++) {
      cells[place] = valueColumns.get(sorted.places()[place]);
      columns[place] = known.get(names[place]);
    }
    this.keptColumns = keptColumns(names, rules);
    this.deltaColumns = deltaColumns(schema, rules);
    for (int column : valueColumns) {
      togetherColumns.set(column, rules.writtenTogether(schema.columns().get(column).name()));
    }
  }

  private static Set<String> keptColumns(String[] names, TableRules rules) {
    if (rules.keepsNothing()) {
      return Set.of();
    }
    Set<String> kept = new TreeSet<>();
    for (String column : names) {
      if (rules.policy(column).wantsBefore()) {
        kept.add(column);
      }
    }
    return Collections.unmodifiableSet(kept);
  }

  public long id() {
    return id;
  }

  public String name() {
    return schema.name();
  }

  public TableSchema schema() {
    return schema;
  }

  public TableSchema metadata() {
    return metadata;
  }

  public TableRules rules() {
    return rules;
  }

  /** {@return the columns that hold values: neither key nor generated} */
  public List<Integer> valueColumns() {
    return valueColumns;
  }

  /** {@return the columns that hold values: neither key nor generated} */
  public static List<Integer> valueColumns(TableSchema table) {
    List<Integer> columns = new ArrayList<>();
    for (int index = 0; index < table.columns().size(); index++) {
      if (!table.identityKey().columns().contains(index)
          && !table.columns().get(index).generated()) {
        columns.add(index);
      }
    }
    return columns;
  }

  /** {@return names of the columns that hold values, sorted; one array, never changed} */
  String[] names() {
    return names;
  }

  /** {@return whether there is a register of each column that holds a value, and no other} */
  public boolean holdsAll(Registers registers) {
    return registers.areOf(names);
  }

  /** {@return index in a row of the column at a place in the order of names, sorted} */
  public int cell(int place) {
    return cells[place];
  }

  /** {@return what is known of the column at a place in the order of {@link #names}} */
  @Nullable
  Column column(int place) {
    return columns[place];
  }

  /** {@return names of columns whose values are kept beside the table} */
  public Set<String> keptColumns() {
    return keptColumns;
  }

  /** {@return indexes of the columns that every update writes that writes one; not to change} */
  public BitSet togetherColumns() {
    return togetherColumns;
  }

  /** {@return indexes of the columns whose policy wants to know what updates add; not to change} */
  public BitSet deltaColumns() {
    return deltaColumns;
  }

  /** {@return indexes of the columns whose policy wants to know what updates add} */
  public static BitSet deltaColumns(TableSchema schema, TableRules rules) {
    BitSet columns = new BitSet();
    for (int index : valueColumns(schema)) {
      if (rules.wantsDeltas(schema.columns().get(index).name())) {
        columns.set(index);
      }
    }
    return columns;
  }

  /** By number and schema; the same object mostly. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof SyncedTable that
            && id == that.id
            && schema.equals(that.schema)
            && metadata.equals(that.metadata)
            && rules.equals(that.rules));
  }

  @Override
  public int hashCode() {
    return Long.hashCode(id);
  }

  @Override
  public String toString() {
    return schema.name();
  }
}
