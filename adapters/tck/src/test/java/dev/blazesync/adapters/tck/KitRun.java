package dev.blazesync.adapters.tck;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a contract as JUnit does for an adapter author, and sees which rules fail. */
final class KitRun {
  private static final Pattern RULE = Pattern.compile("(?:store|relay|policy)\\.R(\\d+) .*");

  /** Failures by the number of their rule; those without a number under -1. */
  final Map<Integer, Throwable> failures = new TreeMap<>();

  /** How many rules ran to an end, well or not. */
  int finished;

  private KitRun() {}

  static KitRun of(Class<?> contract) {
    KitRun run = new KitRun();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(contract))
            .build();
    LauncherConfig config =
        LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .build();
    LauncherFactory.create(config).execute(request, run.listener());
    return run;
  }

  private TestExecutionListener listener() {
    return new TestExecutionListener() {
      @Override
      public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (!test.isTest()) {
          result.getThrowable().ifPresent(failure -> failures.put(-1, failure));
          return;
        }
        finished++;
        Matcher rule = RULE.matcher(test.getDisplayName());
        int number = rule.matches() ? Integer.parseInt(rule.group(1)) : -1;
        if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
          failures.put(number, result.getThrowable().orElseThrow());
        }
      }
    };
  }
}
