package dev.blazesync.benchmarks.path;

import dev.blazesync.benchmarks.path.ItemDatabase.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What capture costs an application: the same writes in a plain database and in an attached one, in
 * turn, a few times; the middle of each counts.
 */
final class CapturedWrites {
  private static final int ROUNDS = 5;
  private static final int SINGLE = 2_000;

  private CapturedWrites() {}

  static List<Figure> measure(Kind kind, int rows, Path folder) throws Exception {
    double[][] plain = new double[3][ROUNDS];
    double[][] captured = new double[3][ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      double[] one = writes(kind, rows, folder.resolve("plain" + round + kind.suffix), false);
      double[] other = writes(kind, rows, folder.resolve("captured" + round + kind.suffix), true);
      for (int work = 0; work < 3 && round >= 0; work++) {
        plain[work][round] = one[work];
        captured[work][round] = other[work];
      }
    }
    List<Figure> figures = new ArrayList<>();
    String[] names = {
      "captured insert, transactions of 1,000",
      "captured update of one column, of 1,000",
      "captured single-row transactions"
    };
    for (int work = 0; work < 3; work++) {
      figures.add(
          new Figure(names[work], Watch.median(captured[work]), "ms", Watch.median(plain[work])));
    }
    return figures;
  }

  private static double[] writes(Kind kind, int rows, Path file, boolean attached)
      throws Exception {
    try (ItemDatabase database = ItemDatabase.create(kind, file)) {
      if (attached) {
        database.attach();
      }
      return new double[] {
        Watch.millis(() -> database.insert(rows, Texts.WORDS, true)),
        Watch.millis(() -> database.updateAll(rows)),
        Watch.millis(() -> single(database, rows))
      };
    }
  }

  private static void single(ItemDatabase database, int rows) throws SQLException {
    database.updateSingly(SINGLE, rows);
  }
}
