package dev.blazesync.engine.membership;

/**
 * An invite that a device can still come in by.
 *
 * @param index of the entry that opened it: its name
 * @param usesLeft from 1
 */
public record OpenInvite(long index, InviteTerms terms, int usesLeft) {}
