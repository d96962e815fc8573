package dev.blazesync.cli.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void columnsAlignAndNumbersAlignToTheRight() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new TextTable("table", "rows", "syncs")
        .row("customer", 12, "yes")
        .row("a", 3456, "no")
        .print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("table     rows  syncs", "customer    12  yes", "a         3456  no");
  }

  @Test
  void aRowHasAsManyCellsAsTheHead() {
    assertThatThrownBy(() -> new TextTable("a", "b").row(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 cells under a head of 2");
  }
}
