package dev.blazesync.engine.visible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The executable definition, a model in Python, sees the same records as we do. Skipped where
 * Python or the model is not at hand.
 */
class ModelTest {
  private static final int SEEDS = Integer.getInteger("blazesync.visible.seeds", 200);

  private static final String HARNESS =
      """
      import sys
      source = open(sys.argv[1]).read().split("\\nbad=0")[0]
      out, sys.stdout = sys.stdout, sys.stderr
      model = {}
      exec(source, model)
      class Answers:
          def __init__(self, bits): self.bits = iter(bits)
          def random(self): return 0.0 if next(self.bits) == "1" else 0.99
      def number(text): return None if text == "_" else int(text)
      for line in sys.stdin:
          kind, *words = line.split()
          if kind == "schema":
              schema = model["Schema"](Answers(words[0])); alive = {}
              continue
          for word in words:
              table, key, rank, fks, u = word.split(";")
              rid = (int(table), int(key))
              if rank == "_":
                  alive.pop(rid, None)
                  continue
              fk = [number(x) for x in fks.split(",") if x]
              fk = [None if x is None else (p, x) for p, x in zip(schema.fkcols[rid[0]], fk)]
              alive[rid] = dict(rank=(int(rank), rid), fk=fk, u=tuple(map(number, u.split(","))))
          visible, _ = model["scratch"](schema, alive)
          print(" ".join(sorted("%d:%d" % v for v in visible if visible[v])), file=out)
      """;

  @Test
  void theModelSeesTheSame(@TempDir Path folder) throws Exception {
    Path model =
        Path.of(System.getProperty("blazesync.root", ".."))
            .resolve("../shared/models/visible_set.py")
            .normalize();
    assumeTrue(Files.exists(model), "the model is not at hand");
    List<String> cases = new ArrayList<>();
    List<String> ours = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      history(new Random(seed), cases, ours);
    }
    List<String> answers = ask(folder, model, cases);
    assertThat(answers).hasSameSizeAs(ours);
    for (int index = 0; index < ours.size(); index++) {
      assertThat(ours.get(index))
          .as(
              "seed %s, step %s",
              index / RandomHistoriesTest.STEPS, index % RandomHistoriesTest.STEPS)
          .isEqualTo(answers.get(index));
    }
  }

  private static void history(Random random, List<String> cases, List<String> ours) {
    Schema schema = Schema.ofModel(random);
    MemoryRecords records = new MemoryRecords(schema.strata());
    cases.add("schema " + bits(schema));
    for (int step = 0; step < RandomHistoriesTest.STEPS; step++) {
      Map<Id, Node<Id>> change = schema.change(random, records.alive.keySet());
      List<String> words = new ArrayList<>(List.of("change"));
      change.forEach((id, node) -> words.add(word(schema, id, node)));
      cases.add(String.join(" ", words));
      records.change(change);
      ours.add(
          records.visible().stream().map(Id::toString).sorted().collect(Collectors.joining(" ")));
    }
  }

  /** The model's coin tosses: three optional keys, then SET NULL of each key. */
  private static String bits(Schema schema) {
    StringBuilder bits = new StringBuilder();
    for (int[] extra : List.of(new int[] {3, 0}, new int[] {4, 4}, new int[] {1, 3})) {
      bits.append(
          schema.keys().stream()
                  .anyMatch(key -> key.child() == extra[0] && key.parent() == extra[1])
              ? "1"
              : "0");
    }
    schema.keys().forEach(key -> bits.append(key.setNull() ? "1" : "0"));
    return bits.toString();
  }

  private static String word(Schema schema, Id id, Node<Id> node) {
    String name = id.table() + ";" + id.key() + ";";
    if (node == null) {
      return name + "_;;";
    }
    List<String> parents = new ArrayList<>();
    schema.keys().stream()
        .filter(key -> key.child() == id.table())
        .forEach(key -> parents.add("_"));
    for (Reference<Id> reference : node.references()) {
      int parent = ((Reference.ToRecord<Id>) reference).id().key();
      parents.set(reference.key(), Integer.toString(parent));
    }
    List<String> values = new ArrayList<>(List.of("_", "_"));
    node.claims().forEach(claim -> values.set(claim.key(), claim.value().toString()));
    return name
        + node.stamp().time().packed()
        + ";"
        + String.join(",", parents)
        + ";"
        + String.join(",", values);
  }

  private static List<String> ask(Path folder, Path model, List<String> cases)
      throws IOException, InterruptedException {
    Path harness = Files.writeString(folder.resolve("harness.py"), HARNESS);
    Path input = Files.write(folder.resolve("cases.txt"), cases);
    Path output = folder.resolve("answers.txt");
    Path errors = folder.resolve("errors.txt");
    Process python = start(harness, model, input, output, errors);
    try {
      assertThat(python.waitFor(30, TimeUnit.MINUTES)).isTrue();
    } finally {
      python.destroyForcibly();
    }
    assertThat(python.exitValue()).as(Files.readString(errors)).isZero();
    return Files.readAllLines(output);
  }

  private static Process start(Path harness, Path model, Path input, Path output, Path errors) {
    try {
      return new ProcessBuilder("python3", harness.toString(), model.toString())
          .redirectInput(input.toFile())
          .redirectOutput(output.toFile())
          .redirectError(errors.toFile())
          .start();
    } catch (IOException e) {
      assumeTrue(false, "python3 is not installed");
      throw new AssertionError(e);
    }
  }
}
