package dev.blazesync.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.DecidedConflict;
import dev.blazesync.ParkedRecord;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ConflictsTest {
  private static final ParkedRecord PARKED =
      new ParkedRecord("t", "7", "UNIQUE: taken", "u_mail", 2000);

  @Test
  void bothSidesAreListedWithOwnersAndTimes() {
    String list = printed(out -> Conflicts.list(List.of(of("v", "new", "old")), List.of(), out));
    assertThat(list.lines()).hasSize(2);
    assertThat(list)
        .contains("last-writer-wins")
        .contains("new (" + new NodeId(1, 2).toString().substring(0, 8) + ", 1970-01-01T00:00:05Z)")
        .contains("old (" + new NodeId(3, 4).toString().substring(0, 8) + ", 1970-01-01T00:00:04Z)")
        .doesNotContain("parked in");
  }

  @Test
  void parkedRecordsHaveATableOfTheirOwn() {
    String list = printed(out -> Conflicts.list(List.of(), List.of(PARKED), out));
    assertThat(list.lines()).hasSize(2).first().asString().startsWith("parked in");
    assertThat(list).contains("UNIQUE: taken (u_mail)").contains("1970-01-01T00:00:02Z");
  }

  @Test
  void nothingIsPrintedOfNothing() {
    assertThat(printed(out -> Conflicts.list(List.of(), List.of(), out))).isEmpty();
  }

  @Test
  void allThatIsKnownIsShown() {
    String shown = printed(out -> Conflicts.show(of("v", "new", "old"), List.of(PARKED), out));
    assertThat(shown)
        .contains("conflict  3")
        .contains("reason    column v was written on both sides")
        .contains("winner    new")
        .contains(new NodeId(1, 2).toString())
        .contains("loser     old")
        .contains(new NodeId(3, 4).toString())
        .contains("restored  no")
        .contains("parked    UNIQUE: taken (u_mail)");
  }

  @Test
  void aDeleteIsNamedOnItsSide() {
    assertThat(printed(out -> Conflicts.show(of(null, null, "v=x"), List.of(), out)))
        .contains("winner    (deleted)")
        .contains("loser     v=x");
    assertThat(printed(out -> Conflicts.show(of(null, null, "(deleted)"), List.of(), out)))
        .contains("winner    (written)")
        .contains("loser     (deleted)");
  }

  @Test
  void valuesThatAreNotKeptAreNotInvented() {
    assertThat(printed(out -> Conflicts.show(of("v", null, null), List.of(), out)))
        .contains("winner    (not kept)")
        .contains("loser     (not kept)");
    assertThat(printed(out -> Conflicts.show(of(null, null, null), List.of(), out)))
        .contains("winner    (not kept)");
  }

  @Test
  void aValueDoesNotCommandTheTerminal() {
    String list =
        printed(
            out -> Conflicts.list(List.of(of("v", "\u001b[2J\nx".repeat(9), "y")), List.of(), out));
    assertThat(list.lines()).hasSize(2);
    assertThat(list).doesNotContain("\u001b");
  }

  @Test
  void whatIsBackIsSaid() {
    assertThat(Conflicts.restored(of("v", "new", "old")))
        .isEqualTo("conflict 3: v = old is back in t 7");
    assertThat(Conflicts.restored(of(null, null, "v=x")))
        .isEqualTo("conflict 3: v=x is back in t 7");
    assertThat(Conflicts.restored(of(null, null, "(deleted)")))
        .isEqualTo("conflict 3: t 7 is deleted again");
  }

  private static String printed(Consumer<PrintStream> print) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    print.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static DecidedConflict of(
      @Nullable String column, @Nullable String winner, @Nullable String loser) {
    return new DecidedConflict(
        3,
        "t",
        "7",
        column,
        "last-writer-wins",
        winner,
        new NodeId(1, 2),
        5000,
        loser,
        new NodeId(3, 4),
        4000,
        6000,
        false);
  }
}
