/**
 * Join codes, what a person carries from one device to the next, and the addresses of hubs with
 * their keys in them. Pure and immutable; not for membership or keys.
 */
package dev.blazesync.engine.join;
