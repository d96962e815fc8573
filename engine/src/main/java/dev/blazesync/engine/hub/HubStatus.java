package dev.blazesync.engine.hub;

import java.net.URI;
import java.util.List;

/**
 * A running hub at one moment.
 *
 * @param listening where it listens, with real ports
 * @param connections open now
 * @param log what it holds
 */
public record HubStatus(List<URI> listening, int connections, HubLogStatus log) {}
