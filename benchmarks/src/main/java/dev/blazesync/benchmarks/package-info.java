/**
 * Measurements. One question a class; the answer is one line of JSON on standard output. Nothing
 * here checks that a figure is good enough: that depends on the machine.
 *
 * <p>On the class path, without a module of its own: JMH generates code into packages it chooses.
 */
package dev.blazesync.benchmarks;
