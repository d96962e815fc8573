/**
 * What people do to a group's membership: make a group, invite, remove, rotate. Each act is one
 * entry of the chain, and is done when the group's first-named relay has it on the head. Not for
 * merging or sealing: every device learns of an act from its relays.
 */
package dev.blazesync.engine.admin;
