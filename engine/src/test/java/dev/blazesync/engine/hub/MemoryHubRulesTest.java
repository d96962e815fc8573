package dev.blazesync.engine.hub;

final class MemoryHubRulesTest extends HubRulesContract {
  @Override
  HubLog create() {
    return new MemoryHubLog(() -> NOW);
  }
}
