package dev.blazesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the command line says before any engine is asked. */
class CliTest {
  @TempDir private Path folder;

  static List<List<String>> commands() {
    return List.of(
        List.of("hub"),
        List.of("hub", "token"),
        List.of("hub", "token", "create"),
        List.of("hub", "token", "list"),
        List.of("hub", "token", "revoke"),
        List.of("group", "create"),
        List.of("group", "config"),
        List.of("group", "members"),
        List.of("group", "invite"),
        List.of("group", "remove"),
        List.of("group", "retire"),
        List.of("group", "rotate"),
        List.of("group"),
        List.of("sync"),
        List.of("attach"),
        List.of("detach"),
        List.of("status"),
        List.of("log"),
        List.of("conflicts"),
        List.of("verify"),
        List.of("doctor"),
        List.of("demo"),
        List.of());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithAnExample(List<String> command) {
    Run run = Run.of(append(command, "--help"));
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("Example").contains("blazesync " + String.join(" ", command));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void unknownOptionsAreUsageMistakes(List<String> command) {
    Run run = Run.of(append(command, "--no-such-option"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage:").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource({
    "frobnicate",
    "''",
    "status",
    "verify a.db",
    "group create",
    "group",
    "hub --listen",
    "hub --listen tcp://127.0.0.1:99999",
    "hub --listen 127.0.0.1",
    "group create --hub tcp://127.0.0.1:70000",
    "hub --max-disk many",
    "hub --max-disk -1",
    "hub --max-connections-per-address -1",
    "hub token",
    "hub token revoke",
    "hub token create --expires soon",
    "hub token create --expires 0d",
    "hub token create --quota -1",
    "hub token create --max-devices many",
    "sync x.db --existing sometimes",
    "sync x.db --progress loud",
    "sync x.db --once --timeout 0",
    "log x.db --limit 0",
    "conflicts x.db destroy",
    "conflicts x.db show",
    "conflicts x.db show seven",
    "conflicts x.db show -1",
    "conflicts x.db restore",
    "conflicts x.db restore 99999999999999999999",
    "conflicts x.db restore 1 2",
    "conflicts x.db list 1",
    "conflicts x.db --limit 0",
    "conflicts x.db --limit few",
    "group config",
    "group config x.db --set",
    "group config x.db --set policy.t",
    "group config x.db --set =counter",
    "group config x.db --set policy.t=",
    "group config x.db --set policy.t=max --set policy.t=min",
    "sync x.db --role boss",
    "group create --hub tcp://127.0.0.1:1 --role boss",
    "group create --hub tcp://127.0.0.1:1 --recovery",
    "group create --hub tcp://127.0.0.1:1 --recovery pom.xml",
    "group members",
    "group members x.db y.db",
    "group invite",
    "group invite x.db --expires",
    "group invite x.db --expires soon",
    "group invite x.db --expires 1",
    "group invite x.db --expires -1h",
    "group invite x.db --expires 0s",
    "group invite x.db --expires 1h30m",
    "group invite x.db --expires 36501d",
    "group invite x.db --expires 9999999999d",
    "group invite x.db --expires 99999999999999999999d",
    "group invite x.db --uses 0",
    "group invite x.db --uses 1001",
    "group invite x.db --uses many",
    "group invite x.db --role boss",
    "group remove",
    "group remove x.db",
    "group retire x.db",
    "group rotate",
    "group rotate x.db --recovery",
    "detach x.db y.db"
  })
  void usageMistakesExitWithTwo(String line) {
    Run run = Run.of(line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("blazesync: ").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource({
    "status",
    "log",
    "conflicts",
    "conflicts --json",
    "group config",
    "group config --set policy.t=counter",
    "group members",
    "group members --json",
    "group invite",
    "group invite --expires never --uses 1000",
    "group rotate",
    "doctor",
    "attach",
    "detach",
    "detach --force",
    "sync",
    "sync --once"
  })
  void aDatabaseThatIsMissingIsNotMade(String line) {
    Path missing = folder.resolve("none.db");
    Run run = Run.of(append(List.of(line.split(" ")), missing.toString()));
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("there is no database " + missing).doesNotContain("\tat ");
    assertThat(missing).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"show", "restore"})
  void aConflictOfADatabaseThatIsMissingIsNotLookedFor(String action) {
    Path missing = folder.resolve("none.db");
    Run run = Run.of("conflicts", missing.toString(), action, "1");
    assertThat(run.code()).isEqualTo(3);
    assertThat(missing).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"remove", "retire"})
  void aDeviceIsNotRemovedByADatabaseThatIsMissing(String act) {
    Path missing = folder.resolve("none.db");
    String device = "0000-0000-0000-0000-0000-0000-0000";
    Run run = Run.of("group", act, missing.toString(), device);
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("there is no database " + missing);
    assertThat(missing).doesNotExist();
  }

  @Test
  void aTimeThatIsNoneSaysWhatWasExpected() {
    Run run = Run.of("group", "invite", "x.db", "--expires", "soon");
    assertThat(run.err()).contains("--expires soon").contains("1h").hasLineCount(1);
  }

  @Test
  void aRuleWithoutAValueSaysWhatWasExpected() {
    Run run = Run.of("group", "config", "x.db", "--set", "policy.t");
    assertThat(run.err()).contains("--set policy.t").contains("KEY=VALUE").hasLineCount(1);
  }

  @Test
  void aFolderIsNoDatabase() {
    Run run = Run.of("doctor", folder.toString());
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("is a folder");
  }

  @Test
  void nothingPromptsWithoutATerminal() throws Exception {
    Path database = Files.createFile(folder.resolve("x.mv.db"));
    Run run = Run.of("status", database.toString(), "--user", "sa");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("BLAZESYNC_DB_PASSWORD").contains("user sa");
  }

  @Test
  void theSecondDatabaseHasAPasswordOfItsOwn() throws Exception {
    Path a = Files.createFile(folder.resolve("a.mv.db"));
    Path b = Files.createFile(folder.resolve("b.mv.db"));
    Run run =
        Run.with(
            Map.of("BLAZESYNC_DB_PASSWORD", "secret-a"),
            "",
            "verify",
            a.toString(),
            b.toString(),
            "--user",
            "sa",
            "--user-b",
            "sa");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("BLAZESYNC_DB_PASSWORD_B").doesNotContain("secret-a");
  }

  @Test
  void anEmptyStandardInputIsNoJoinCode() {
    Run run = Run.of("sync", folder.resolve("x.db").toString(), "--join", "-");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("standard input holds nothing");
  }

  @Test
  void anEndlessStandardInputIsNoJoinCode() {
    Run run =
        Run.with(
            Map.of(), "x".repeat(9000), "sync", folder.resolve("x.db").toString(), "--join", "-");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("more than 8192 bytes");
  }

  @Test
  void verboseIsKnownToEveryCommand() {
    for (CommandLine command : new Cli(Run.surroundings()).commands().getSubcommands().values()) {
      assertThat(command.getCommandSpec().findOption("--verbose"))
          .as(command.getCommandName())
          .isNotNull();
    }
  }

  @Test
  void aCommandThatIsNamedIsMadeAloneAndTheSameAsAmongAll() {
    Cli cli = new Cli(Run.surroundings());
    cli.commands()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              assertThat(command.getCommandName()).isEqualTo(name);
              Map<String, CommandLine> alone = cli.commands(name).getSubcommands();
              assertThat(alone).containsOnlyKeys(name);
              assertThat(usages(alone.get(name))).isEqualTo(usages(command));
              command
                  .getSubcommands()
                  .forEach(
                      (second, below) -> {
                        assertThat(below.getCommandName()).isEqualTo(second);
                        assertThat(
                                cli.commands(name, second)
                                    .getSubcommands()
                                    .get(name)
                                    .getSubcommands())
                            .containsOnlyKeys(second);
                      });
            });
  }

  @Test
  void onlyAnArgumentInTheFirstPlaceNamesACommand() {
    Cli cli = new Cli(Run.surroundings());
    CommandLine hub =
        cli.commands("hub", "--data", "list", "token", "revoke").getSubcommands().get("hub");
    assertThat(hub.getSubcommands().get("token").getSubcommands())
        .containsOnlyKeys("create", "list", "revoke");
    CommandLine later = cli.commands("@arguments", "invite").getSubcommands().get("group");
    assertThat(later.getSubcommands()).containsKeys("create", "members", "invite");
  }

  private static List<String> usages(CommandLine command) {
    List<String> usages = new ArrayList<>(List.of(command.getUsageMessage()));
    command.getSubcommands().values().forEach(below -> usages.addAll(usages(below)));
    return usages;
  }

  @Test
  void theVersionIsTheBuilds() {
    Run run = Run.of("--version");
    assertThat(run.code()).isZero();
    assertThat(run.out().strip()).matches("blazesync \\d+\\.\\d+\\.\\d+.*");
  }

  private static String[] append(List<String> words, String last) {
    String[] all = words.toArray(new String[words.size() + 1]);
    all[words.size()] = last;
    return all;
  }
}
