package dev.blazesync.engine.plugin;

import dev.blazesync.engine.join.PinnedAddress;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.ConflictPolicyProvider;
import dev.blazesync.spi.Provider;
import dev.blazesync.spi.RecordStoreProvider;
import dev.blazesync.spi.RelayProvider;
import dev.blazesync.spi.StoreLocation;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The plug-ins of one class loader. Thread-safe. A provider that cannot be used (it throws, or was
 * built against a newer SPI) does not get in the way of the others; why it is left out is part of
 * the message when nothing else fits.
 */
public final class Plugins {
  private static final int CERTAIN = 100;

  private final Found<RecordStoreProvider> stores;
  private final Found<RelayProvider> relays;
  private final Found<ConflictPolicyProvider> policies;

  private record Found<P extends Provider>(List<P> usable, List<String> leftOut) {}

  private Plugins(ClassLoader loader) {
    stores = find(ServiceLoader.load(RecordStoreProvider.class, loader).iterator());
    relays = find(ServiceLoader.load(RelayProvider.class, loader).iterator());
    policies = find(ServiceLoader.load(ConflictPolicyProvider.class, loader).iterator());
  }

  /** The plug-ins that this library's own class loader sees. */
  public static Plugins load() {
    ClassLoader own = Plugins.class.getClassLoader();
    return load(own != null ? own : ClassLoader.getSystemClassLoader());
  }

  /**
   * @throws ConfigurationException if two providers have one id
   */
  public static Plugins load(ClassLoader loader) {
    return new Plugins(loader);
  }

  /**
   * {@return the provider that recognises {@code location} best}
   *
   * @throws ConfigurationException if none does, or two do equally
   */
  public RecordStoreProvider store(StoreLocation location) {
    int best = 0;
    List<RecordStoreProvider> winners = new ArrayList<>();
    for (RecordStoreProvider provider : stores.usable()) {
      int certainty = Math.min(CERTAIN, provider.recognises(location));
      if (certainty > best) {
        best = certainty;
        winners.clear();
      }
      if (certainty == best && certainty > 0) {
        winners.add(provider);
      }
    }
    if (winners.size() == 1) {
      return winners.get(0);
    }
    if (winners.isEmpty()) {
      throw new ConfigurationException(
          "no record store recognises "
              + location
              + "; there are "
              + ids(stores.usable())
              + leftOut(stores)
              + ". Is the adapter's jar on the class path?");
    }
    throw new ConfigurationException(
        "several record stores recognise "
            + location
            + " equally: "
            + ids(winners)
            + "; take one of their jars off the class path");
  }

  /**
   * {@return the provider for the scheme of {@code address}}
   *
   * @throws ConfigurationException if there is none, or several
   */
  public RelayProvider relay(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    List<RelayProvider> fitting =
        relays.usable().stream().filter(provider -> provider.schemes().contains(scheme)).toList();
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    String known =
        relays.usable().stream()
            .flatMap(provider -> provider.schemes().stream())
            .collect(Collectors.toCollection(TreeSet::new))
            .toString();
    throw new ConfigurationException(
        (fitting.isEmpty() ? "no relay understands " : "several relays understand ")
            + PinnedAddress.bare(address)
            + "; known schemes: "
            + known
            + leftOut(relays));
  }

  /**
   * {@return the policy that is configured like this}
   *
   * @param nameAndArgument the provider's id, and after a colon what it is given: {@code max},
   *     {@code server-wins:row}
   * @throws ConfigurationException if there is no policy of this name, or it does not understand
   *     the argument
   */
  public ConflictPolicy policy(String nameAndArgument) {
    int colon = nameAndArgument.indexOf(':');
    String id = (colon < 0 ? nameAndArgument : nameAndArgument.substring(0, colon)).strip();
    String argument = colon < 0 ? "" : nameAndArgument.substring(colon + 1).strip();
    ConflictPolicyProvider named =
        policies.usable().stream()
            .filter(provider -> provider.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "no conflict policy is called '"
                            + id
                            + "'; there are "
                            + ids(policies.usable())
                            + leftOut(policies)
                            + ". Use one of these, or put the jar of the one you mean on the class"
                            + " path"));
    try {
      return named.create(argument);
    } catch (ConfigurationException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      // a plug-in's own code may throw anything; it is as good as not there
      throw new ConfigurationException("conflict policy '" + nameAndArgument + "' failed: " + e, e);
    }
  }

  private static <P extends Provider> Found<P> find(Iterator<P> providers) {
    Map<String, P> usable = new TreeMap<>();
    List<String> leftOut = new ArrayList<>();
    while (true) {
      try {
        if (!providers.hasNext()) {
          return new Found<>(List.copyOf(usable.values()), List.copyOf(leftOut));
        }
        P provider = providers.next();
        String id = provider.id();
        if (provider.spiVersion() > Provider.SPI_VERSION) {
          leftOut.add(
              id
                  + " needs version "
                  + provider.spiVersion()
                  + " of the plug-in interface, this program has "
                  + Provider.SPI_VERSION
                  + ": update BlazeSync");
          continue;
        }
        P other = usable.putIfAbsent(id, provider);
        if (other != null) {
          throw new ConfigurationException(
              "two plug-ins have the id '"
                  + id
                  + "': "
                  + other.getClass().getName()
                  + " and "
                  + provider.getClass().getName()
                  + "; take one of their jars off the class path");
        }
      } catch (ServiceConfigurationError | LinkageError e) {
        leftOut.add(String.valueOf(e.getMessage()));
      } catch (ConfigurationException e) {
        throw e;
      } catch (RuntimeException e) {
        // a plug-in's own code (id, spiVersion) may throw anything; it must not stop the others
        leftOut.add("a plug-in failed: " + e);
      }
    }
  }

  private static String ids(List<? extends Provider> providers) {
    return providers.stream().map(Provider::id).toList().toString();
  }

  private static String leftOut(Found<?> found) {
    return found.leftOut().isEmpty() ? "" : "; left out: " + String.join("; ", found.leftOut());
  }
}
