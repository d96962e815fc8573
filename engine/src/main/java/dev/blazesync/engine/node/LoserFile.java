package dev.blazesync.engine.node;

import dev.blazesync.engine.replica.Losers;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Set;

/**
 * Rows that gave way to the group's, as JSON lines in a file beside the database. For one thread.
 */
final class LoserFile implements Losers, AutoCloseable {
  private final Path path;
  private @Nullable FileChannel channel;
  private long rows;

  LoserFile(Path path) {
    this.path = path;
  }

  /** {@return the file of a database file} */
  static Path beside(Path database) {
    return database.resolveSibling(database.getFileName() + "-blazesync-replaced.jsonl");
  }

  Path path() {
    return path;
  }

  long rows() {
    return rows;
  }

  @Override
  public void keep(TableSchema table, ValueRow row) {
    StringBuilder line = new StringBuilder("{\"table\":").append(quoted(table.name()));
    line.append(",\"row\":{");
    for (int index = 0; index < row.size(); index++) {
      ColumnSchema column = table.columns().get(index);
      line.append(index == 0 ? "" : ",").append(quoted(column.name())).append(':');
      line.append(json(row.value(index)));
    }
    line.append("}}\n");
    try {
      FileChannel out = open();
      ByteBuffer bytes = ByteBuffer.wrap(line.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(false);
      rows++;
    } catch (IOException e) {
      throw new UnavailableException(
          "rows that give way to the group's cannot be kept in " + path + ": " + e.getMessage(), e);
    }
  }

  private FileChannel open() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
      FileAttribute<?>[] attributes =
          posix
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
              }
              : new FileAttribute<?>[0];
      open =
          FileChannel.open(
              path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), attributes);
      channel = open;
    }
    return open;
  }

  private static String json(Value value) {
    if (value instanceof Value.Null) {
      return "null";
    }
    if (value instanceof Value.Int64 number) {
      return Long.toString(number.value());
    }
    if (value instanceof Value.Bool bool) {
      return Boolean.toString(bool.value());
    }
    if (value instanceof Value.Float64 number && Double.isFinite(number.value())) {
      return Double.toString(number.value());
    }
    if (value instanceof Value.Text text) {
      return quoted(text.value());
    }
    if (value instanceof Value.Bytes bytes) {
      return "{\"base64\":\"" + Base64.getEncoder().encodeToString(bytes.value()) + "\"}";
    }
    if (value instanceof Value.Decimal decimal) {
      return quoted(decimal.value().toPlainString());
    }
    return quoted(value.toString());
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  @Override
  public void close() {
    try {
      FileChannel open = channel;
      if (open != null) {
        open.close();
        channel = null;
      }
    } catch (IOException e) {
      throw new UnavailableException(path + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
