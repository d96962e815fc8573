package dev.blazesync.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and methods stay small enough to be read at once. */
class SizeTest {
  private static final int MAX_FILE_LINES = 600;
  private static final int MAX_METHOD_LINES = 70;

  @Test
  void filesAreSmall() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path source : sources(repository())) {
      long lines = Files.readAllLines(source, StandardCharsets.UTF_8).size();
      if (lines > MAX_FILE_LINES) {
        tooLong.add(source + ": " + lines + " lines");
      }
    }
    assertThat(tooLong).as("files over %d lines", MAX_FILE_LINES).isEmpty();
  }

  @Test
  void methodsAreSmall() throws IOException {
    assertThat(longMethods(sources(repository())))
        .as("methods over %d lines", MAX_METHOD_LINES)
        .isEmpty();
  }

  @Test
  void theRepositoryIsLookedAt() throws IOException {
    assertThat(sources(repository()))
        .map(source -> source.getFileName().toString())
        .contains("BlazeSync.java", "RecordStore.java", "Cli.java");
  }

  @Test
  void aMethodThatIsTooLongIsFound(@TempDir Path folder) throws IOException {
    Path source = folder.resolve("Long.java");
    Files.writeString(
        source, "class Long {\n  void fine() {}\n  void much() {\n" + "\n".repeat(70) + "  }\n}\n");
    assertThat(longMethods(List.of(source))).singleElement().asString().contains("much: 72 lines");
  }

  private static Path repository() {
    String root = System.getProperty("blazesync.root");
    assertThat(root).as("system property blazesync.root").isNotNull();
    return Path.of(root);
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : List.of("spi", "engine", "adapters", "dropin", "benchmarks", "docs")) {
      Path folder = root.resolve(module);
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          files.filter(SizeTest::isMainSource).forEach(sources::add);
        }
      }
    }
    return sources;
  }

  private static boolean isMainSource(Path file) {
    String path = file.toString().replace('\\', '/');
    return path.contains("/src/main/java/") && path.endsWith(".java") && !path.contains("/target/");
  }

  private static List<String> longMethods(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> found = new ArrayList<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(new MethodLengths(unit, positions, found), null);
      }
    }
    return found;
  }

  /** Lines from the first annotation or modifier to the closing brace. */
  private static final class MethodLengths extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> found;

    MethodLengths(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
      this.unit = unit;
      this.positions = positions;
      this.found = found;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      LineMap lines = unit.getLineMap();
      long length =
          lines.getLineNumber(positions.getEndPosition(unit, method))
              - lines.getLineNumber(positions.getStartPosition(unit, method))
              + 1;
      if (length > MAX_METHOD_LINES) {
        found.add(
            unit.getSourceFile().getName() + " " + method.getName() + ": " + length + " lines");
      }
      return super.visitMethod(method, nothing);
    }
  }
}
