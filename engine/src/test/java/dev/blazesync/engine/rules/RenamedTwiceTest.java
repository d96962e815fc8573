package dev.blazesync.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.merge.TableRules;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.ColumnSchema;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.ValueKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A column that one migration renamed and then another. */
class RenamedTwiceTest {
  private static final TableSchema NOW =
      TableSchema.of(
          "t",
          List.of(
              ColumnSchema.of("id", ValueKind.INT64, false),
              ColumnSchema.of("c", ValueKind.INT64, true)),
          KeySchema.primary(0),
          KeySchema.unique(1));

  /** What is said of the oldest name: what the column was called next, or what it is called now. */
  @ParameterizedTest
  @ValueSource(strings = {"b", "c"})
  void itsRulesAndItsOldNamesStayWithIt(String second) {
    Map<String, ConflictPolicy> found = new HashMap<>();
    GroupRules rules =
        new GroupRules(
            Map.of(
                "policy.t.a", "max",
                "unique.t.a", "park-value",
                "rename.t.a", second,
                "rename.t.b", "c"));
    TableRules table =
        rules.of(NOW, name -> found.computeIfAbsent(name, unused -> Plugins.load().policy(name)));
    assertThat(table.policy("c")).isSameAs(found.get("max"));
    assertThat(table.yielding()).containsExactly(List.of("c"));
    assertThat(rules.presentName("t", "a")).isEqualTo("c");
    assertThat(rules.presentName("t", "b")).isEqualTo("c");
    assertThat(rules.formerNames("t", "c")).containsExactlyInAnyOrder("a", "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void namesInARingEndSomewhere(String name) {
    GroupRules rules = new GroupRules(Map.of("rename.t.a", "b", "rename.t.b", "a"));
    assertThat(rules.presentName("t", name)).isIn("a", "b");
    assertThat(rules.formerNames("t", name)).hasSize(1);
  }
}
