package dev.blazesync.adapters.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The numbered rules of the document and the tests of the kit are the same. */
class ContractDocumentTest {
  private static final Pattern LINE =
      Pattern.compile("\\| ((?:store|relay|policy)\\.R\\d+) \\| (.*?) \\| (.*?) \\|");

  private static Map<String, String> documented() throws IOException {
    Path document = Path.of(System.getProperty("blazesync.root"), "docs", "spi-contract.md");
    Map<String, String> rules = new TreeMap<>();
    for (String line : Files.readAllLines(document)) {
      Matcher rule = LINE.matcher(line);
      if (rule.matches()) {
        assertThat(rules.put(rule.group(1), rule.group(2))).as(rule.group(1)).isNull();
        assertThat(rule.group(3)).as("why " + rule.group(1)).isNotBlank();
      }
    }
    return rules;
  }

  private static List<Method> tests() {
    List<Method> tests = new ArrayList<>();
    Stream.of(RecordStoreContract.class, RelayContract.class, ConflictPolicyContract.class)
        .flatMap(
            contract -> Stream.concat(Stream.of(contract), Stream.of(contract.getInterfaces())))
        .flatMap(type -> Stream.of(type.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Test.class))
        .forEach(tests::add);
    return tests;
  }

  @Test
  void everyRuleIsATestAndEveryTestARule() throws IOException {
    Map<String, String> tested = new TreeMap<>();
    for (Method test : tests()) {
      String[] name = test.getAnnotation(DisplayName.class).value().split(" ", 2);
      assertThat(tested.put(name[0], name[1])).as("%s twice", name[0]).isNull();
    }
    assertThat(tested).isEqualTo(documented());
  }
}
