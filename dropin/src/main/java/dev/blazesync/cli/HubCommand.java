package dev.blazesync.cli;

import dev.blazesync.Hub;
import dev.blazesync.spi.ConfigurationException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a hub until SIGTERM. */
@Command(
    name = "hub",
    description = "Runs a hub: keeps what nodes send, and hands it to the others.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Prints 'listening on URI' for each listener once it accepts, and the fingerprint of its key",
      "on standard error; SIGTERM ends it in order.",
      "",
      "Example:",
      "  blazesync hub --listen tcp://127.0.0.1:7411 --data ./blazesync-hub",
      "",
      "For other machines, with an access token:",
      "  blazesync hub token create --data ./blazesync-hub > token",
      "  blazesync hub --listen tcp://0.0.0.0:7411 --data ./blazesync-hub"
    })
final class HubCommand implements Callable<Integer> {
  private static final URI DEFAULT_LISTENER = URI.create("tcp://127.0.0.1:7411");
  private static final long WAIT_MILLIS = 60_000;

  private final Surroundings surroundings;

  @Option(
      names = "--listen",
      paramLabel = "URI",
      description = "Where to accept; port 0 = any; may be repeated. Default: tcp://127.0.0.1:7411")
  private List<URI> listen = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder of the hub, made if missing, for its owner only. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of("blazesync-hub");

  @Option(
      names = "--open",
      description =
          "Let anybody in at listeners that are not loopback. Without it they let in who shows an"
              + " access token: see 'hub token'.")
  private boolean open;

  @Option(
      names = "--max-disk",
      paramLabel = "BYTES",
      description = "Refuse writes when the folder holds more. Default: no limit")
  private long maxDiskBytes;

  @Option(
      names = "--max-connections-per-address",
      paramLabel = "N",
      description =
          "How many connections to take at a time from one address (of IPv6, from one /64)."
              + " Default: 6000 of 8192")
  private int connectionsPerAddress;

  HubCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (maxDiskBytes < 0) {
      throw new ConfigurationException(
          "--max-disk " + maxDiskBytes + ": expected a number of bytes, or 0 for no limit");
    }
    if (connectionsPerAddress < 0) {
      throw new ConfigurationException(
          "--max-connections-per-address "
              + connectionsPerAddress
              + ": expected a number from 1, or 0 for the usual one");
    }
    EndRequest end = surroundings.end();
    end.listen();
    List<URI> listeners =
        listen.isEmpty() ? List.of(DEFAULT_LISTENER) : Addresses.checked("--listen", listen);
    Hub.Options options =
        new Hub.Options(listeners, data, open, maxDiskBytes, connectionsPerAddress);
    try (Hub hub = Hub.start(options)) {
      surroundings.tell(
          "the key of this hub is "
              + hub.fingerprint()
              + "; its address with the key: "
              + hub.addresses().get(0));
      hub.addresses()
          .forEach(uri -> surroundings.out().println("listening on " + Addresses.bare(uri)));
      surroundings.out().flush();
      while (!end.await(WAIT_MILLIS)) {
        // until somebody asks
      }
    }
    return Exit.DONE.code();
  }
}
