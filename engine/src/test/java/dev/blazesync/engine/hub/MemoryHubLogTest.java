package dev.blazesync.engine.hub;

final class MemoryHubLogTest extends HubLogContract {
  @Override
  HubLog create() {
    return new MemoryHubLog(() -> NOW);
  }
}
