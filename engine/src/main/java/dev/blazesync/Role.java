package dev.blazesync;

/** What a node's writes count, where the group's rules say {@code server-wins}. */
public enum Role {
  /** Its writes beat those of clients that had not seen them. */
  SERVER,
  CLIENT
}
