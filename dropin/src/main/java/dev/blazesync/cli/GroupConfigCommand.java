package dev.blazesync.cli;

import dev.blazesync.Databases;
import dev.blazesync.Target;
import dev.blazesync.cli.view.Json;
import dev.blazesync.spi.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The rules of a group, read from or set in a database. */
@Command(
    name = "config",
    description = "Prints the rules of a database's group, or sets those it will begin with.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Rules are set in the database that founds the group, before it joins:",
      "",
      "Examples:",
      "  blazesync group config shop.db --set policy.stock.quantity=counter"
          + " --set deletes.customer=update-wins",
      "  blazesync sync shop.db --join - < code",
      "  blazesync group config shop.db"
    })
final class GroupConfigCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private DatabaseArgument database = new DatabaseArgument();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "Set a rule; may be repeated. Keys and values:",
        "policy.TABLE, policy.TABLE.COLUMN = a conflict policy, NAME or NAME:ARGUMENT",
        "deletes.TABLE = delete-wins or update-wins",
        "ledger.values = keep or omit"
      })
  private List<String> settings = new ArrayList<>();

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  GroupConfigCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Map<String, String> wanted = parsed(settings);
    Target target = database.existing(surroundings);
    if (!wanted.isEmpty()) {
      Databases.setRules(target, wanted);
    }
    Map<String, String> rules = Databases.rules(target);
    if (json) {
      surroundings.out().println(Json.rules(rules));
      return Exit.DONE.code();
    }
    rules.forEach((name, value) -> surroundings.out().println(name + "=" + value));
    if (rules.isEmpty()) {
      surroundings.tell("no rules are set: the later write of a column wins, deletes win");
    }
    return Exit.DONE.code();
  }

  private static Map<String, String> parsed(List<String> settings) {
    Map<String, String> rules = new TreeMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1 || equals == setting.length() - 1) {
        throw new ConfigurationException(
            "--set " + setting + ": expected KEY=VALUE, such as policy.stock.quantity=counter");
      }
      String name = setting.substring(0, equals).strip();
      String value = setting.substring(equals + 1).strip();
      String before = rules.put(name, value);
      if (before != null && !before.equals(value)) {
        throw new ConfigurationException(
            "--set " + name + " is given twice, as " + before + " and as " + value);
      }
    }
    return rules;
  }
}
