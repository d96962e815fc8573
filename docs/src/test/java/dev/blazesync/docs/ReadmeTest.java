package dev.blazesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README shows only what compiles and runs, and links only to what exists. */
class ReadmeTest {
  private static final Pattern JAVA_BLOCK = Pattern.compile("(?ms)^```java\\R(.*?)^```");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

  private static final Path ROOT = Path.of(System.getProperty("blazesync.root"));

  @Test
  void everySnippetStandsInACompiledTest() throws IOException {
    String tests =
        withoutSpace(
            Files.readString(
                ROOT.resolve("docs/src/test/java/dev/blazesync/docs/ReadmeSnippetsIT.java")));
    List<String> snippets = new ArrayList<>();
    Matcher blocks = JAVA_BLOCK.matcher(Files.readString(ROOT.resolve("README.md")));
    while (blocks.find()) {
      snippets.add(blocks.group(1));
    }
    assertThat(snippets)
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(snippet -> assertThat(tests).as(snippet).contains(withoutSpace(snippet)));
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    for (Path page : pages()) {
      Matcher links = LINK.matcher(Files.readString(page));
      while (links.find()) {
        assertThat(page.resolveSibling(links.group(1))).as("link in %s", page).exists();
      }
    }
  }

  @Test
  void theCommandsOfTheReadmeAreInTheManual() throws IOException {
    String manual = Files.readString(ROOT.resolve("docs/operations.md"));
    Matcher commands =
        Pattern.compile("(?m)^\\./blazesync ([a-z]+)")
            .matcher(Files.readString(ROOT.resolve("README.md")));
    List<String> names = new ArrayList<>();
    while (commands.find()) {
      names.add(commands.group(1));
    }
    assertThat(names)
        .contains("demo", "sync")
        .allSatisfy(name -> assertThat(manual).containsPattern("(?m)^\\| `" + name + "[ `]"));
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    return pages;
  }

  private static String withoutSpace(String text) {
    return text.replaceAll("\\s+", "");
  }
}
