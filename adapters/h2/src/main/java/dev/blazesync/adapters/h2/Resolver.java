package dev.blazesync.adapters.h2;

import dev.blazesync.adapters.h2.H2Writer.Incoming;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a view knows of the database's schema as it was when the view began: journals, and the real
 * types of tables that are declared in another database's words. For one thread.
 */
final class Resolver {
  private final DatabaseSchema schema;
  private final Uniques uniques;
  private final Map<String, Journal> journals;
  private final IdentityHashMap<TableSchema, TableSchema> resolved = new IdentityHashMap<>();

  Resolver(DatabaseSchema schema, Map<String, Journal> journals, Uniques uniques) {
    this.schema = schema;
    this.uniques = uniques;
    this.journals = journals;
  }

  /** {@return the journals of captured tables, by the table's name} */
  Map<String, Journal> journals() {
    return journals;
  }

  Uniques uniques() {
    return uniques;
  }

  /** {@return the application's table of this name, null for one of the engine's} */
  @Nullable
  TableSchema real(String table) {
    return schema.table(table).orElse(null);
  }

  /** {@return the table with its columns' types in H2's words} */
  TableSchema resolved(TableSchema given) {
    return resolved.computeIfAbsent(given, this::resolve);
  }

  private TableSchema resolve(TableSchema given) {
    boolean untyped = given.columns().stream().allMatch(c -> c.declaredType() == null);
    TableSchema real = schema.table(given.name()).orElse(null);
    if (untyped || real == null || real.columns().equals(given.columns())) {
      return given;
    }
    List<ColumnSchema> columns = new ArrayList<>();
    for (ColumnSchema column : given.columns()) {
      int index = real.column(column.name());
      columns.add(index < 0 ? column : real.columns().get(index));
    }
    return new TableSchema(
        given.name(), columns, given.keys(), given.identity(), given.originalDdl());
  }

  /** {@return the foreign keys that refer to the identity key of a table} */
  List<Incoming> incoming(TableSchema table) {
    List<Incoming> incoming = new ArrayList<>();
    List<String> identity =
        table.identityKey().columns().stream().map(c -> table.columns().get(c).name()).toList();
    for (TableSchema child : schema.tables()) {
      for (KeySchema key : child.keys()) {
        KeySchema.Reference reference = key.reference();
        if (reference != null
            && reference.table().equals(table.name())
            && identity.containsAll(reference.columns())
            && reference.columns().size() == identity.size()) {
          incoming.add(
              new Incoming(
                  child, key, reference.columns().stream().map(identity::indexOf).toList()));
        }
      }
    }
    return incoming;
  }
}
