package dev.blazesync.spi;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a database holds and what its store can do.
 *
 * @param dialect id of the store's provider: {@code sqlite}, {@code h2} ...
 * @param token changes whenever the application's schema does; the store's own DDL does not count
 * @param attached whether a table named {@value #STATE_TABLE} is in the database: then the engine's
 *     tables are there and can be read
 * @param capabilities what the store can do
 * @param tables the application's tables, those without a usable key too; never the engine's
 * @param extras statements for what belongs to no single table (views), in the dialect's language
 * @param findings what a person should know
 */
public record DatabaseSchema(
    String dialect,
    long token,
    boolean attached,
    Set<StoreCapability> capabilities,
    List<TableSchema> tables,
    List<String> extras,
    List<Finding> findings) {
  /** The engine's table that shows whether a database is attached. */
  public static final String STATE_TABLE = "blazesync_state";

  public DatabaseSchema {
    capabilities = Set.copyOf(capabilities);
    tables = List.copyOf(tables);
    extras = List.copyOf(extras);
    findings = List.copyOf(findings);
  }

  public Optional<TableSchema> table(String name) {
    return tables.stream().filter(table -> table.name().equals(name)).findFirst();
  }
}
