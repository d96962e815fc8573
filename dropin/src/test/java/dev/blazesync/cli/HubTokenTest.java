package dev.blazesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubTokenTest {
  @TempDir private Path folder;

  private Run run(String... words) {
    String[] all = new String[words.length + 4];
    all[0] = "hub";
    all[1] = "token";
    System.arraycopy(words, 0, all, 2, words.length);
    all[words.length + 2] = "--data";
    all[words.length + 3] = folder.resolve("hub").toString();
    return Run.of(all);
  }

  private static String id(Run created) {
    Matcher id = Pattern.compile("access token ([0-9a-z]{8}) ").matcher(created.err());
    assertThat(id.find()).as(created.err()).isTrue();
    return id.group(1);
  }

  @Test
  void aTokenIsShownOnceAndThenByItsIdAlone() {
    Run created = run("create", "--expires", "90d", "--quota", "5000000000", "--max-devices", "20");
    assertThat(created.code()).isZero();
    assertThat(created.out()).startsWith("blzt-").hasLineCount(1);
    String secret = created.out().strip().substring(5);
    assertThat(created.err()).doesNotContain(secret);
    for (String[] list : new String[][] {{"list"}, {"list", "--json"}}) {
      Run listed = run(list);
      assertThat(listed.code()).isZero();
      assertThat(listed.out())
          .contains(id(created), "usable", "5000000000", "20")
          .doesNotContain(secret);
    }
  }

  @Test
  void oneThatIsRevokedIsListedAsSuch() {
    String id = id(run("create"));
    assertThat(run("revoke", id.toUpperCase(java.util.Locale.ROOT)).code()).isZero();
    assertThat(run("list").out()).contains(id, "revoked").doesNotContain("usable");
    assertThat(run("revoke", id).code()).isZero();
  }

  @Test
  void whatIsNotThereIsNotRevoked() {
    assertThat(run("revoke", "00000000").code()).isEqualTo(3);
    Run created = run("create");
    assertThat(run("revoke", "00000000").code()).isEqualTo(4);
    Run mistaken = run("revoke", created.out().strip());
    assertThat(mistaken.code()).isEqualTo(4);
    assertThat(mistaken.err()).doesNotContain(created.out().strip().substring(5));
  }

  @Test
  void aHubWithoutTokensHasNone() {
    Run none = run("list");
    assertThat(none.code()).isZero();
    assertThat(none.out()).isEmpty();
    assertThat(run("list", "--json").out()).contains("\"tokens\"");
    assertThat(folder.resolve("hub")).doesNotExist();
  }

  @Test
  void anAddressWithATokenThatCannotBeIsNotRepeated() {
    String token = run("create").out().strip();
    Run run = Run.of("group", "create", "--hub", "tcp://127.0.0.1:70000?token=" + token);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).doesNotContain(token.substring(5));
  }
}
