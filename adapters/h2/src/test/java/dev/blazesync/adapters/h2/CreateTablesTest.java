package dev.blazesync.adapters.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.DatabaseSchema;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueKind;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A new database gets the group's schema. */
class CreateTablesTest {
  @Test
  void anH2SchemaIsMadeByItsOwnDdl() throws SQLException {
    try (Fixture from =
            new Fixture(
                "CREATE SEQUENCE S START WITH 5",
                "CREATE DOMAIN EMAIL AS VARCHAR(99) CHECK (VALUE LIKE '%@%')",
                "CREATE TABLE B (ID INT DEFAULT NEXT VALUE FOR S PRIMARY KEY, M EMAIL, A INT)",
                "CREATE TABLE A (ID INT PRIMARY KEY, B INT REFERENCES B ON DELETE CASCADE,"
                    + " V VARCHAR(9) DEFAULT 'x;y' NOT NULL UNIQUE CHECK (V <> ''))",
                "ALTER TABLE B ADD FOREIGN KEY (A) REFERENCES A ON DELETE SET NULL",
                "CREATE INDEX BI ON B (A, M DESC)",
                "CREATE VIEW W AS SELECT A.ID, M FROM A JOIN B ON B.ID = A.B",
                "COMMENT ON TABLE A IS 'what it is'");
        Fixture to = new Fixture()) {
      DatabaseSchema schema = from.store.schema();
      to.store.createTables(schema.tables(), schema.extras());
      assertThat(to.store.schema().tables()).isEqualTo(schema.tables());
      to.store.createTables(schema.tables(), List.of());
      assertThat(to.query("SELECT COUNT(*) FROM W")).isEqualTo("0;");
    }
  }

  @Test
  void aSchemaOfAnotherDialectIsMadeOfColumnsAndKeys() throws SQLException {
    KeySchema key = new KeySchema(null, KeySchema.Kind.PRIMARY_GENERATED, List.of(0), null, null);
    TableSchema.OriginalDdl ddl = new TableSchema.OriginalDdl("sqlite", List.of("CREATE ..."));
    TableSchema artist =
        new TableSchema(
            "Artist",
            List.of(
                new ColumnSchema("ArtistId", ValueKind.INT64, "INTEGER", false, false, null),
                new ColumnSchema("Name", ValueKind.TEXT, "NVARCHAR(3)", true, false, "'it''s'"),
                new ColumnSchema("Price", ValueKind.DECIMAL, "NUMERIC(1,1)", true, false, "(1.5)"),
                new ColumnSchema("Made", ValueKind.TEXT, "TEXT", true, false, "CURRENT_TIMESTAMP"),
                new ColumnSchema("Odd", ValueKind.TEXT, "TEXT", true, false, "random()")),
            List.of(key, new KeySchema(null, KeySchema.Kind.UNIQUE, List.of(1), null, null)),
            key,
            ddl);
    KeySchema albumKey = KeySchema.primary(1, 0);
    TableSchema album =
        new TableSchema(
            "Album",
            List.of(
                new ColumnSchema("ArtistId", ValueKind.INT64, "INTEGER", false, false, null),
                new ColumnSchema("Title", ValueKind.TEXT, "TEXT", false, false, null)),
            List.of(
                albumKey,
                new KeySchema(
                    null,
                    KeySchema.Kind.FOREIGN,
                    List.of(0),
                    new KeySchema.Reference(
                        "Artist", List.of("ArtistId"), KeySchema.OnDelete.CASCADE, false),
                    null)),
            albumKey,
            ddl);
    try (Fixture h2 = new Fixture()) {
      h2.store.createTables(List.of(album, artist), List.of());
      h2.run("INSERT INTO \"Artist\" (\"ArtistId\") VALUES (7)");
      assertThat(h2.query("SELECT \"Name\", \"Price\", \"Odd\" FROM \"Artist\""))
          .isEqualTo("it's,1.5,null;");
      assertThat(h2.query("SELECT \"Made\" FROM \"Artist\""))
          .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d;");
      assertThat(
              h2.write(
                  "Artist",
                  Fixture.row(1, "longer than three", 0.1, "now", null),
                  Fixture.row(2, "b", 123_456_789_012_345L, null, null)))
          .isEmpty();
      // The schema it was created from does as well as the one that was read.
      try (dev.blazesync.spi.StoreTransaction transaction = h2.store.begin()) {
        assertThat(Fixture.write(transaction, album, Fixture.row(1, "t"))).isEmpty();
        assertThat(Fixture.write(transaction, artist, Fixture.row(3, "c", 2, null, "o"))).isEmpty();
        transaction.commit();
      }
      assertThat(h2.rows("Artist"))
          .contains("1,longer than three,0.1,now,-", "2,b,123456789012345,-,-", "3,c,2,-,o");
      h2.run("DELETE FROM \"Artist\" WHERE \"ArtistId\" = 1");
      assertThat(h2.rows("Album")).isEmpty();
      assertThat(h2.table("Album").keys())
          .anyMatch(one -> one.reference() != null && one.reference().table().equals("Artist"));
    }
  }
}
